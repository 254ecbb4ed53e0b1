import type { PodProgress } from './rollout-plan.js';

/** Updated and not yet back, or still on the way to a version that has been superseded meanwhile. */
export function isUnavailableByUs({ version, settled, ready, lostToUpgrade }: PodProgress): boolean {
  return version === 'current' ? !(settled && ready) : !settled || lostToUpgrade;
}

/** Does an upgrade take a pod away that serves? One that is not ready, or away because of us, loses nothing by it. */
export function takesPodAway(progress: PodProgress): boolean {
  return progress.ready && !isUnavailableByUs(progress);
}
