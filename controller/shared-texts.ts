import { BoundedMap } from '../lib/cluster/bounded-map.js';

/** Images, nodes and moments of so many kinds of pods at a time. */
const MOST_TEXTS = 4096;
/** Longer ones are as good as never shared, and whoever writes them must not fill our memory. */
const LONGEST_TEXT = 1024;

/**
 * Texts that many pods have in common, each kept once: thousands of pods run the same few images, on the same few nodes. A
 * text that no other pod has gains nothing and loses nothing.
 */
export class SharedTexts {
  readonly #known = new BoundedMap<string>(MOST_TEXTS);

  /** The same text, and the same piece of memory as the last time. */
  share<T extends string | undefined>(text: T): T {
    if (text === undefined || text.length > LONGEST_TEXT) return text;
    const shared = this.#known.get(text);
    if (shared !== undefined) return shared as T;
    this.#known.set(text, text);
    return text;
  }
}
