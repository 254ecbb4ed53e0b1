import type { Term } from './candidate-terms.js';
import { ANYTHING } from './candidate-terms.js';

/** Values filed under terms, and found by labels without a text being made for each of them. */
export class TermMap<V> {
  /** By key, then by value; under undefined what takes any value. */
  readonly #byKey = new Map<string, Map<string | undefined, V>>();
  #size = 0;

  /** Terms that have a value here. */
  get size(): number {
    return this.#size;
  }

  get({ key, value }: Term): V | undefined {
    return this.#byKey.get(key)?.get(value);
  }

  getOrMake(term: Term, make: () => V): V {
    const known = this.get(term);
    if (known !== undefined) return known;
    const made = make();
    const values = this.#byKey.get(term.key);
    if (values === undefined) this.#byKey.set(term.key, new Map([[term.value, made]]));
    else values.set(term.value, made);
    this.#size += 1;
    return made;
  }

  delete({ key, value }: Term): void {
    const values = this.#byKey.get(key);
    if (values?.delete(value) !== true) return;
    this.#size -= 1;
    if (values.size === 0) this.#byKey.delete(key);
  }

  /** @returns what is filed under the terms that these labels fulfil, {@link ANYTHING} among them */
  fulfilledBy(labels: Readonly<Record<string, string>>): readonly V[] {
    const found: V[] = [];
    const take = (value: V | undefined): void => {
      if (value !== undefined) found.push(value);
    };
    take(this.get(ANYTHING));
    for (const key of Object.keys(labels)) {
      const values = this.#byKey.get(key);
      if (values === undefined) continue;
      take(values.get(undefined));
      take(values.get(labels[key]));
    }
    return found;
  }
}
