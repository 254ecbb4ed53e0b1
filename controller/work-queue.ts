import type { Clock } from '../lib/cluster/clock.js';

/** Who watches the queue at work. Every callback is optional and must not throw. */
export interface WorkQueueObserver {
  added?(key: string): void;
  started?(key: string, waitedMs: number): void;
  ended?(key: string, tookMs: number): void;
  /** The work failed and will be tried again. */
  retried?(key: string, delayMs: number, error: unknown): void;
  /** Keys that wait for a worker. */
  depth?(count: number): void;
}

/** What a queue needs. */
export interface WorkQueueOptions {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Does the work of one key. A rejection is told to the observer and tried again after a pause. */
  readonly work: (key: string) => Promise<void>;
  /** Keys that are worked on at the same time. Default 4. */
  readonly concurrency?: number;
  /** Pause after a first failure; it doubles with each further one. Default 50. */
  readonly firstRetryMs?: number;
  /** Longest pause. Default 60,000. */
  readonly maxRetryMs?: number;
  readonly observer?: WorkQueueObserver;
}

/** A time at which a key is to be looked at, and the way to take it back. */
interface Appointment {
  readonly dueMs: number;
  readonly cancel: () => void;
}

/**
 * A queue of names with one slot a name: added again while it waits it is worked on once; added while it is worked on it
 * is worked on once more afterwards. Never two workers on one name. (The rules of client-go's workqueue.)
 */
export class WorkQueue {
  readonly #options: Required<Omit<WorkQueueOptions, 'observer'>> & { readonly observer: WorkQueueObserver };
  /** Waiting keys, in order, with the moment since when. */
  readonly #waiting = new Map<string, number>();
  readonly #working = new Map<string, Promise<void>>();
  /** Added while they were worked on. */
  readonly #dirty = new Set<string>();
  readonly #appointments = new Map<string, Appointment>();
  readonly #failures = new Map<string, number>();
  #stopped = false;

  constructor(options: WorkQueueOptions) {
    this.#options = { concurrency: 4, firstRetryMs: 50, maxRetryMs: 60_000, observer: {}, ...options };
  }

  /** Asks for a key to be worked on as soon as possible. An appointment that it had is void. */
  add(key: string): void {
    if (this.#stopped) return;
    this.#dropAppointment(key);
    this.#options.observer.added?.(key);
    if (this.#working.has(key)) {
      this.#dirty.add(key);
      return;
    }
    if (this.#waiting.has(key)) return;
    this.#waiting.set(key, this.#options.clock.monotonicMs());
    this.#options.observer.depth?.(this.#waiting.size);
    this.#startNext();
  }

  /** Asks for a key to be worked on later. Of several appointments the soonest counts. */
  addAfter(key: string, delayMs: number): void {
    if (this.#stopped) return;
    if (delayMs <= 0) {
      this.add(key);
      return;
    }
    const dueMs = this.#options.clock.monotonicMs() + delayMs;
    const known = this.#appointments.get(key);
    if (known !== undefined && known.dueMs <= dueMs) return;
    known?.cancel();
    const cancel = this.#options.clock.schedule(delayMs, () => {
      this.#appointments.delete(key);
      this.add(key);
    });
    this.#appointments.set(key, { dueMs, cancel });
  }

  /** Takes nothing more on, and resolves when the work that has begun is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.clear();
    this.#dirty.clear();
    for (const { cancel } of this.#appointments.values()) cancel();
    this.#appointments.clear();
    this.#options.observer.depth?.(0);
    await Promise.all(this.#working.values());
  }

  #startNext(): void {
    for (const [key, since] of this.#waiting) {
      if (this.#working.size >= this.#options.concurrency) return;
      this.#waiting.delete(key);
      this.#options.observer.depth?.(this.#waiting.size);
      this.#options.observer.started?.(key, this.#options.clock.monotonicMs() - since);
      this.#working.set(key, this.#workOn(key));
    }
  }

  async #workOn(key: string): Promise<void> {
    const { clock, observer, work } = this.#options;
    const beganMs = clock.monotonicMs();
    // The key is among the working ones before its work begins.
    await Promise.resolve();
    try {
      await work(key);
      this.#failures.delete(key);
    } catch (error) {
      this.#retryLater(key, error);
    }
    observer.ended?.(key, clock.monotonicMs() - beganMs);
    this.#working.delete(key);
    if (this.#dirty.delete(key)) this.add(key);
    this.#startNext();
  }

  #retryLater(key: string, error: unknown): void {
    const { firstRetryMs, maxRetryMs, random, observer } = this.#options;
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    const fullMs = Math.min(maxRetryMs, firstRetryMs * 2 ** Math.min(failures - 1, 30));
    // Half fixed, half by chance: many keys that failed together do not come back together.
    const delayMs = fullMs / 2 + (fullMs / 2) * random();
    observer.retried?.(key, delayMs, error);
    this.addAfter(key, delayMs);
  }

  #dropAppointment(key: string): void {
    this.#appointments.get(key)?.cancel();
    this.#appointments.delete(key);
  }
}
