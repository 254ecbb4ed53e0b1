import type { Clock } from '../../lib/cluster/clock.js';
import { TimerQueue } from './timer-queue.js';

/** 2024-01-01T00:00:00Z: any fixed moment will do, and this one is easy to read in a failure. */
const START_MS = Date.UTC(2024, 0, 1);

/**
 * Time that moves only when it is told to. Callbacks run in the order in which they are due, those of one moment in the
 * order in which they were scheduled, and between any two of them everything that waits on promises goes as far as it
 * can. So a program that takes its time from here runs the same way each time.
 */
export class VirtualClock implements Clock {
  readonly #timers = new TimerQueue();
  #elapsedMs = 0;
  #wallSkewMs = 0;
  #moving = false;

  constructor(private readonly startMs: number = START_MS) {}

  nowMs(): number {
    return this.startMs + this.#elapsedMs + this.#wallSkewMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  schedule(delayMs: number, run: () => void): () => void {
    return this.#timers.add(this.#elapsedMs + Math.max(0, delayMs), run);
  }

  /** Moves wall time only, as an administrator or NTP does; negative: back. Timers do not notice. */
  skewWall(byMs: number): void {
    this.#wallSkewMs += byMs;
  }

  /**
   * The same time as another machine sees it: its wall clock differs by `wallSkewMs`, and all its durations run at
   * `rate` of ours (1.01: it thinks that 101 s went by when 100 did).
   */
  machine(skew: { readonly wallSkewMs?: number; readonly rate?: number }): Clock {
    const { wallSkewMs = 0, rate = 1 } = skew;
    return {
      nowMs: () => Math.floor(this.startMs + this.#wallSkewMs + this.#elapsedMs * rate + wallSkewMs),
      monotonicMs: () => this.#elapsedMs * rate,
      schedule: (delayMs, run) => this.schedule(delayMs / rate, run),
    };
  }

  /** How many callbacks wait for their time. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets everything that waits on promises go as far as it can without time moving on. */
  async settle(): Promise<void> {
    // Node empties the queues of promises and ticks before it comes to an immediate. The second one is for code that
    // itself went through an immediate.
    await immediate();
    await immediate();
  }

  /** Lets `byMs` go by. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#elapsedMs + byMs;
    await this.#move(untilMs, () => false);
    this.#elapsedMs = untilMs;
  }

  /**
   * Lets time go by until something has become true.
   *
   * @throws Error when it has not within `withinMs`
   */
  async runUntil(isTrue: () => boolean, withinMs: number): Promise<void> {
    const untilMs = this.#elapsedMs + withinMs;
    if (await this.#move(untilMs, isTrue)) return;
    this.#elapsedMs = untilMs;
    if (!isTrue()) throw new Error(`still waiting after ${withinMs} ms for ${isTrue.toString()}`);
  }

  /** @returns whether `isTrue` ended the move before its time */
  async #move(untilMs: number, isTrue: () => boolean): Promise<boolean> {
    if (this.#moving) throw new Error('time is moved from two places at once');
    this.#moving = true;
    try {
      await this.settle();
      while (!isTrue()) {
        const due = this.#timers.take(untilMs);
        if (due === undefined) return false;
        this.#elapsedMs = Math.max(this.#elapsedMs, due.atMs);
        due.run();
        await this.settle();
      }
      return true;
    } finally {
      this.#moving = false;
    }
  }
}

function immediate(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
