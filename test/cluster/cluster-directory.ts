import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { cacheDirectory } from './repository.js';

/** Where everything of one cluster lies. Derived from the folder's name alone, so that a later run finds all of it. */
export interface ClusterDirectory {
  readonly name: string;
  /** Logs, pids, certificates, databases, images. */
  readonly root: string;
  /** Sockets and whatever holds sockets or mounts: a short path, because a socket's path has at most 107 characters. */
  readonly run: string;
  /** Eight hex digits that tell this cluster from every other on this machine. */
  readonly id: string;
}

/** Where clusters lie unless a directory is given. */
export const clustersDirectory: string = join(cacheDirectory, 'clusters');

/**
 * Names the places of a cluster; creates nothing.
 *
 * @param place - without `directory` it is a folder called `name` in {@link clustersDirectory}; without `name` the
 * cluster is called like its folder
 */
export function clusterDirectory(
  place: { readonly directory: string; readonly name?: string | undefined } | { readonly name: string },
): ClusterDirectory {
  const root = 'directory' in place ? resolve(place.directory) : join(clustersDirectory, checkedName(place.name));
  const name = checkedName(place.name ?? basename(root));
  const id = createHash('sha256').update(root).digest('hex').slice(0, 8);
  return { name, root, run: `/tmp/sidecarset-${id}`, id };
}

/** Creates the folders that every part of a cluster expects. */
export async function createClusterDirectory(directory: ClusterDirectory): Promise<void> {
  for (const folder of ['logs', 'pids', 'pki']) await mkdir(join(directory.root, folder), { recursive: true });
  await mkdir(directory.run, { recursive: true, mode: 0o700 });
}

function checkedName(name: string): string {
  if (/^[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?$/.test(name)) return name;
  throw new Error(`cluster name "${name}": use lower-case letters, digits and "-", at most 42 characters`);
}
