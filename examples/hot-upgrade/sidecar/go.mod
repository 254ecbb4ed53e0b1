module sidecarset/hot-upgrade

go 1.24
