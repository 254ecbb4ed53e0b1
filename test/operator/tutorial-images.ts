/** The images that the pages of docs/ run on a cluster of this machine, which has stand-ins for them. */
export const TUTORIAL_IMAGES: readonly string[] = ['nginx:1.27.3', 'busybox:1.36.1', 'busybox:1.37.0'];
