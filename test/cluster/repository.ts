import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's top folder, found from the sources as well as from the compiled copy of this file. */
export const repositoryRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Where binaries and clusters live; git ignores it. */
export const cacheDirectory: string = join(repositoryRoot, '.cache');

function findRoot(directory: string): string {
  if (existsSync(join(directory, 'test/cluster/tools/go.mod'))) return directory;
  const parent = dirname(directory);
  if (parent === directory)
    throw new Error('test/cluster/tools/go.mod is in no parent folder: run from the repository');
  return findRoot(parent);
}
