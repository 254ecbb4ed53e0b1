import { join } from 'node:path';

import { locateImage } from '../cluster/image/image-reference.js';
import { ensureProgram } from '../cluster/machine/debian-packages.js';
import { run } from '../cluster/machine/run.js';
import type { Progress } from '../cluster/progress.js';
import { reportWhile } from '../cluster/progress.js';
import { repositoryRoot } from '../cluster/repository.js';
import type { TestCluster } from '../cluster/test-cluster.js';

/**
 * Builds the operator's image from the Dockerfile, without a daemon, and gives it to the cluster's registry under this
 * reference.
 */
export async function pushOperatorImage(cluster: TestCluster, reference: string, progress: Progress): Promise<void> {
  if (cluster.registryUrl === undefined)
    throw new Error('this cluster has no real node, so nothing pulls images in it');
  const buildah = await ensureProgram('buildah', 'buildah', progress);
  await reportWhile(
    progress,
    'laying out the image',
    run('npm', ['run', '--silent', 'image:root'], { cwd: repositoryRoot }),
  );
  const storage = join(cluster.directory, 'buildah');
  const places = ['--root', join(storage, 'root'), '--runroot', join(storage, 'run'), '--storage-driver', 'vfs'];
  const build = [...places, 'build', '--isolation', 'chroot', '--tag', reference, '.'];
  await reportWhile(progress, 'building the image', run(buildah, build, { cwd: repositoryRoot }));
  const { repository, tag } = locateImage(reference);
  const target = `docker://${new URL(cluster.registryUrl).host}/${repository}:${tag}`;
  const push = [...places, 'push', '--tls-verify=false', reference, target];
  await reportWhile(progress, 'pushing the image', run(buildah, push));
}
