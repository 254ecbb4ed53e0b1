/** A callback and its time. */
export interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Callbacks by time, then by the order in which they came: a binary heap, since a simulated cluster has thousands. */
export class TimerQueue {
  readonly #heap: Timer[] = [];
  readonly #cancelled = new Set<Timer>();
  #added = 0;

  get size(): number {
    return this.#heap.length - this.#cancelled.size;
  }

  /** @returns a function that takes the callback back */
  add(atMs: number, run: () => void): () => void {
    let waits = true;
    const timer = {
      atMs,
      order: this.#added++,
      run: () => {
        waits = false;
        run();
      },
    };
    this.#heap.push(timer);
    this.#rise(this.#heap.length - 1);
    return () => {
      if (waits) this.#cancelled.add(timer);
    };
  }

  /** Takes out the first callback that is due by `untilMs`. */
  take(untilMs: number): Timer | undefined {
    for (let first = this.#heap[0]; first !== undefined && first.atMs <= untilMs; first = this.#heap[0]) {
      this.#removeFirst();
      if (!this.#cancelled.delete(first)) return first;
    }
    return undefined;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #sink(from: number): void {
    let index = from;
    for (;;) {
      let first = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < this.#heap.length && this.#isBefore(child, first)) first = child;
      }
      if (first === index) return;
      this.#swap(index, first);
      index = first;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [x, y] = [this.#at(a), this.#at(b)];
    return x.atMs === y.atMs ? x.order < y.order : x.atMs < y.atMs;
  }

  #swap(a: number, b: number): void {
    [this.#heap[a], this.#heap[b]] = [this.#at(b), this.#at(a)];
  }

  #at(index: number): Timer {
    const timer = this.#heap[index];
    if (timer === undefined) throw new Error(`the queue has no timer ${index}`);
    return timer;
  }
}
