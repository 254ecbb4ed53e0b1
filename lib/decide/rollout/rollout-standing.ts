import type { FailedUpdate, SidecarSet } from '../../api/sidecarset.generated.js';
import { isUnavailableByUs } from './availability.js';
import { awaySinceMs, isComingBack } from './comeback.js';
import { progressDeadlineMs } from './progress-deadline.js';
import type { HeldPod, HoldReason, PodProgress } from './rollout-plan.js';

/** Why a pod stays as it is until somebody changes something. A pod held for another reason only waits for others. */
export type KeepReason = Exclude<HoldReason, WaitReason>;

/** Why a pod waits for others. */
type WaitReason = 'budget' | 'workload-budget' | 'disruption-budget' | 'in-flight';

const WAIT_REASONS: ReadonlySet<HoldReason> = new Set<WaitReason>([
  'budget',
  'workload-budget',
  'disruption-budget',
  'in-flight',
]);

/** What a rollout's place between begin and end is judged by. */
export interface StandingFacts {
  readonly sidecarSet: SidecarSet;
  /** Every matched pod, classified. */
  readonly matched: readonly PodProgress[];
  /** Those of them that are not current and stay so for now. */
  readonly held: readonly HeldPod[];
  /** RFC 3339. */
  readonly now: string;
}

/** Sidecars that failed, and whether pods are rolled back from them. */
export interface FailureStanding {
  readonly failed: FailedUpdate;
  readonly isRollback: boolean;
}

/** Where a rollout stands. */
export interface Standing {
  /** Upgrades that begin now, that wait for others, or that are not over. */
  readonly unfinishedCount: number;
  /** Pods that stay as they are until somebody changes something, by reason, the most frequent first. */
  readonly kept: readonly { readonly reason: KeepReason; readonly count: number }[];
  /** Pods that everything waits for, when each of them has been away longer than the deadline; else 0. */
  readonly overdueCount: number;
  /** What `onFailure` makes of pods that fail; absent while it makes nothing of them. */
  readonly failure?: FailureStanding;
  /** When to look whether all pods that everything waits for are overdue; absent when nothing waits. */
  readonly checkAgainAfterMs?: number;
}

/**
 * Judges where a rollout stands, from what the pods themselves say, so that a restart of the operator changes nothing
 * about it. A pod that was upgraded counts as unfinished until it is ready again. One that was back, and became unready
 * long after, is no matter of the rollout any more.
 */
export function readStanding({ sidecarSet, matched, held, now }: StandingFacts): Standing {
  const name = sidecarSet.metadata?.name ?? '';
  const allowedMs = progressDeadlineMs(sidecarSet);
  const comeback = { sidecarSet: name, deadlineMs: allowedMs };
  const heldPods = new Set(held.map(({ pod }) => pod));
  const isBeginning = ({ version, pod }: PodProgress): boolean => version !== 'current' && !heldPods.has(pod);
  const keepReasons = held.map(({ reason }) => reason).filter(isKept);
  const waitingCount = held.length - keepReasons.length;
  const beginningCount = matched.filter(isBeginning).length;
  const unfinishedCount = beginningCount + waitingCount + matched.filter(pod => isComingBack(pod, comeback)).length;
  const standing = { unfinishedCount, kept: countReasons(keepReasons), overdueCount: 0 };
  const awaited = matched.filter(isUnavailableByUs);
  if (unfinishedCount === 0 || beginningCount > 0 || awaited.length === 0) return standing;
  const deadlineMs = Math.max(...awaited.map(pod => awaySinceMs(pod, name))) + allowedMs;
  const remainingMs = deadlineMs - Date.parse(now);
  if (remainingMs <= 0) return { ...standing, overdueCount: awaited.length };
  if (Number.isNaN(remainingMs)) return standing;
  return { ...standing, checkAgainAfterMs: Math.min(remainingMs, allowedMs) };
}

function isKept(reason: HoldReason): reason is KeepReason {
  return !WAIT_REASONS.has(reason);
}

function countReasons(reasons: readonly KeepReason[]): Standing['kept'] {
  const counts = new Map<KeepReason, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count })).toSorted(byCount);
}

function byCount(a: Standing['kept'][number], b: Standing['kept'][number]): number {
  return b.count - a.count || (a.reason < b.reason ? -1 : 1);
}
