import type { LabelSelector } from '../../api/kubernetes.generated.js';
import type { SidecarSet, UpdateStrategy } from '../../api/sidecarset.generated.js';
import { matchesLabels } from '../label-selector.js';
import { isUnavailableByUs, othersAway, takesPodAway } from './availability.js';
import type { DisruptionFacts } from './disruption-limit.js';
import { disruptionLimit } from './disruption-limit.js';
import { mustFinishFirst } from './hot-fill.js';
import type { Limit } from './limit.js';
import { orderPods } from './order-pods.js';
import { keptCount, unavailableLimit } from './partition.js';
import type { HeldPod, HoldReason } from './held-pod.js';
import type { PodProgress } from './pod-progress.js';
import { workloadLimit } from './workload-limit.js';

/** The pods that are upgraded now, and those that are not and why. */
export interface Wave {
  /** In the order in which they are to begin. */
  readonly upgrade: readonly PodProgress[];
  /** Every other pod that is not current. */
  readonly held: readonly HeldPod[];
}

type Check = (progress: PodProgress) => HoldReason | undefined;

/** What else decides who is upgraded now. */
export interface WaveFacts extends DisruptionFacts {
  /** Uids of pods whose write the API server has refused a short while ago. */
  readonly refusedPods?: ReadonlySet<string>;
  /** Why a pod is to stay as it is though the SidecarSet's own fields let it go. */
  readonly hold?: Check;
}

/**
 * Chooses the pods to upgrade now. Partition and maxUnavailable are judged against all matched pods as they are at this
 * moment; a pod that the rollout has touched counts as unavailable until it is settled and ready again.
 *
 * @param matched - every matched pod of the SidecarSet, classified
 */
export function chooseWave(sidecarSet: SidecarSet, matched: readonly PodProgress[], facts: WaveFacts = {}): Wave {
  const strategy = sidecarSet.spec.updateStrategy ?? {};
  const checks = checksFor(strategy, facts);
  const behind = matched.filter(progress => progress.version !== 'current');
  const judged = behind.map(progress => ({
    progress,
    reason: checks.map(check => check(progress)).find(reason => reason !== undefined),
  }));
  const candidates = judged.filter(({ reason }) => reason === undefined).map(({ progress }) => progress);
  const { upgrade, held } = withinLimits(
    orderPods(candidates, { sidecarSet, matched }),
    limitsOf(strategy, matched, facts),
  );
  const heldBefore = judged.flatMap(({ progress, reason }) =>
    reason === undefined ? [] : [{ pod: progress.pod, reason }],
  );
  return { upgrade, held: [...heldBefore, ...held] };
}

function checksFor(strategy: UpdateStrategy, { hold, refusedPods }: WaveFacts): readonly Check[] {
  const always = (reason: HoldReason): Check[] => [() => reason];
  return [
    progress => (progress.version === 'reshaped' ? 'reshaped' : undefined),
    ...(strategy.type === 'NotUpdate' ? always('not-update') : []),
    ...(strategy.paused === true ? always('paused') : []),
    ...(strategy.selector === undefined ? [] : [isUnselected(strategy.selector)]),
    ...(hold === undefined ? [] : [hold]),
    ...(refusedPods === undefined ? [] : [isRefused(refusedPods)]),
    ({ inFlight, slots }) => (inFlight || slots.some(mustFinishFirst) ? 'in-flight' : undefined),
  ];
}

function isUnselected(selector: LabelSelector): Check {
  return ({ pod }) => (matchesLabels(selector, pod.metadata?.labels ?? {}) ? undefined : 'not-selected');
}

function isRefused(refusedPods: ReadonlySet<string>): Check {
  return ({ pod }) => (refusedPods.has(pod.metadata?.uid ?? '') ? 'refused' : undefined);
}

/** The first that has no room says why a pod waits. */
function limitsOf(strategy: UpdateStrategy, matched: readonly PodProgress[], facts: WaveFacts): readonly Limit[] {
  const { partition, maxUnavailable, maxUnavailablePerWorkload, respectPodDisruptionBudgets } = strategy;
  return [
    partitionLimit(partition, matched),
    budgetLimit(maxUnavailable, matched),
    ...(maxUnavailablePerWorkload === undefined ? [] : [workloadLimit(maxUnavailablePerWorkload, matched)]),
    ...(respectPodDisruptionBudgets === true ? [disruptionLimit(facts)] : []),
  ];
}

function partitionLimit(partition: UpdateStrategy['partition'], matched: readonly PodProgress[]): Limit {
  const currentCount = matched.filter(({ version }) => version === 'current').length;
  let remaining = matched.length - keptCount(partition, matched.length) - currentCount;
  return {
    refusal: () => (remaining <= 0 ? 'partition' : undefined),
    take: () => (remaining -= 1),
  };
}

function budgetLimit(maxUnavailable: UpdateStrategy['maxUnavailable'], matched: readonly PodProgress[]): Limit {
  const limit = unavailableLimit(maxUnavailable, matched.length);
  let unavailableCount = matched.filter(isUnavailableByUs).length;
  return {
    refusal: progress =>
      takesPodAway(progress) && othersAway(progress, unavailableCount) >= limit ? 'budget' : undefined,
    take(progress) {
      if (!isUnavailableByUs(progress)) unavailableCount += 1;
    },
  };
}

/** One walk in rollout order, in which the limits are used up. */
function withinLimits(ordered: readonly PodProgress[], limits: readonly Limit[]): Wave {
  const upgrade: PodProgress[] = [];
  const held: HeldPod[] = [];
  for (const progress of ordered) {
    const reason = limits.map(limit => limit.refusal(progress)).find(refusal => refusal !== undefined);
    if (reason === undefined) {
      upgrade.push(progress);
      for (const limit of limits) limit.take(progress);
    } else {
      held.push({ pod: progress.pod, reason });
    }
  }
  return { upgrade, held };
}
