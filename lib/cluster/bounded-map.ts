/** A map of limited size: what was not written for longest goes first. */
export class BoundedMap<V> {
  readonly #entries = new Map<string, V>();
  readonly #mostEntries: number;

  constructor(mostEntries: number) {
    this.#mostEntries = mostEntries;
  }

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#mostEntries) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
