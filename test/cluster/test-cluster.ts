import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { type ClusterDirectory, clusterDirectory, createClusterDirectory } from './cluster-directory.js';
import { type ClusterAccess, readClusterRecord, writeClusterRecord } from './cluster-record.js';
import { readCertificateAuthority } from './control-plane/api-server-access.js';
import { createImageStore, type ImageStore } from './image/image-store.js';
import { createKubectl, type Kubectl } from './kubectl.js';
import { isRunning, lives, ownIdentity } from './machine/process.js';
import type { NodeChoice } from './node/choose-node.js';
import type { Progress } from './progress.js';
import { bringUp } from './bring-up.js';
import { stopCluster, sweepAbandonedClusters } from './stop-cluster.js';

/** What {@link startTestCluster} may be told. */
export interface TestClusterOptions {
  /** Default: a new one. */
  readonly name?: string;
  /** The folder of this cluster. Default: `.cache/clusters/NAME`. */
  readonly directory?: string;
  /** Default: `auto`. */
  readonly node?: NodeChoice;
  /** Let the cluster live on when this process ends. Otherwise the next start takes it away if nobody stopped it. */
  readonly detached?: boolean;
  /** Default: silence. See `printProgress`. */
  readonly progress?: Progress;
}

/** A running cluster: Kubernetes' own programs on this machine. */
export interface TestCluster extends ImageStore {
  readonly name: string;
  /** Where its logs are. */
  readonly directory: string;
  /** `https://127.0.0.1:PORT`. It reaches webhooks by URL at any port of 127.0.0.1. */
  readonly apiServerUrl: string;
  /** PEM. */
  readonly certificateAuthority: string;
  /** Of an administrator. */
  readonly kubeconfigPath: string;
  readonly kubectlPath: string;
  readonly kubectl: Kubectl;
  /** Does a real kubelet run pods? If not, pods stay Pending unless the caller simulates a node. */
  readonly realNode: boolean;
  /** Of the real node. */
  readonly nodeName: string | undefined;
  /** Of the registry that the real node pulls from, for images that are made elsewhere. */
  readonly registryUrl: string | undefined;
  /** Ends the cluster and removes all of it but its logs. */
  stop(): Promise<void>;
}

/**
 * Starts a cluster: seconds, once the binaries are built. Any number of clusters run side by side.
 *
 * @throws Error that says what this machine lacks, or the end of the log of the program that failed
 */
export async function startTestCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const progress = options.progress ?? (() => undefined);
  const directory = placeOf(options);
  await sweepAbandonedClusters(progress);
  await refuseToTakeOver(directory);
  await stopCluster(directory);
  await rm(directory.root, { recursive: true, force: true });
  await createClusterDirectory(directory);
  const owner = options.detached === true ? {} : { owner: await ownIdentity() };
  await writeClusterRecord(directory, owner);
  try {
    const access = await bringUp(directory, { node: options.node ?? 'auto', progress });
    await writeClusterRecord(directory, { ...owner, access });
    return await describe(directory, access);
  } catch (error) {
    await stopCluster(directory);
    throw error;
  }
}

/**
 * Finds a cluster that another process started.
 *
 * @returns undefined when there is none or it does not run
 */
export async function connectTestCluster(
  place: { readonly directory: string } | { readonly name: string },
): Promise<TestCluster | undefined> {
  const directory = clusterDirectory(place);
  const { access } = await readClusterRecord(directory);
  if (access === undefined || !(await isRunning(directory, 'kube-apiserver'))) return undefined;
  return describe(directory, access);
}

function placeOf({ name, directory }: TestClusterOptions): ClusterDirectory {
  if (directory !== undefined) return clusterDirectory({ directory, name });
  return clusterDirectory({ name: name ?? `test-${randomBytes(3).toString('hex')}` });
}

async function refuseToTakeOver(directory: ClusterDirectory): Promise<void> {
  const { owner, access } = await readClusterRecord(directory);
  const stillOwned = owner !== undefined && (await lives(owner));
  const up = owner === undefined && access !== undefined && (await isRunning(directory, 'kube-apiserver'));
  if (!stillOwned && !up) return;
  const holder = owner === undefined ? 'is up' : `is in use by process ${owner.pid}`;
  throw new Error(`cluster ${directory.name} ${holder}: choose another name, or take it down first`);
}

async function describe(directory: ClusterDirectory, access: ClusterAccess): Promise<TestCluster> {
  const { apiServerUrl, kubeconfigPath, kubectlPath, nodeName, registryUrl } = access;
  return {
    name: directory.name,
    directory: directory.root,
    apiServerUrl,
    certificateAuthority: await readCertificateAuthority(directory),
    kubeconfigPath,
    kubectlPath,
    kubectl: createKubectl({ path: kubectlPath, kubeconfigPath, directory: directory.root }),
    realNode: nodeName !== undefined,
    nodeName,
    registryUrl,
    ...createImageStore(registryUrl),
    stop: () => stopCluster(directory),
  };
}
