import { BoundedMap } from '../lib/cluster/bounded-map.js';

/** So many values of one kind at a time are shared. */
const MOST_VALUES = 4096;

/**
 * Values that many pods have in common, each kept once: thousands of pods run the same few images on the same few nodes, and
 * those of one workload carry the same labels. A value that no other pod has gains nothing and loses nothing.
 */
export class SharedValues<V> {
  readonly #known = new BoundedMap<V>(MOST_VALUES);
  readonly #longestText: number;

  /** @param longestText - longer ones are as good as never shared, and whoever writes them must not fill our memory */
  constructor(longestText: number) {
    this.#longestText = longestText;
  }

  /**
   * @param text - says all of the value
   * @returns an equal value: the same piece of memory as the last time
   */
  share(text: string, value: V): V {
    if (text.length > this.#longestText) return value;
    const shared = this.#known.get(text) ?? value;
    this.#known.set(text, shared);
    return shared;
  }
}
