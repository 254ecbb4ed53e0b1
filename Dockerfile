# The operator's image. Its files are laid out first, so that no base image and no network is needed:
#
#   npm run image:root && docker build --tag sidecarset-operator:0.1.0 .
#
# `buildah build` takes it as well, without a daemon.
FROM scratch
COPY dist/image/root/ /
USER 65532:65532
WORKDIR /app
ENV NODE_ENV=production
ENTRYPOINT ["/usr/local/bin/node", "/app/sidecarset.js"]
CMD ["help"]
