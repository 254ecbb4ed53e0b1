import type { ContainerStatus, Pod } from '../../lib/api/kubernetes.generated.js';
import { PODS } from '../../lib/api/resources.js';
import { systemClock } from '../../lib/cluster/clock.js';
import { createKubeClient } from '../../lib/cluster/kube-client.js';
import { loadKubeConfig } from '../../lib/cluster/kube-config.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { reflect } from '../../lib/cluster/reflector.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';

/** Everything that happens to the pods of one namespace, seen through a watch: no state is missed between two looks. */
export interface PodHistory {
  /** As they are now, by name. */
  pods(): readonly Pod[];
  /** Most pods that were being upgraded or not Ready at one moment since the last {@link PodHistory.begin}. */
  mostUnavailable(): number;
  /** Forgets what was, and counts from now on. */
  begin(): void;
  /** Called after every change, with the pod as it is now. */
  onChange(listener: (pod: Pod) => void): () => void;
  /** Waits until the pods are as they should be; says how they are when they do not get there. */
  until(description: string, check: (pods: readonly Pod[]) => boolean, timeoutMs?: number): Promise<void>;
  stop(): Promise<void>;
}

/** Begins to watch the pods of a namespace. */
export async function watchPods(cluster: TestCluster, namespace: string): Promise<PodHistory> {
  const client = createKubeClient({ kubeConfig: loadKubeConfig({ file: cluster.kubeconfigPath }) });
  const store = new ObjectStore({ resource: PODS });
  const end = new AbortController();
  const common = { clock: systemClock, random: Math.random, signal: end.signal };
  const reflecting = reflect({ cluster: client, store, query: { namespace }, ...common });
  let most = 0;
  const count = (): void => {
    most = Math.max(most, store.list().filter(pod => !isAvailable(pod)).length);
  };
  store.subscribe(count);
  await store.whenSynced();
  const pods = (): readonly Pod[] => store.list().toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return {
    pods,
    mostUnavailable: () => most,
    begin() {
      most = 0;
      count();
    },
    onChange: listener =>
      store.subscribe(change => {
        if (change.kind !== 'removed') listener(change.object);
      }),
    until: (description, check, timeoutMs = 300_000) => until(pods, { description, check, timeoutMs }),
    async stop() {
      end.abort();
      await reflecting;
    },
  };
}

async function until(
  pods: PodHistory['pods'],
  wanted: { description: string; check: (pods: readonly Pod[]) => boolean; timeoutMs: number },
): Promise<void> {
  try {
    await waitFor(wanted.description, () => wanted.check(pods()), { timeoutMs: wanted.timeoutMs, everyMs: 20 });
  } catch (error) {
    throw new Error(`${String(error)}\nthe pods are:\n${pods().map(describePod).join('\n')}`, { cause: error });
  }
}

/**
 * Is the pod Ready, with every container on the image that its spec asks for? A kubelet looks at its containers once a
 * second, and may not notice that a quick restart ever made the pod unready.
 */
export function isAvailable(pod: Pod): boolean {
  const settled = (pod.spec?.containers ?? []).every(({ name, image = '' }) =>
    statusOf(pod, name)?.image.endsWith(`/${image}`),
  );
  return isReady(pod) && settled;
}

/** Is the pod's Ready condition true? */
export function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}

/** What the kubelet says of a container of the pod. */
export function statusOf(pod: Pod, container: string): ContainerStatus | undefined {
  return [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])].find(
    status => status.name === container,
  );
}

/** The image that the pod's spec asks for in a container. */
export function imageOf(pod: Pod, container: string): string | undefined {
  return [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].find(({ name }) => name === container)
    ?.image;
}

/** Is this the image that the container runs, settled and ready? */
export function runs(pod: Pod, container: string, image: string): boolean {
  const status = statusOf(pod, container);
  return isReady(pod) && imageOf(pod, container) === image && status?.image.endsWith(`/${image}`) === true;
}

function nameOf(pod: Pod): string {
  return pod.metadata?.name ?? '';
}

function describePod(pod: Pod): string {
  const containers = (pod.status?.containerStatuses ?? []).map(({ name, image, ready, restartCount, state }) => {
    const waiting = state?.waiting?.reason ?? '';
    return `${name}=${image} ready=${String(ready)} restarts=${String(restartCount)} ${waiting}`;
  });
  return `${nameOf(pod)} ready=${String(isReady(pod))} ${containers.join('; ')}`;
}
