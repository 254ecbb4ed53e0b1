const DEFAULT_DOMAIN = 'docker.io';

/**
 * The full form of an image name, in which the kubelet reports it: with registry, `library/` and tag.
 *
 * @param image - as a person writes it: `busybox`, `nginx:1.25`, `ghcr.io/a/b@sha256:...`
 * @returns `docker.io/library/busybox:latest`; a name with a digest gets no tag
 */
export function normalizeImage(image: string): string {
  const [name = '', digest] = image.split('@', 2);
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasDomain = first.includes('.') || first.includes(':') || first === 'localhost';
  const path = hasDomain ? name : `${DEFAULT_DOMAIN}/${slash < 0 ? 'library/' : ''}${name}`;
  if (digest !== undefined) return `${path}@${digest}`;
  const hasTag = path.lastIndexOf(':') > path.lastIndexOf('/');
  return hasTag ? path : `${path}:latest`;
}
