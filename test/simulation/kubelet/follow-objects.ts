import type { KubernetesObject } from '../../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../../lib/api/resources.js';
import { isApiError } from '../../../lib/cluster/api-error.js';
import type { Clock } from '../../../lib/cluster/clock.js';
import { sleep } from '../../../lib/cluster/clock.js';
import type { Cluster, Query } from '../../../lib/cluster/cluster.js';

const RETRY_MS = 1_000;

/** What to follow. */
export interface FollowOptions<T extends KubernetesObject> {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly resource: Resource<T>;
  readonly query: Query;
  readonly signal: AbortSignal;
  /** An object that is there, new or changed or neither. */
  readonly onPresent: (object: T) => void;
  readonly onGone: (object: T) => void;
}

/**
 * Lists and watches until `signal` aborts. On purpose not the reflector of `lib/cluster`: a simulated node must not
 * share the faults of what it helps to test.
 */
export async function followObjects<T extends KubernetesObject>(options: FollowOptions<T>): Promise<void> {
  const { clock, signal } = options;
  while (!signal.aborted) {
    try {
      await followOnce(options);
    } catch (error) {
      if (error !== signal.reason && !isApiError(error)) throw error;
      await sleep(clock, RETRY_MS, signal);
    }
  }
}

/** One list and all watches from it on, until one of them fails. */
async function followOnce<T extends KubernetesObject>(options: FollowOptions<T>): Promise<void> {
  const { cluster, resource, query, signal, onPresent, onGone } = options;
  const state = await cluster.list(resource, query, { signal });
  let { resourceVersion } = state.metadata;
  for (const object of state.items) onPresent(object);
  while (!signal.aborted) {
    for await (const event of cluster.watch(resource, { ...query, resourceVersion, timeoutSeconds: 300 }, { signal })) {
      resourceVersion =
        event.type === 'BOOKMARK' ? event.resourceVersion : (event.object.metadata?.resourceVersion ?? resourceVersion);
      if (event.type === 'DELETED') onGone(event.object);
      else if (event.type !== 'BOOKMARK') onPresent(event.object);
    }
  }
}
