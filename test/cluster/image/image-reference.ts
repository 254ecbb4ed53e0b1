/** Where the registry files an image. */
export interface ImageLocation {
  /** Without the host: `library/nginx`. */
  readonly repository: string;
  readonly tag: string;
}

/**
 * Reads an image reference as containerd does: `nginx` is `docker.io/library/nginx:latest`. The host is left out,
 * because the one registry stands in for all of them.
 */
export function locateImage(reference: string): ImageLocation {
  const [, path, tag] = /^(.*?)(?::([\w][\w.-]*))?$/.exec(reference) ?? [];
  if (path === undefined || path === '' || reference.includes('@')) {
    throw new Error(`image reference "${reference}": write it as "repository:tag"`);
  }
  const parts = path.split('/');
  const [first] = parts;
  const hasHost = parts.length > 1 && first !== undefined && (/[.:]/.test(first) || first === 'localhost');
  const onDockerHub = !hasHost || first === 'docker.io';
  const inRegistry = hasHost ? parts.slice(1) : parts;
  const repository = onDockerHub && inRegistry.length === 1 ? ['library', ...inRegistry] : inRegistry;
  return { repository: repository.join('/'), tag: tag ?? 'latest' };
}
