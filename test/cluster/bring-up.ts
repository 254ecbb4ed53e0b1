import type { ClusterDirectory } from './cluster-directory.js';
import type { ClusterAccess } from './cluster-record.js';
import { type ControlPlane, type ControlPlaneProgram, startControlPlane } from './control-plane/control-plane.js';
import { createKubectl } from './kubectl.js';
import { ensureBinaries } from './machine/binaries.js';
import type { NodePrograms } from './machine/node-programs.js';
import { chooseNode, type NodeChoice } from './node/choose-node.js';
import { type ContainerRuntime, startContainerRuntime } from './node/container-runtime.js';
import { startKubelet } from './node/kubelet.js';
import { type Progress, reportWhile } from './progress.js';
import { waitFor } from './wait-for.js';

/** What is known before anything runs: who runs pods, and who hears of what takes long. */
interface ClusterNeeds {
  readonly node: NodeChoice;
  readonly progress: Progress;
}

/** Where the programs of a cluster are. */
interface MachinePrograms {
  readonly binaries: ControlPlaneBinaries;
  /** Absent where no real node is to run. */
  readonly node?: { readonly programs: NodePrograms; readonly kubelet: string };
}

/**
 * Builds and installs what a cluster needs: minutes on a new machine, no time after that.
 *
 * @throws Error that says what this machine lacks
 */
export async function prepareMachine({ node, progress }: ClusterNeeds): Promise<MachinePrograms> {
  const programs = await chooseNode(node, progress);
  const binaries = await ensureBinaries(CONTROL_PLANE_BINARIES, progress);
  if (programs === undefined) return { binaries };
  const { kubelet } = await ensureBinaries(['kubelet'], progress);
  return { binaries, node: { programs, kubelet } };
}

/** Starts all programs of a cluster in an empty folder; resolves when pods can be created and, on a real node, run. */
export async function bringUp(directory: ClusterDirectory, needs: ClusterNeeds): Promise<ClusterAccess> {
  const { binaries, node } = await prepareMachine(needs);
  if (node === undefined) return (await openControlPlane(directory, binaries)).access;

  const begun = both(openControlPlane(directory, binaries), startContainerRuntime(directory, node.programs));
  const [{ controlPlane, access }, runtime] = await reportWhile(needs.progress, 'starting Kubernetes', begun);
  const work = joinNode({ directory, controlPlane, runtime, kubelet: node.kubelet, access });
  return reportWhile(needs.progress, 'waiting for the node', work);
}

const CONTROL_PLANE_BINARIES = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
] as const;

type ControlPlaneBinaries = Readonly<Record<ControlPlaneProgram | 'kubectl', string>>;

async function openControlPlane(
  directory: ClusterDirectory,
  binaries: ControlPlaneBinaries,
): Promise<{ readonly controlPlane: ControlPlane; readonly access: ClusterAccess }> {
  const controlPlane = await startControlPlane(directory, binaries);
  const kubeconfigPath = await controlPlane.kubeconfigFor({ name: 'admin', groups: ['system:masters'] });
  const access = { apiServerUrl: controlPlane.url, kubeconfigPath, kubectlPath: binaries.kubectl };
  const kubectl = kubectlOf(directory, access);
  // Until the controller manager has made it, the API server refuses every pod.
  await waitFor('the default service account', () => kubectl('get', 'serviceaccount', 'default', '--output=name'));
  return { controlPlane, access };
}

async function joinNode(parts: {
  readonly directory: ClusterDirectory;
  readonly controlPlane: ControlPlane;
  readonly runtime: ContainerRuntime;
  readonly kubelet: string;
  readonly access: ClusterAccess;
}): Promise<ClusterAccess> {
  const { directory, access, runtime } = parts;
  const nodeName = await startKubelet(parts);
  const kubectl = kubectlOf(directory, access);
  await waitFor(`node ${nodeName} to be ready`, async () => {
    const path = '{.status.conditions[?(@.type=="Ready")].status} {.spec.taints[*].key}';
    return (await kubectl('get', 'node', nodeName, `--output=jsonpath=${path}`)).trim() === 'True';
  });
  return { ...access, nodeName, registryUrl: runtime.registryUrl };
}

function kubectlOf(directory: ClusterDirectory, access: ClusterAccess): ReturnType<typeof createKubectl> {
  return createKubectl({ path: access.kubectlPath, kubeconfigPath: access.kubeconfigPath, directory: directory.root });
}

/** Like Promise.all, but nothing still runs when it rejects: what comes next may tidy up. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}
