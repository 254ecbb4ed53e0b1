import type { PodProgress } from './pod-progress.js';

/** Updated and not yet back, or still on the way to a version that has been superseded meanwhile. */
export function isUnavailableByUs({ version, settled, ready, lostToUpgrade }: PodProgress): boolean {
  return version === 'current' ? !(settled && ready) : !settled || lostToUpgrade;
}

/**
 * Does an upgrade take a pod away that serves? One that is not ready, or away because of us, loses nothing by it. A pod that
 * is ready in the middle of a hot upgrade serves, although it counts as away until that is over.
 */
export function takesPodAway(progress: PodProgress): boolean {
  const isHandingOver = progress.slots.some(({ atRest }) => !atRest);
  return progress.ready && (!isUnavailableByUs(progress) || isHandingOver);
}

/** How many others are away, when so many are, perhaps this one among them. */
export function othersAway(progress: PodProgress, awayCount: number): number {
  return isUnavailableByUs(progress) ? awayCount - 1 : awayCount;
}
