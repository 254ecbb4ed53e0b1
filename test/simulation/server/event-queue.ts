/** What a watch has still to deliver. */
export class EventQueue<T> {
  readonly #items: T[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  push(item: T): void {
    if (this.#end !== undefined) return;
    this.#items.push(item);
    this.#wake?.();
  }

  /** No more items; what was pushed before is still delivered. */
  end(): void {
    this.#end ??= {};
    this.#wake?.();
  }

  /** No more items, and those that wait are lost. */
  fail(error: unknown): void {
    this.#items.length = 0;
    this.#end = { error };
    this.#wake?.();
  }

  async *drain(): AsyncGenerator<T, void, undefined> {
    for (;;) {
      for (let item = this.#items.shift(); item !== undefined; item = this.#items.shift()) yield item;
      if (this.#end !== undefined) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      }
      await new Promise<void>(resolve => (this.#wake = resolve));
    }
  }
}
