import type { Clock } from './clock.js';

/** How urgent a call is when the client's own rate limit is reached: leader election first, events last. */
export type Priority = 'high' | 'normal' | 'low';

/** How much a client may ask of its API server. */
export interface RateLimitOptions {
  /** Calls a second in the long run; Infinity: no limit. */
  readonly queriesPerSecond: number;
  /** Calls that may be made at once after a time of rest, at least 1. */
  readonly burst: number;
  readonly clock: Clock;
}

interface Waiter {
  readonly admit: () => void;
}

/**
 * A token bucket with three lines before it. Whoever stands in a more urgent line goes first; within a line it is
 * first come, first served.
 */
export class RateLimit {
  readonly #options: RateLimitOptions;
  /** In the order of urgency; a Set keeps the order of arrival and lets anybody leave at once. */
  readonly #lines: Readonly<Record<Priority, Set<Waiter>>> = { high: new Set(), normal: new Set(), low: new Set() };
  #tokens: number;
  #filledAtMs: number;
  #alarmSet = false;

  constructor(options: RateLimitOptions) {
    if (!(options.queriesPerSecond > 0 && options.burst >= 1)) {
      throw new RangeError('queriesPerSecond must be above 0 and burst at least 1');
    }
    this.#options = options;
    this.#tokens = options.burst;
    this.#filledAtMs = options.clock.monotonicMs();
  }

  /** Resolves when it is this call's turn; rejects with the signal's reason when it aborts first. */
  take(priority: Priority, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const line = this.#lines[priority];
      const leave = (): void => {
        line.delete(waiter);
        reject(signal?.reason as Error);
      };
      const waiter: Waiter = {
        admit: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      line.add(waiter);
      this.#admit();
    });
  }

  #admit(): void {
    this.#fill();
    for (const line of Object.values(this.#lines)) {
      for (const waiter of line) {
        if (this.#tokens < 1) {
          this.#setAlarm();
          return;
        }
        this.#tokens -= 1;
        line.delete(waiter);
        waiter.admit();
      }
    }
  }

  #fill(): void {
    const nowMs = this.#options.clock.monotonicMs();
    const { queriesPerSecond, burst } = this.#options;
    const earned = queriesPerSecond === Infinity ? burst : ((nowMs - this.#filledAtMs) * queriesPerSecond) / 1000;
    this.#tokens = Math.min(burst, this.#tokens + earned);
    this.#filledAtMs = nowMs;
  }

  #setAlarm(): void {
    if (this.#alarmSet) return;
    this.#alarmSet = true;
    // Rounded up: a timer that comes a hair early would find the bucket a hair too empty, again and again.
    const waitMs = Math.max(1, Math.ceil(((1 - this.#tokens) * 1000) / this.#options.queriesPerSecond));
    this.#options.clock.schedule(waitMs, () => {
      this.#alarmSet = false;
      this.#admit();
    });
  }
}
