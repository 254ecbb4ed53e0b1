import type { Condition } from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import type { Coverage } from '../admission-scope/coverage.js';
import { counted } from '../counted.js';
import type { BudgetWait } from './budget-wait.js';
import type { Finding } from './failure-conditions.js';
import { findFailureProgress, findFailureStall } from './failure-conditions.js';
import type { HotUpgrade } from './hot-progress.js';
import { describeHotUpgrade } from './hot-words.js';
import { unavailableLimit } from './partition.js';
import { describeDeadline } from './progress-deadline.js';
import type { KeepReason, Standing } from './rollout-standing.js';

/** The numbers that a status gives. */
export interface PodCounts {
  readonly matchedPods: number;
  readonly updatedPods: number;
  readonly readyPods: number;
}

/** What the conditions of a status are judged by. */
export interface ConditionFacts {
  readonly sidecarSet: SidecarSet;
  readonly counts: PodCounts;
  readonly standing: Standing;
  /** Hot upgrades that have been in their phase for too long. */
  readonly overdue: readonly HotUpgrade[];
  /** Absent: not known (yet); the stored condition stays. */
  readonly coverage?: Coverage;
  /** RFC 3339. */
  readonly now: string;
}

/** Why pods stay old. */
const KEPT_BECAUSE: Readonly<Record<KeepReason, string>> = {
  'not-update': 'because updateStrategy.type is NotUpdate',
  paused: 'because updateStrategy.paused is set',
  partition: 'because of updateStrategy.partition',
  'not-selected': 'because updateStrategy.selector does not match them',
  reshaped: 'because more than images changed: they need to be created anew',
  refused: 'because the API server refuses to change them',
  'failing-updates': 'because upgraded pods fail',
  'rolled-back': 'because upgraded pods failed',
};

/**
 * The conditions of a SidecarSet. Their reasons are the words of our logs and events, in the spelling that Kubernetes asks
 * for here: `not-update` is `NotUpdate`.
 *
 * - `Progressing`: upgrades are under way, and `Reconciling`, the same under the name that kstatus (and so Flux) reads;
 * - `Stalled`: a hot upgrade has been in one phase longer than `progressDeadlineSeconds`, or each pod that the rollout
 *   waits for has been away that long, or a PodDisruptionBudget alone has held it that long; kstatus reports a failure;
 * - `Available`: no more pods are unready than maxUnavailable allows;
 * - `Paused`: the rollout or the injection is paused;
 * - `InjectionReady`: the API server asks the operator about every new pod that the SidecarSet selects.
 *
 * A rollout that rests because a partition, a selector or a pause says so is neither progressing nor stalled.
 *
 * @returns ours in fixed order, then those that others have added. A time changes only with the condition's status.
 */
export function conditionsOf(facts: ConditionFacts): readonly Condition[] {
  const progressing = findProgressing(facts);
  const findings: Readonly<Record<string, Finding>> = {
    Progressing: progressing,
    Reconciling: progressing,
    Stalled: findFailed(facts) ?? findOverdue(facts) ?? findStalled(facts),
    Available: findAvailable(facts),
    Paused: findPaused(facts.sidecarSet),
    ...findInjectionReady(facts),
  };
  const stored = facts.sidecarSet.status?.conditions ?? [];
  return [
    ...Object.entries(findings).map(([type, finding]) => conditionOf(type, finding, facts)),
    ...stored.filter(({ type }) => !Object.hasOwn(findings, type)),
  ];
}

function conditionOf(
  type: string,
  { holds, reason, message }: Finding,
  { sidecarSet, now }: ConditionFacts,
): Condition {
  const status = holds ? 'True' : 'False';
  const before = sidecarSet.status?.conditions?.find(condition => condition.type === type);
  const observedGeneration = sidecarSet.metadata?.generation;
  return {
    type,
    status,
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    reason: camelCase(reason),
    message,
    lastTransitionTime: before?.status === status ? before.lastTransitionTime : now,
  };
}

function camelCase(reason: string): string {
  return reason.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
}

function findProgressing({ sidecarSet, counts, standing, overdue }: ConditionFacts): Finding {
  const { unfinishedCount, kept, overdueCount, overdueBudgets, failure } = standing;
  const { matchedPods, updatedPods } = counts;
  if (failure !== undefined) return findFailureProgress(failure, { ...counts, sidecarSet });
  if (matchedPods === 0) return { holds: false, reason: 'no-pods', message: 'No pod holds these sidecars' };
  const message = [
    `${updatedPods} of ${counted(matchedPods, 'pod')} ${updatedPods === 1 ? 'is' : 'are'} updated`,
    ...(unfinishedCount === 0 ? [] : [`${unfinishedCount} not finished`]),
    ...kept.map(({ reason, count }) => `${count} kept old ${KEPT_BECAUSE[reason]}`),
  ].join('; ');
  if (overdue.length > 0) return { holds: false, reason: 'hot-upgrade-overdue', message };
  if (overdueCount > 0) return { holds: false, reason: 'progress-deadline-exceeded', message };
  if (overdueBudgets !== undefined) return { holds: false, reason: 'disruption-budget-exhausted', message };
  if (unfinishedCount > 0) return { holds: true, reason: 'upgrading', message };
  return { holds: false, reason: kept[0]?.reason ?? 'complete', message };
}

function findFailed({ sidecarSet, counts, standing: { failure } }: ConditionFacts): Finding | undefined {
  return failure === undefined ? undefined : findFailureStall(failure, { ...counts, sidecarSet });
}

/** One pod is enough: two versions of a sidecar run in it, and nothing but a person may be able to end that. */
function findOverdue({ sidecarSet, overdue: [first, ...others] }: ConditionFacts): Finding | undefined {
  if (first === undefined) return undefined;
  const { namespace = '', name = '' } = first.pod.metadata ?? {};
  const more = others.length === 0 ? '' : `; and ${others.length} more`;
  const message = `In ${namespace}/${name}, for ${describeDeadline(sidecarSet)} now, ${describeHotUpgrade(first)}${more}`;
  return { holds: true, reason: 'hot-upgrade-overdue', message };
}

function findStalled({ sidecarSet, standing }: ConditionFacts): Finding {
  const { overdueCount, overdueBudgets, unfinishedCount, kept } = standing;
  if (unfinishedCount === 0 && kept[0]?.reason === 'refused')
    return {
      holds: true,
      reason: 'refused',
      message: `${counted(kept[0].count, 'pod')} stay old ${KEPT_BECAUSE.refused}`,
    };
  const deadline = describeDeadline(sidecarSet);
  if (overdueBudgets !== undefined) return findExhausted(overdueBudgets, deadline);
  if (overdueCount === 0)
    return { holds: false, reason: 'within-deadline', message: `No upgrade waits longer than ${deadline}` };
  const away = `${counted(overdueCount, 'pod')} ${overdueCount === 1 ? 'has' : 'have'} not been ready for ${deadline}`;
  return { holds: true, reason: 'progress-deadline-exceeded', message: `${away}; ${unfinishedCount} not finished` };
}

function findExhausted({ budgets: [first = '', ...others], podCount }: BudgetWait, deadline: string): Finding {
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const message =
    `PodDisruptionBudget ${first}${more} allowed no disruption for ${deadline}; ${counted(podCount, 'pod')} ` +
    `${podCount === 1 ? 'waits' : 'wait'} for it. Make room in it, or pods ready, or set updateStrategy.respectPodDisruptionBudgets to false`;
  return { holds: true, reason: 'disruption-budget-exhausted', message };
}

function findAvailable({ sidecarSet, counts: { matchedPods, readyPods } }: ConditionFacts): Finding {
  if (matchedPods === 0) return { holds: true, reason: 'no-pods', message: 'No pod holds these sidecars' };
  const limit = unavailableLimit(sidecarSet.spec.updateStrategy?.maxUnavailable, matchedPods);
  const holds = matchedPods - readyPods <= limit;
  return {
    holds,
    reason: holds ? 'enough-pods-ready' : 'too-few-pods-ready',
    message: `${readyPods} of ${counted(matchedPods, 'pod')} ${readyPods === 1 ? 'is' : 'are'} ready; maxUnavailable allows ${limit} not to be`,
  };
}

function findPaused({ spec }: SidecarSet): Finding {
  const rollout = spec.updateStrategy?.paused === true;
  const injection = spec.injectionStrategy?.paused === true;
  if (rollout && injection)
    return { holds: true, reason: 'paused', message: 'Neither new pods are injected nor old ones upgraded' };
  if (rollout) return { holds: true, reason: 'paused', message: 'Pods are not upgraded; new ones are injected' };
  if (injection)
    return {
      holds: true,
      reason: 'injection-paused',
      message: 'New pods are not injected; injected ones are upgraded',
    };
  return { holds: false, reason: 'not-paused', message: 'New pods are injected and old ones upgraded' };
}

function findInjectionReady({ coverage }: ConditionFacts): Readonly<Record<string, Finding>> {
  if (coverage === undefined) return {};
  const { covered, reason, message } = coverage;
  return { InjectionReady: { holds: covered, reason, message } };
}
