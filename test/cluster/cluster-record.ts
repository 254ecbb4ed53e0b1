import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterDirectory } from './cluster-directory.js';
import type { ProcessIdentity } from './machine/process.js';

/** What a cluster leaves in its folder for later processes: who may take it away, and how it is reached. */
export interface ClusterRecord {
  /** The process that the cluster ends with; absent: it stays until `down`. */
  readonly owner?: ProcessIdentity;
  /** Absent until the cluster is ready. */
  readonly access?: ClusterAccess;
}

/** How a ready cluster is reached. */
export interface ClusterAccess {
  readonly apiServerUrl: string;
  readonly kubeconfigPath: string;
  readonly kubectlPath: string;
  /** Of the real node. Absent: there is none. */
  readonly nodeName?: string;
  /** Of the registry that the real node pulls from. */
  readonly registryUrl?: string;
}

/** Replaces the record of a cluster. */
export async function writeClusterRecord(directory: ClusterDirectory, record: ClusterRecord): Promise<void> {
  await writeFile(recordPath(directory), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Reads the record of a cluster; empty when there is none. */
export async function readClusterRecord(directory: ClusterDirectory): Promise<ClusterRecord> {
  const text = await readFile(recordPath(directory), 'utf8').catch(() => '{}');
  return JSON.parse(text) as ClusterRecord;
}

function recordPath(directory: ClusterDirectory): string {
  return join(directory.root, 'cluster.json');
}
