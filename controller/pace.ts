import type { Clock } from '../lib/cluster/clock.js';

/** Keeps what is done for one SidecarSet apart in time, so that what changes meanwhile is done together. */
export class Pace {
  readonly #clock: Clock;
  readonly #dueMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long this SidecarSet has to wait for its next turn; 0 when that may come at once. */
  waitMs(sidecarSet: string): number {
    return Math.max(0, (this.#dueMs.get(sidecarSet) ?? 0) - this.#clock.monotonicMs());
  }

  /** Notes that a turn of this SidecarSet begins now, and that the next one comes `pauseMs` later at the earliest. */
  begin(sidecarSet: string, pauseMs: number): void {
    this.#dueMs.set(sidecarSet, this.#clock.monotonicMs() + pauseMs);
  }

  /** Forgets a SidecarSet that is gone. */
  forget(sidecarSet: string): void {
    this.#dueMs.delete(sidecarSet);
  }
}

/** Shortest time between two status writes: people read it, and a thousand pods must not write it a thousand times. */
export const STATUS_PAUSE_MS = 500;

/**
 * When to look again after a write was refused because the object has moved. The change that moved it comes with the watch
 * and is looked at by itself; where a webhook or a proxy answered with a conflict nothing comes, and nobody may wait for it.
 */
export const LOOK_AGAIN_MS = 5_000;

const PLAN_PAUSE_MS_PER_POD = 0.4;
const LONGEST_PLAN_PAUSE_MS = 2_000;

/**
 * Shortest time between two plans over so many pods. A plan looks at each of them, and each of them reports several
 * changes in a rollout: planning after every change would cost the square of their number. With 10 pods the pause is
 * 4 ms, with 1,000 it is 400 ms.
 */
export function planPauseMs(podCount: number): number {
  return Math.min(LONGEST_PLAN_PAUSE_MS, podCount * PLAN_PAUSE_MS_PER_POD);
}
