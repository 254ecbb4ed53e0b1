/** Names under which an index files an object; pure, and cheap: it runs for every change. */
export type IndexFunction<T> = (object: T) => readonly string[];

interface Shelf<T> {
  readonly objects: Map<string, T>;
  /** The objects as an array, until the next change. */
  list: readonly T[] | undefined;
}

/** Objects of a store filed under values. Looking one value up costs nothing but its own objects. */
export class ObjectIndex<T> {
  readonly #valuesOf: IndexFunction<T>;
  readonly #shelves = new Map<string, Shelf<T>>();

  constructor(valuesOf: IndexFunction<T>) {
    this.#valuesOf = valuesOf;
  }

  /** Files `after` where `before` stood; `undefined` stands for "not there". */
  change(key: string, before: T | undefined, after: T | undefined): void {
    const left = before === undefined ? [] : this.#valuesOf(before);
    const entered = after === undefined ? [] : this.#valuesOf(after);
    for (const value of left) if (!entered.includes(value)) this.#remove(key, value);
    if (after !== undefined) for (const value of entered) this.#put(key, value, after);
  }

  /** The same array until something under `value` changes. */
  objects(value: string): readonly T[] {
    const shelf = this.#shelves.get(value);
    if (shelf === undefined) return [];
    return (shelf.list ??= [...shelf.objects.values()]);
  }

  #put(key: string, value: string, object: T): void {
    let shelf = this.#shelves.get(value);
    if (shelf === undefined) this.#shelves.set(value, (shelf = { objects: new Map(), list: undefined }));
    shelf.objects.set(key, object);
    shelf.list = undefined;
  }

  #remove(key: string, value: string): void {
    const shelf = this.#shelves.get(value);
    if (shelf === undefined) return;
    shelf.objects.delete(key);
    shelf.list = undefined;
    if (shelf.objects.size === 0) this.#shelves.delete(value);
  }
}
