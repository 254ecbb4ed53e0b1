import type { Pod } from '../../api/kubernetes.generated.js';
import { isActive } from '../active-pod.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import type { SidecarSetHash } from '../hash.js';
import { hashesOf } from '../hash.js';
import { readLedger } from '../ledger.js';
import { selectsPod } from '../match.js';
import { chooseWave } from './choose-wave.js';
import { unfinishedPart } from './deselected.js';
import { untilRoom } from './disruption-limit.js';
import { emptySlots } from './hot-empty.js';
import type { HotUpgrade } from './hot-progress.js';
import { overdueHotUpgrades, readHotUpgrades } from './hot-progress.js';
import { markReshaped } from './mark-reshaped.js';
import { findNotInjected } from './not-injected.js';
import { progressOf } from './known-progress.js';
import type { FailureResponse } from './respond-to-failures.js';
import { respondToFailures } from './respond-to-failures.js';
import type { Goal } from './roll-back.js';
import { rollBack } from './roll-back.js';
import type { PodProgress } from './pod-progress.js';
import type { RolloutPlan } from './rollout-plan.js';
import type { RolloutSnapshot } from './rollout-snapshot.js';
import type { Step } from './rollout-step.js';
import { progressDeadlineMs } from './progress-deadline.js';
import type { Standing } from './rollout-standing.js';
import { readStanding } from './rollout-standing.js';
import { noteFailed } from './status-failure.js';
import { summarizeStatus } from './summarize-status.js';
import { upgradePod } from './upgrade-pod.js';

/**
 * Decides what is to be done for one SidecarSet at this moment: which pods are upgraded, which are held and why, and
 * what its status says. A pure function: the same snapshot always gives the same plan, and once everything is done the
 * plan is empty.
 */
export function planRollout(snapshot: RolloutSnapshot): RolloutPlan {
  const { sidecarSet, now } = snapshot;
  const hashes = hashesOf(sidecarSet);
  const { matched, deselected } = readPods(snapshot, hashes);
  const failure = respondToFailures({ ...snapshot, matched });
  const goal = chooseGoal({ snapshot, hashes, matched }, failure);
  const standing = { ...readStanding({ ...snapshot, matched, held: goal.held }), ...standingOf(failure) };
  const hotUpgradesOf = (pods: readonly PodProgress[]): readonly HotUpgrade[] =>
    pods.flatMap(progress => readHotUpgrades(progress, sidecarSet.metadata?.name ?? ''));
  const hotUpgrades = hotUpgradesOf(matched);
  const deadlineMs = progressDeadlineMs(sidecarSet);
  const { overdue, ...hotWait } = overdueHotUpgrades(hotUpgrades, { now, deadlineMs });
  const notInjected = findNotInjected(snapshot);
  const others = notInjected === undefined ? {} : { notInjected };
  const counted = summarizeStatus({ ...snapshot, ...others, matched, standing, overdue });
  const status = noteFailed(counted, { sidecarSet, failed: failure.failed });
  return {
    matched,
    steps: [...stepsTo(goal), ...finish(deselected, snapshot)],
    held: goal.held,
    hotUpgrades: [...hotUpgrades, ...hotUpgradesOf(deselected)],
    overdue,
    ...others,
    ...(status === undefined ? {} : { status }),
    ...(failure.failed !== undefined && failure.isNew ? { newFailure: failure.failed } : {}),
    ...soonest(standing, hotWait, failure, untilRoom(goal.held, snapshot)),
  };
}

/** Forward to the present sidecars, nowhere because they fail, or back to earlier ones. */
function chooseGoal(present: Pick<Goal, 'snapshot' | 'hashes' | 'matched'>, { failed, target }: FailureResponse): Goal {
  const { snapshot, matched } = present;
  if (target !== undefined) return rollBack(matched, target, snapshot);
  const facts = failed === undefined ? snapshot : { ...snapshot, hold: () => 'failing-updates' as const };
  return { ...present, ...chooseWave(snapshot.sidecarSet, matched, facts) };
}

function stepsTo({ snapshot, hashes, matched, upgrade }: Goal): readonly Step[] {
  const { refusedPods } = snapshot;
  const upgraded = new Set(upgrade);
  const steps: Step[] = upgrade.map(progress => upgradePod(progress, { ...snapshot, hashes }));
  for (const progress of matched) {
    if (upgraded.has(progress)) continue;
    const step = finishOrMark(progress, snapshot);
    if (step !== undefined && refusedPods?.has(progress.pod.metadata?.uid ?? '') !== true) steps.push(step);
  }
  return steps;
}

function standingOf({ failed, target }: FailureResponse): Pick<Standing, 'failure'> {
  return failed === undefined ? {} : { failure: { failed, isRollback: target !== undefined } };
}

function soonest(...waits: readonly { readonly checkAgainAfterMs?: number }[]): Pick<RolloutPlan, 'checkAgainAfterMs'> {
  const waitsMs = waits.flatMap(({ checkAgainAfterMs }) => checkAgainAfterMs ?? []);
  return waitsMs.length === 0 ? {} : { checkAgainAfterMs: Math.min(...waitsMs) };
}

/**
 * What is written on a pod that is not upgraded now. A hot upgrade that has begun is finished in any case; beyond that, a
 * SidecarSet that is paused or NotUpdate writes to no pod.
 */
function finishOrMark(progress: PodProgress, { sidecarSet, now }: RolloutSnapshot): Step | undefined {
  const { type, paused } = sidecarSet.spec.updateStrategy ?? {};
  const named = { sidecarSet: sidecarSet.metadata?.name ?? '', now };
  const maySpeak = paused !== true && type !== 'NotUpdate';
  return emptySlots(progress, named) ?? (maySpeak ? markReshaped(progress, named) : undefined);
}

/** Hot upgrades of pods that are selected no more: what was begun there is finished, and nothing else is done. */
function finish(
  deselected: readonly PodProgress[],
  { sidecarSet, now, refusedPods }: RolloutSnapshot,
): readonly Step[] {
  const named = { sidecarSet: sidecarSet.metadata?.name ?? '', now };
  return deselected
    .filter(({ pod }) => refusedPods?.has(pod.metadata?.uid ?? '') !== true)
    .flatMap(progress => emptySlots(progress, named) ?? []);
}

/** Active pods that this SidecarSet injected: the matched ones, which it selects too, and what is left of the others. */
function readPods(
  snapshot: RolloutSnapshot,
  hashes: SidecarSetHash,
): { readonly matched: readonly PodProgress[]; readonly deselected: readonly PodProgress[] } {
  const { sidecarSet, pods } = snapshot;
  const matched: PodProgress[] = [];
  const deselected: PodProgress[] = [];
  for (const pod of pods) {
    if (!isActive(pod) || !isInjected(pod, sidecarSet)) continue;
    const progress = progressOf(pod, { sidecarSet, hashes });
    if (isSelected(pod, snapshot)) matched.push(progress);
    else deselected.push(...[unfinishedPart(progress)].filter(part => part !== undefined));
  }
  return { matched, deselected };
}

function isInjected({ metadata }: Pod, sidecarSet: SidecarSet): boolean {
  return readLedger(metadata?.annotations ?? {}).injectedBy.includes(sidecarSet.metadata?.name ?? '');
}

function isSelected({ metadata }: Pod, { sidecarSet, namespaces }: RolloutSnapshot): boolean {
  const namespace = metadata?.namespace ?? '';
  const namespaceLabels = namespaces[namespace];
  return selectsPod({
    sidecarSet,
    labels: metadata?.labels ?? {},
    namespace,
    ...(namespaceLabels === undefined ? {} : { namespaceLabels }),
  }).selected;
}
