import type { FailedUpdate, SidecarSet } from '../../api/sidecarset.generated.js';
import { isUnavailableByUs } from './availability.js';
import type { BudgetWait } from './budget-wait.js';
import { readBudgetWait } from './budget-wait.js';
import { awaySinceMs, isComingBack } from './comeback.js';
import type { DisruptionFacts } from './disruption-limit.js';
import { progressDeadlineMs } from './progress-deadline.js';
import type { HeldPod, HoldReason } from './held-pod.js';
import type { PodProgress } from './pod-progress.js';

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
export interface StandingFacts extends DisruptionFacts {
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
  /** PodDisruptionBudgets that alone have kept the rollout where it is for longer than the deadline; absent: none. */
  readonly overdueBudgets?: BudgetWait;
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
export function readStanding(facts: StandingFacts): Standing {
  const { sidecarSet, matched, held, now } = facts;
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
  if (unfinishedCount === 0 || beginningCount > 0) return standing;
  if (awaited.length === 0) return { ...standing, ...judgeBudgetWait(facts, allowedMs) };
  const sinceMs = Math.max(...awaited.map(pod => awaySinceMs(pod, name)));
  const wait = judgeWait(sinceMs, { now, allowedMs });
  return { ...standing, ...wait.again, ...(wait.isOver ? { overdueCount: awaited.length } : {}) };
}

/** Nothing is away that could come back: perhaps budgets alone stand in the way. */
function judgeBudgetWait(
  facts: StandingFacts,
  allowedMs: number,
): Pick<Standing, 'overdueBudgets' | 'checkAgainAfterMs'> {
  const budgetWait = readBudgetWait(facts);
  if (budgetWait === undefined) return {};
  const wait = judgeWait(budgetWait.sinceMs, { now: facts.now, allowedMs });
  return wait.isOver ? { overdueBudgets: budgetWait } : wait.again;
}

/** Has something been waited for too long, or when will it have been? A time that cannot be read is no reason to ask again. */
function judgeWait(
  sinceMs: number,
  { now, allowedMs }: { readonly now: string; readonly allowedMs: number },
): { readonly isOver: boolean; readonly again: Pick<Standing, 'checkAgainAfterMs'> } {
  const remainingMs = sinceMs + allowedMs - Date.parse(now);
  if (remainingMs <= 0) return { isOver: true, again: {} };
  const again = Number.isNaN(remainingMs) ? {} : { checkAgainAfterMs: Math.min(remainingMs, allowedMs) };
  return { isOver: false, again };
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
