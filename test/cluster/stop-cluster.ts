import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClusterDirectory, clusterDirectory, clustersDirectory } from './cluster-directory.js';
import { readClusterRecord } from './cluster-record.js';
import { lives, processNames, stopProcess } from './machine/process.js';
import { removeNode } from './node/remove-node.js';
import type { Progress } from './progress.js';

/** Nobody stops before those that call it; what is not named here stops first. */
const STOP_ORDER = ['kubelet', 'kube-scheduler', 'kube-controller-manager', 'kube-apiserver', 'etcd', 'registry'];

const LOG_LIFE_MS = 86_400_000;

/**
 * Ends all that belongs to a cluster, whether it runs, half runs or crashed: processes, containers, mounts, the
 * network bridge, files. Only its logs stay.
 */
export async function stopCluster(directory: ClusterDirectory): Promise<void> {
  await stopProcess(directory, 'kubelet');
  await removeNode(directory);
  const rest = (await processNames(directory)).sort((a, b) => STOP_ORDER.indexOf(a) - STOP_ORDER.indexOf(b));
  for (const name of rest) await stopProcess(directory, name);
  await rm(directory.run, { recursive: true, force: true });
  const left = await readdir(directory.root).catch(() => []);
  for (const entry of left) {
    if (entry !== 'logs') await rm(join(directory.root, entry), { recursive: true, force: true });
  }
}

/**
 * Takes clusters away whose owner ended without doing so, logs included, and old logs of stopped ones. What cannot be
 * taken away, such as the cluster of another user, is reported and left.
 */
export async function sweepAbandonedClusters(progress: Progress): Promise<void> {
  for (const directory of await allClusters()) {
    try {
      await sweep(directory, progress);
    } catch (error) {
      progress(
        `cluster ${directory.name} cannot be taken away: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

async function sweep(directory: ClusterDirectory, progress: Progress): Promise<void> {
  const { owner } = await readClusterRecord(directory);
  if (owner !== undefined && !(await lives(owner))) {
    progress(`cluster ${directory.name}: process ${owner.pid} ended without stopping it; stopping it now`);
    await stopCluster(directory);
    await rm(directory.root, { recursive: true, force: true });
  } else if (await holdsOldLogsOnly(directory)) {
    await rm(directory.root, { recursive: true, force: true });
  }
}

async function holdsOldLogsOnly(directory: ClusterDirectory): Promise<boolean> {
  const entries = await readdir(directory.root);
  const { mtimeMs } = await stat(directory.root);
  return entries.every(entry => entry === 'logs') && Date.now() - mtimeMs > LOG_LIFE_MS;
}

/** Every cluster that has a folder in the usual place. */
export async function allClusters(): Promise<ClusterDirectory[]> {
  const names = await readdir(clustersDirectory).catch(() => []);
  return names.map(name => clusterDirectory({ directory: join(clustersDirectory, name) }));
}
