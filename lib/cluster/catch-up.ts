import type { KubernetesObject } from '../api/kubernetes.generated.js';
import { backoffMs } from './backoff.js';
import type { Clock } from './clock.js';
import { sleep } from './clock.js';
import type { Cluster } from './cluster.js';
import { listAll } from './list-pages.js';
import type { ObjectStore } from './object-store.js';

const BACKOFF = { firstMs: 800, maxMs: 30_000 };

/**
 * Reads a resource anew and folds it into its cache, however far behind its watch may be: whoever decides afterwards knows
 * at least what was true when this began. Tries again until it succeeds or `signal` aborts; then it resolves.
 */
export async function catchUp<T extends KubernetesObject>(
  store: ObjectStore<T>,
  options: {
    readonly cluster: Cluster;
    readonly clock: Clock;
    /** In [0, 1). */
    readonly random: () => number;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { cluster, clock, random, signal } = options;
  const { resource, project } = store;
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      for (const object of await listAll(cluster, resource, { project, signal })) store.fold(object);
      return;
    } catch {
      await sleep(clock, backoffMs(failures, BACKOFF, random), signal);
    }
  }
}
