import type { Clock } from '../lib/cluster/clock.js';

/** Shortest time between two status writes of one SidecarSet: people read it, and a thousand pods must not write it a thousand times. */
const SHORTEST_PAUSE_MS = 500;

/** Keeps the status writes of each SidecarSet apart. */
export class StatusPace {
  readonly #clock: Clock;
  readonly #lastWriteMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long the next write of this SidecarSet has to wait; 0 when it may go at once. */
  waitMs(sidecarSet: string): number {
    const lastMs = this.#lastWriteMs.get(sidecarSet);
    return lastMs === undefined ? 0 : Math.max(0, lastMs + SHORTEST_PAUSE_MS - this.#clock.monotonicMs());
  }

  /** Notes that a write of this SidecarSet begins now. */
  written(sidecarSet: string): void {
    this.#lastWriteMs.set(sidecarSet, this.#clock.monotonicMs());
  }

  /** Forgets a SidecarSet that is gone. */
  forget(sidecarSet: string): void {
    this.#lastWriteMs.delete(sidecarSet);
  }
}
