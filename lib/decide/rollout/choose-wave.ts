import type { LabelSelector } from '../../api/kubernetes.generated.js';
import type { SidecarSet, UpdateStrategy } from '../../api/sidecarset.generated.js';
import { matchesLabels } from '../label-selector.js';
import { mustFinishFirst } from './hot-fill.js';
import { orderPods } from './order-pods.js';
import { keptCount, unavailableLimit } from './partition.js';
import type { HeldPod, HoldReason, PodProgress } from './rollout-plan.js';

/** The pods that are upgraded now, and those that are not and why. */
export interface Wave {
  /** In the order in which they are to begin. */
  readonly upgrade: readonly PodProgress[];
  /** Every other pod that is not current. */
  readonly held: readonly HeldPod[];
}

type Check = (progress: PodProgress) => HoldReason | undefined;

/**
 * Chooses the pods to upgrade now. Partition and maxUnavailable are judged against all matched pods as they are at this
 * moment; a pod that the rollout has touched counts as unavailable until it is settled and ready again.
 *
 * @param matched - every matched pod of the SidecarSet, classified
 */
export function chooseWave(sidecarSet: SidecarSet, matched: readonly PodProgress[]): Wave {
  const strategy = sidecarSet.spec.updateStrategy ?? {};
  const checks = checksFor(strategy);
  const behind = matched.filter(progress => progress.version !== 'current');
  const judged = behind.map(progress => ({
    progress,
    reason: checks.map(check => check(progress)).find(reason => reason !== undefined),
  }));
  const candidates = judged.filter(({ reason }) => reason === undefined).map(({ progress }) => progress);
  const { upgrade, held } = withinLimits(orderPods(candidates, { sidecarSet, matched }), matched, strategy);
  const heldBefore = judged.flatMap(({ progress, reason }) =>
    reason === undefined ? [] : [{ pod: progress.pod, reason }],
  );
  return { upgrade, held: [...heldBefore, ...held] };
}

function checksFor(strategy: UpdateStrategy): readonly Check[] {
  const always = (reason: HoldReason): Check[] => [() => reason];
  return [
    progress => (progress.version === 'reshaped' ? 'reshaped' : undefined),
    ...(strategy.type === 'NotUpdate' ? always('not-update') : []),
    ...(strategy.paused === true ? always('paused') : []),
    ...(strategy.selector === undefined ? [] : [isUnselected(strategy.selector)]),
    ({ inFlight, slots }) => (inFlight || slots.some(mustFinishFirst) ? 'in-flight' : undefined),
  ];
}

function isUnselected(selector: LabelSelector): Check {
  return ({ pod }) => (matchesLabels(selector, pod.metadata?.labels ?? {}) ? undefined : 'not-selected');
}

/** One walk in rollout order, in which partition and budget are used up. */
function withinLimits(
  ordered: readonly PodProgress[],
  matched: readonly PodProgress[],
  strategy: UpdateStrategy,
): Wave {
  const currentCount = matched.filter(({ version }) => version === 'current').length;
  const limit = unavailableLimit(strategy.maxUnavailable, matched.length);
  const upgrade: PodProgress[] = [];
  const held: HeldPod[] = [];
  let remaining = matched.length - keptCount(strategy.partition, matched.length) - currentCount;
  let unavailableCount = matched.filter(isUnavailableByUs).length;
  for (const progress of ordered) {
    if (remaining <= 0) {
      held.push({ pod: progress.pod, reason: 'partition' });
    } else if (progress.ready && !isUnavailableByUs(progress) && unavailableCount >= limit) {
      held.push({ pod: progress.pod, reason: 'budget' });
    } else {
      upgrade.push(progress);
      remaining -= 1;
      if (!isUnavailableByUs(progress)) unavailableCount += 1;
    }
  }
  return { upgrade, held };
}

/** Updated and not yet back, or still on the way to a version that has been superseded meanwhile. */
export function isUnavailableByUs({ version, settled, ready, lostToUpgrade }: PodProgress): boolean {
  return version === 'current' ? !(settled && ready) : !settled || lostToUpgrade;
}
