import { backoffMs } from '../lib/cluster/backoff.js';
import type { Clock } from '../lib/cluster/clock.js';
import { sleep } from '../lib/cluster/clock.js';
import type { StoreView } from '../lib/cluster/store-view.js';

/** What is done again and again. */
export interface RoundsOptions {
  /** A change in any of them begins a new round. The first one waits until all are synced. */
  readonly stores: readonly Pick<StoreView<unknown>, 'subscribe' | 'whenSynced'>[];
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** @returns how long the next round can wait unless a store changes; 0: there is more to do at once */
  readonly round: () => Promise<number>;
  readonly onFailure: (error: unknown, retryInMs: number) => void;
  readonly signal: AbortSignal;
}

/** Timers overflow after 24.8 days, and those of a machine that slept are late: look at the clock once a day. */
const LONGEST_WAIT_MS = 86_400_000;
const BACKOFF = { firstMs: 500, maxMs: 60_000 };
/** So many rounds in a row may find something to do; who needs more is at war with somebody and slows down. */
const MOST_HASTY_ROUNDS = 8;

/** Runs rounds, one at a time, until `signal` aborts; then it resolves. A round that fails is run again, later. */
export async function runRounds(options: RoundsOptions): Promise<void> {
  const { stores, signal } = options;
  const bell = new Bell();
  const endings = stores.map(store => store.subscribe(() => bell.ring()));
  try {
    await Promise.all(stores.map(store => store.whenSynced(signal)));
    await repeat(options, bell);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    for (const end of endings) end();
  }
}

async function repeat(options: RoundsOptions, bell: Bell): Promise<void> {
  const { clock, signal } = options;
  let restless: Restless = { failures: 0, hasty: 0 };
  while (!signal.aborted) {
    bell.reset();
    const { next, waitMs, untilChange } = await attempt(options, restless);
    restless = next;
    if (untilChange) await bell.rung(clock, waitMs, signal);
    else if (waitMs > 0) await sleep(clock, waitMs, signal);
  }
}

/** How many rounds in a row have failed, or found something to do. */
interface Restless {
  readonly failures: number;
  readonly hasty: number;
}

interface Rest {
  readonly next: Restless;
  readonly waitMs: number;
  /** A change ends the wait. */
  readonly untilChange: boolean;
}

async function attempt({ round, random, onFailure, signal }: RoundsOptions, before: Restless): Promise<Rest> {
  try {
    const waitMs = await round();
    if (waitMs > 0) {
      return { next: { failures: 0, hasty: 0 }, waitMs: Math.min(waitMs, LONGEST_WAIT_MS), untilChange: true };
    }
    const hasty = before.hasty + 1;
    const pauseMs = hasty > MOST_HASTY_ROUNDS ? backoffMs(hasty - MOST_HASTY_ROUNDS, BACKOFF, random) : 0;
    return { next: { failures: 0, hasty }, waitMs: pauseMs, untilChange: false };
  } catch (error) {
    const failures = before.failures + 1;
    const retryInMs = backoffMs(failures, BACKOFF, random);
    if (!signal.aborted) onFailure(error, retryInMs);
    return { next: { ...before, failures }, waitMs: retryInMs, untilChange: false };
  }
}

/** Wakes who waits for it; a ring before the wait counts too. */
class Bell {
  #stop = new AbortController();

  ring(): void {
    this.#stop.abort();
  }

  reset(): void {
    this.#stop = new AbortController();
  }

  /** Resolves when it was rung since the last reset, after `waitMs`, or when `signal` aborts. */
  async rung(clock: Clock, waitMs: number, signal: AbortSignal): Promise<void> {
    const ring = (): void => this.ring();
    if (signal.aborted) return;
    signal.addEventListener('abort', ring);
    await sleep(clock, waitMs, this.#stop.signal);
    signal.removeEventListener('abort', ring);
  }
}
