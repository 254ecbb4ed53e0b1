import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { PODS } from '../../lib/api/resources.js';
import { systemClock } from '../../lib/cluster/clock.js';
import type { Cluster } from '../../lib/cluster/cluster.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { reflect } from '../../lib/cluster/reflector.js';
import { isAvailable, runs } from '../operator/pod-history.js';

const GIVE_UP_MS = 1_800_000;

/** Thousands of pods seen through a watch: what is asked for is counted along, for no change may cost a look at all. */
export class PodCrowd {
  readonly #store = new ObjectStore({ resource: PODS });
  readonly #end = new AbortController();
  readonly #reflecting: Promise<void>;
  readonly #away = new Set<string>();
  readonly #listeners = new Set<(pod: Pod) => void>();
  #mostAway = 0;

  constructor(cluster: Cluster, namespace: string) {
    const common = { cluster, clock: systemClock, random: Math.random, signal: this.#end.signal };
    this.#store.subscribe(change => {
      if (change.kind === 'removed') return;
      this.#count(change.object);
      for (const listener of this.#listeners) listener(change.object);
    });
    this.#reflecting = reflect({ ...common, store: this.#store, query: { namespace } });
  }

  pods(): readonly Pod[] {
    return this.#store.list();
  }

  /** Most pods that were not ready, or did not yet run what they ask for, at one moment since {@link begin}. */
  get mostAway(): number {
    return this.#mostAway;
  }

  begin(): void {
    this.#mostAway = this.#away.size;
  }

  onChange(listener: (pod: Pod) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits until there are so many pods, and all of them run this image in this container and are ready. */
  async allRun(wanted: { readonly count: number; readonly container: string; readonly image: string }): Promise<void> {
    const { count, container, image } = wanted;
    const done = new Set<string>();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        end();
        reject(new Error(`${String(done.size)} of ${String(count)} pods run ${image} after ${String(GIVE_UP_MS)} ms`));
      }, GIVE_UP_MS);
      const look = (pod: Pod): void => {
        const name = pod.metadata?.name ?? '';
        if (runs(pod, container, image)) done.add(name);
        else done.delete(name);
        if (done.size < count) return;
        clearTimeout(timer);
        end();
        resolve();
      };
      const end = this.onChange(look);
      for (const pod of this.pods()) look(pod);
    });
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#reflecting;
  }

  #count(pod: Pod): void {
    const name = pod.metadata?.name ?? '';
    if (isAvailable(pod)) this.#away.delete(name);
    else this.#away.add(name);
    this.#mostAway = Math.max(this.#mostAway, this.#away.size);
  }
}
