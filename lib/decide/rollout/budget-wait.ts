import type { PodDisruptionBudget } from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import type { DisruptionFacts } from './disruption-limit.js';
import { exhaustedBudgets } from './disruption-limit.js';
import { lastUpgrade } from './last-upgrade.js';
import type { HeldPod } from './held-pod.js';
import type { PodProgress } from './pod-progress.js';

/** PodDisruptionBudgets that a rollout waits for, and for nothing else. */
export interface BudgetWait {
  /** Those that allow no disruption of a pod that is held, as `namespace/name`, sorted. */
  readonly budgets: readonly string[];
  readonly podCount: number;
  /** Of the moment since when. */
  readonly sinceMs: number;
}

/** What is looked at for how long nothing but budgets was waited for. */
export interface BudgetWaitFacts extends DisruptionFacts {
  readonly sidecarSet: SidecarSet;
  /** Every matched pod; none begins now, and none is away. */
  readonly matched: readonly PodProgress[];
  readonly held: readonly HeldPod[];
  /** RFC 3339. */
  readonly now: string;
}

/**
 * Which PodDisruptionBudgets keep a rollout where it is, and since when: not before the rollout began, not before its last
 * upgrade, and not while one of them still allowed a disruption, as they say themselves. All of that is stored, so that a
 * restart of the operator changes nothing.
 *
 * @returns nothing when no pod waits for one, or the budgets are not known
 */
export function readBudgetWait(facts: BudgetWaitFacts): BudgetWait | undefined {
  const pods = facts.held.filter(({ reason }) => reason === 'disruption-budget').map(({ pod }) => pod);
  const exhausted = pods.length === 0 ? [] : exhaustedBudgets(pods, facts);
  if (exhausted.length === 0) return undefined;
  return {
    budgets: exhausted.map(({ metadata }) => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`).toSorted(),
    podCount: pods.length,
    sinceMs: Math.max(beganAtMs(facts), lastUpgradeAtMs(facts), ...exhausted.map(exhaustedAtMs)),
  };
}

/** A condition that says so of the present generation knows; the rollout of another one begins now. */
function beganAtMs({ sidecarSet: { metadata, status }, now }: BudgetWaitFacts): number {
  const progressing = status?.conditions?.find(({ type }) => type === 'Progressing');
  const isPresent = progressing !== undefined && progressing.observedGeneration === metadata?.generation;
  if (isPresent && progressing.status === 'True') return Date.parse(progressing.lastTransitionTime);
  // Stalled already: what was waited for then is not waited for any less now.
  if (isPresent && progressing.reason === 'DisruptionBudgetExhausted') return -Infinity;
  return Date.parse(now);
}

function lastUpgradeAtMs({ matched, sidecarSet }: BudgetWaitFacts): number {
  const name = sidecarSet.metadata?.name ?? '';
  const times = matched.map(progress => Date.parse(lastUpgrade(progress, name)?.updateTimestamp ?? ''));
  return times.reduce((latest, time) => (time > latest ? time : latest), -Infinity);
}

function exhaustedAtMs({ status }: PodDisruptionBudget): number {
  const allowed = status?.conditions?.find(({ type }) => type === 'DisruptionAllowed');
  return allowed?.status === 'False' ? Date.parse(allowed.lastTransitionTime) : -Infinity;
}
