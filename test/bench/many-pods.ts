import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { PODS } from '../../lib/api/resources.js';
import type { Cluster } from '../../lib/cluster/cluster.js';
import { runs } from '../operator/pod-history.js';
import type { PodCrowd } from './pod-crowd.js';

/** Calls that are under way at the same time. */
const CONNECTIONS = 32;

/** Does something with each of many, 32 at a time. */
export async function eachOf<T>(things: Iterable<T>, act: (thing: T) => Promise<unknown>): Promise<void> {
  const waiting = things[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) await act(next.value);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
}

/** Creates so many pods. */
export async function createPods(cluster: Cluster, count: number, podOf: (index: number) => Pod): Promise<void> {
  await eachOf(Array.from({ length: count }).keys(), index => cluster.create(PODS, podOf(index)));
}

/** What a bare loop is to do. */
export interface BareLoop {
  readonly cluster: Cluster;
  readonly crowd: PodCrowd;
  /** Of the sidecar. */
  readonly container: string;
  readonly image: string;
  readonly maxUnavailable: number;
}

/**
 * What an upgrade costs at the least: patches the image of every pod, 32 calls at a time, never more pods away than
 * allowed, and is over when all run it and are ready. It knows no order, no ledger, no status and no conflicts.
 */
export async function patchPods({ cluster, crowd, container, image, maxUnavailable }: BareLoop): Promise<void> {
  const pods = crowd.pods();
  const places = new Places(maxUnavailable);
  const away = new Set<string>();
  const end = crowd.onChange(pod => {
    if (runs(pod, container, image) && away.delete(pod.metadata?.name ?? '')) places.free();
  });
  await eachOf(pods, async ({ metadata: { namespace = '', name = '' } = {} }) => {
    await places.take();
    away.add(name);
    const body = { spec: { containers: [{ name: container, image }] } };
    await cluster.patch(PODS, { namespace, name }, { type: 'strategic', body });
  });
  await crowd.allRun({ count: pods.length, container, image });
  end();
}

/** So many may be away at the same time; the next one waits for its turn. */
class Places {
  readonly #waiting: (() => void)[] = [];

  constructor(private count: number) {}

  async take(): Promise<void> {
    if (this.count > 0) this.count -= 1;
    else await new Promise<void>(resolve => this.#waiting.push(resolve));
  }

  free(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.count += 1;
    else next();
  }
}
