import type { Pod } from '../../../lib/api/kubernetes.generated.js';
import { PODS } from '../../../lib/api/resources.js';
import { isApiError } from '../../../lib/cluster/api-error.js';
import type { Clock } from '../../../lib/cluster/clock.js';
import { sleep } from '../../../lib/cluster/clock.js';
import type { Cluster } from '../../../lib/cluster/cluster.js';
import { followObjects } from './follow-objects.js';

const RETRY_MS = 1_000;

/** Who binds, and to which node. */
export interface PodBinderOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly nodeName: string;
  readonly signal: AbortSignal;
}

/** Stands in for a scheduler: gives every pod without a node to this one, until `signal` aborts. */
export async function bindPods(options: PodBinderOptions): Promise<void> {
  const { cluster, clock, signal } = options;
  await followObjects({
    cluster,
    clock,
    signal,
    resource: PODS,
    query: { fieldSelector: 'spec.nodeName=' },
    onPresent: pod => void bind(options, pod),
    onGone: () => undefined,
  });
}

async function bind({ cluster, clock, nodeName, signal }: PodBinderOptions, pod: Pod): Promise<void> {
  const { namespace = '', name = '', deletionTimestamp } = pod.metadata ?? {};
  if (deletionTimestamp !== undefined || (pod.spec?.schedulingGates ?? []).length > 0) return;
  const target = { apiVersion: 'v1', kind: 'Node', name: nodeName };
  const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { namespace, name }, target };
  while (!signal.aborted) {
    try {
      // A Binding is posted to the pod, so it travels under the pod's resource.
      await cluster.create<Pod>(PODS, binding, { subresource: 'binding', signal });
      return;
    } catch (error) {
      if (error !== signal.reason && !isApiError(error)) throw error;
      // Bound by somebody else, or gone.
      if (isApiError(error, 'Conflict', 'NotFound')) return;
      await sleep(clock, RETRY_MS, signal);
    }
  }
}
