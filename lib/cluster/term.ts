import type { Clock } from './clock.js';
import { linkAbort } from './linked-abort.js';
import type { LinkedAbort } from './linked-abort.js';

/** The time for which a process leads. */
export interface Term {
  /** Aborts when the lease could not be renewed in time, or on stop. */
  readonly signal: AbortSignal;
  /**
   * To be asked right before each write. A process that has stood still runs the timers that were due meanwhile one after
   * the other, and what an earlier one begins must not slip out before the one that ends the term.
   *
   * @throws the signal's reason once the lease is too old, also when the signal has not aborted yet
   */
  throwIfOver(): void;
}

/** What a term is made of. */
export interface TermOptions {
  readonly clock: Clock;
  /** By the monotonic clock: when it ends unless it is renewed. */
  readonly deadlineMs: number;
  /** Aborts when the process is told to stop. */
  readonly stop: AbortSignal;
}

/** A term that its own election renews. It ends once: lost, or since the work is over. */
export class RenewableTerm implements Term {
  readonly #clock: Clock;
  readonly #work: LinkedAbort;
  readonly #renewal = new AbortController();
  #deadlineMs: number;
  #cancelDeadline: () => void;
  #isLost = false;

  constructor({ clock, deadlineMs, stop }: TermOptions) {
    this.#clock = clock;
    this.#work = linkAbort(stop);
    this.#deadlineMs = deadlineMs;
    this.#cancelDeadline = this.#awaitDeadline();
  }

  get signal(): AbortSignal {
    return this.#work.signal;
  }

  /** Aborts when nothing is left to renew. */
  get renewal(): AbortSignal {
    return this.#renewal.signal;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  get leftMs(): number {
    return Math.max(0, this.#deadlineMs - this.#clock.monotonicMs());
  }

  throwIfOver(): void {
    if (this.leftMs === 0) this.lose();
    this.signal.throwIfAborted();
  }

  /** Nothing that was lost comes back. */
  extend(deadlineMs: number): void {
    if (this.#renewal.signal.aborted) return;
    this.#cancelDeadline();
    this.#deadlineMs = deadlineMs;
    this.#cancelDeadline = this.#awaitDeadline();
  }

  lose(): void {
    if (this.#renewal.signal.aborted) return;
    this.#isLost = true;
    this.end();
    this.#work.abort(new Error('the lease could not be renewed in time'));
  }

  /** The work is over. */
  end(): void {
    if (this.#renewal.signal.aborted) return;
    this.#cancelDeadline();
    this.#renewal.abort();
    this.#work.unlink();
  }

  #awaitDeadline(): () => void {
    return this.#clock.schedule(this.leftMs, () => this.lose());
  }
}
