import type { StandInImage } from './image-store.js';

/** The image of the process that holds a pod's network. */
export const PAUSE_IMAGE = 'registry.k8s.io/pause:3.10';

const WEB_SERVER = { command: ['serve', '80'] };
const HOT_UPGRADE = { files: { '/migrate.sh': '#!/bin/sh\nexit 0\n' } };

/** The images that every real node can pull from the start: those of the SidecarSet manual's examples. */
export const STAND_IN_IMAGES: readonly StandInImage[] = [
  { reference: PAUSE_IMAGE },
  { reference: 'nginx:1.15.1', ...WEB_SERVER },
  { reference: 'nginx:alpine', ...WEB_SERVER },
  { reference: 'busybox:latest' },
  { reference: 'centos:6.7' },
  { reference: 'centos:6.8' },
  { reference: 'centos:7' },
  { reference: 'openkruise/hotupgrade-sample:sidecarv1', ...HOT_UPGRADE },
  { reference: 'openkruise/hotupgrade-sample:sidecarv2', ...HOT_UPGRADE },
  { reference: 'openkruise/hotupgrade-sample:empty', ...HOT_UPGRADE },
];
