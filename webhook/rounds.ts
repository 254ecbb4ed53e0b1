import { backoffMs } from '../lib/cluster/backoff.js';
import type { Clock } from '../lib/cluster/clock.js';
import { sleep } from '../lib/cluster/clock.js';
import type { StoreView } from '../lib/cluster/store-view.js';

/** What is done again and again. */
export interface RoundsOptions {
  /** A change in any of them begins a new round. None begins before all are synced. */
  readonly stores: readonly StoreView<never>[];
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** @returns how long the next round can wait unless something changes; undefined: for ever; 0: there is more to do */
  readonly round: () => Promise<number | undefined>;
  readonly onFailure: (error: unknown, retryInMs: number) => void;
  readonly signal: AbortSignal;
}

/** Timers overflow after 24.8 days, and a machine that slept wakes with late ones: look at the clock once a day. */
const LONGEST_WAIT_MS = 86_400_000;
const BACKOFF = { firstMs: 500, maxMs: 60_000 };
/** So many rounds in a row may have something to do at once; who needs more is at war with somebody. */
const MOST_HASTY_ROUNDS = 8;

/** Runs rounds, one at a time, until `signal` aborts; then it resolves. It never rejects. */
export async function runRounds(options: RoundsOptions): Promise<void> {
  const { stores, clock, signal } = options;
  const bell = new Bell();
  const unsubscribe = stores.map(store => store.subscribe(() => bell.ring()));
  try {
    await Promise.all(stores.map(store => store.whenSynced(signal)));
    let restless = 0;
    while (!signal.aborted) {
      bell.reset();
      const { failed, waitMs } = await runRound(options, restless);
      restless = failed || waitMs === 0 ? restless + 1 : 0;
      const pauseMs = failed || restless > MOST_HASTY_ROUNDS ? backoffMs(restless, BACKOFF, options.random) : 0;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    for (const end of unsubscribe) end();
  }
}
