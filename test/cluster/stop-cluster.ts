import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClusterDirectory, clusterDirectory, clustersDirectory } from './cluster-directory.js';
import { readClusterRecord } from './cluster-record.js';
import { lives, processNames, stopProcess } from './machine/process.js';
import { removeNode } from './node/remove-node.js';
import type { Progress } from './progress.js';

/** Nobody stops before those that call it; what is not named here stops first. */
const STOP_ORDER = ['kubelet', 'kube-scheduler', 'kube-controller-manager', 'kube-apiserver', 'etcd', 'registry'];

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

/** Takes clusters away whose owner ended without doing so, logs included. */
export async function sweepAbandonedClusters(progress: Progress): Promise<void> {
  for (const directory of await allClusters()) {
    const { owner } = await readClusterRecord(directory);
    if (owner === undefined || (await lives(owner))) continue;
    progress(`cluster ${directory.name}: process ${owner.pid} ended without stopping it; stopping it now`);
    await stopCluster(directory);
    await rm(directory.root, { recursive: true, force: true });
  }
}

/** Every cluster that has a folder in the usual place. */
export async function allClusters(): Promise<ClusterDirectory[]> {
  const names = await readdir(clustersDirectory).catch(() => []);
  return names.map(name => clusterDirectory({ directory: join(clustersDirectory, name) }));
}
