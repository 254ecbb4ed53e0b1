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
    this.#rise(timer);
    return () => {
      if (waits) this.#cancelled.add(timer);
      waits = false;
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
    this.#sink(last);
  }

  /** Moves a timer up to its place: those above it that come later step down. */
  #rise(timer: Timer): void {
    let index = this.#heap.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#heap[parent];
      if (above === undefined || !isBefore(timer, above)) break;
      this.#heap[index] = above;
      index = parent;
    }
    this.#heap[index] = timer;
  }

  /** Moves a timer down from the top: of the two below each place the earlier one steps up. */
  #sink(timer: Timer): void {
    let index = 0;
    for (;;) {
      const [left, right] = [this.#heap[2 * index + 1], this.#heap[2 * index + 2]];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const first = isRight ? right : left;
      if (first === undefined || !isBefore(first, timer)) break;
      this.#heap[index] = first;
      index = 2 * index + (isRight ? 2 : 1);
    }
    this.#heap[index] = timer;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs === b.atMs ? a.order < b.order : a.atMs < b.atMs;
}
