import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { TestCluster } from '../cluster/test-cluster.js';

/**
 * Puts `kubectl` and `sidecarset` into a folder of the cluster, for the PATH of whoever tries them: `sidecarset` is what
 * the compiler has made.
 *
 * @returns the folder
 */
export async function writeCommands(cluster: TestCluster): Promise<string> {
  const folder = join(cluster.directory, 'commands');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await symlink(cluster.kubectlPath, join(folder, 'kubectl'));
  for (const name of ['sidecarset', 'kubectl-sidecarset']) {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' '${resolve('dist/js/lib/cli/main.js')}' "$@"\n`);
    await chmod(path, 0o755);
  }
  return folder;
}
