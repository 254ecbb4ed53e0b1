import type { SidecarSet, SidecarSetSpec, SidecarSetStatus } from '../../lib/api/sidecarset.generated.js';
import { printProgress } from '../cluster/progress.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { PodHistory } from '../operator/pod-history.js';
import { watchPods } from '../operator/pod-history.js';
import { freshNamespace } from './fresh-namespace.js';
import type { InstalledCluster } from './installed-cluster.js';
import { installCluster } from './installed-cluster.js';

const IMAGES = ['nginx:1.15.1', 'centos:6.7', 'centos:7', 'centos:8', 'centos:9', 'busybox:latest'];

let starting: Promise<InstalledCluster> | undefined;

/** A cluster in which the operator runs, and pods do: started by the first who asks, stopped after the last test. */
export async function operatedCluster(): Promise<TestCluster> {
  starting ??= installCluster({ node: 'auto', images: IMAGES, progress: printProgress(process.stderr) });
  return (await starting).cluster;
}

// At the top of a module that test files import, this belongs to the whole run.
after('stop the cluster with the operator', async () => {
  const installed = await starting?.catch(() => undefined);
  await installed?.stop();
});

/** A namespace with one SidecarSet of its own. */
export interface Room {
  readonly cluster: TestCluster;
  readonly namespace: string;
  readonly pods: PodHistory;
  /** Applies a SidecarSet that selects `app: web` in this namespace. */
  apply(spec: Partial<SidecarSetSpec>, name?: string): Promise<void>;
  /** What the operator says of the SidecarSet as it is stored now; waits until it has looked at it. */
  status(name?: string): Promise<SidecarSetStatus>;
  /** Waits until the status is as it should be. */
  untilStatus(description: string, check: (status: SidecarSetStatus) => boolean, name?: string): Promise<void>;
  /** Takes away what it applied, and stops watching. */
  leave(): Promise<void>;
}

/** Opens a {@link Room}. */
export async function openRoom(): Promise<Room> {
  const cluster = await operatedCluster();
  const namespace = await freshNamespace(cluster);
  const pods = await watchPods(cluster, namespace);
  const applied = new Set<string>();
  const read = async (name: string): Promise<SidecarSet> => cluster.kubectl.get<SidecarSet>('sidecarset', name);
  const untilStatus: Room['untilStatus'] = async (description, check, name = namespace) => {
    await waitFor(`the status to say ${description}`, async () => {
      const { status, metadata } = await read(name);
      if (status?.observedGeneration !== metadata?.generation) return false;
      if (check(status ?? {})) return true;
      throw new Error(JSON.stringify(status));
    });
  };
  return {
    cluster,
    namespace,
    pods,
    async apply(spec, name = namespace) {
      applied.add(name);
      await cluster.kubectl.apply({
        apiVersion: 'apps.kruise.io/v1beta1',
        kind: 'SidecarSet',
        metadata: { name },
        spec: { selector: { matchLabels: { app: 'web' } }, namespace, ...spec },
      });
    },
    async status(name = namespace) {
      await untilStatus('what is stored now', () => true, name);
      return (await read(name)).status ?? {};
    },
    untilStatus,
    async leave() {
      for (const name of applied) await cluster.kubectl('delete', 'sidecarset', name, '--ignore-not-found');
      await cluster.kubectl('delete', 'namespace', namespace, '--wait=false');
      await pods.stop();
    },
  };
}

/** A Deployment of pods that a {@link Room}'s SidecarSet selects. */
export function aDeployment(name: string, namespace: string, replicas: number): object {
  const labels = { app: 'web', of: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: { of: name } },
      template: { metadata: { labels }, spec: podSpec() },
    },
  };
}

/** A pod that nothing controls, and that a {@link Room}'s SidecarSet selects. */
export function aBarePod(name: string, namespace: string, spec: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: 'web' } },
    spec: { ...podSpec(), ...spec },
  };
}

function podSpec(): object {
  return { terminationGracePeriodSeconds: 1, containers: [{ name: 'app', image: 'nginx:1.15.1' }] };
}
