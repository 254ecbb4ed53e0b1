import { isUnavailableByUs } from './availability.js';
import { lastUpgrade } from './last-upgrade.js';
import type { PodProgress } from './pod-progress.js';

/** The rollout that a pod's way back is judged for. */
export interface ComebackFacts {
  /** Its name. */
  readonly sidecarSet: string;
  readonly deadlineMs: number;
}

/**
 * Is an upgraded pod still on its way back? It is until it is settled and ready. One that was back, and became unready
 * later than the deadline, is no matter of the rollout any more.
 */
export function isComingBack(progress: PodProgress, { sidecarSet, deadlineMs }: ComebackFacts): boolean {
  if (progress.version !== 'current' || !isUnavailableByUs(progress)) return false;
  if (!progress.settled) return true;
  const upgradedAtMs = Date.parse(lastUpgrade(progress, sidecarSet)?.updateTimestamp ?? '');
  return unreadySinceMs(progress) <= upgradedAtMs + deadlineMs;
}

/** Since the upgrade, or the pod's creation; for one that is settled since it became unready, if that was later. */
export function awaySinceMs(progress: PodProgress, sidecarSet: string): number {
  const begin = lastUpgrade(progress, sidecarSet)?.updateTimestamp ?? progress.pod.metadata?.creationTimestamp ?? '';
  const beginMs = Date.parse(begin);
  return progress.settled ? Math.max(beginMs, unreadySinceMs(progress)) : beginMs;
}

/** A pod whose Ready condition was never written has been unready ever since. */
export function unreadySinceMs({ pod }: PodProgress): number {
  const ready = pod.status?.conditions?.find(({ type }) => type === 'Ready');
  return ready?.lastTransitionTime === undefined ? -Infinity : Date.parse(ready.lastTransitionTime);
}
