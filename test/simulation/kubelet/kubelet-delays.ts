import type { SeededRandom } from '../seeded-random.js';

/** From least to most, milliseconds, both included. */
export type DelayRange = readonly [leastMs: number, mostMs: number];

/** How long things take on a node; drawn anew each time. */
export interface KubeletDelays {
  /** From an image change to the stop of the old container, its time of grace included. */
  readonly stop: DelayRange;
  readonly pull: DelayRange;
  /** The same for a slow image. */
  readonly slowPull: DelayRange;
  /** How long a plain init container runs. */
  readonly initRun: DelayRange;
  /** From the start of a container to its being ready. */
  readonly ready: DelayRange;
  /** From the start of a crashing container to its end. */
  readonly crash: DelayRange;
}

const USUAL: KubeletDelays = {
  stop: [100, 2_000],
  pull: [100, 3_000],
  slowPull: [30_000, 180_000],
  initRun: [100, 1_000],
  ready: [200, 5_000],
  crash: [100, 1_000],
};

/** Draws delays. */
export type DrawDelay = (what: keyof KubeletDelays) => number;

/** @param delays - those that are not the usual ones */
export function drawDelays(random: SeededRandom, delays: Partial<KubeletDelays> = {}): DrawDelay {
  const ranges = { ...USUAL, ...delays };
  return what => random.between(...ranges[what]);
}

/** How long the kubelet waits before it pulls again or restarts a crashed container: 10 s, doubled up to 5 minutes. */
export function backOffMs(failures: number): number {
  return Math.min(300_000, 10_000 * 2 ** (failures - 1));
}
