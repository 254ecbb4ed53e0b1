import type { RevisionStatus, SidecarSet, SidecarSetStatus } from '../api/sidecarset.generated.js';
import { counted } from '../decide/counted.js';
import { isHot } from '../decide/injection/open-slots.js';
import { planRollout } from '../decide/rollout/plan-rollout.js';
import type { RolloutSnapshot } from '../decide/rollout/rollout-snapshot.js';
import { describeHeld, describeNotInjected } from './describe-held.js';
import { describeHotUpgrades } from './describe-hot-upgrades.js';
import { countSlots } from './describe-slots.js';
import { progressBar } from './progress-bar.js';

const BAR_WIDTH = 30;

/** Says how far the rollout of a SidecarSet is, counted anew from its pods, and which pods are held or missing and why. */
export function describeStatus(snapshot: RolloutSnapshot): readonly string[] {
  const { metadata, spec, status: stored = {} } = snapshot.sidecarSet;
  const hot = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].filter(isHot).map(({ name }) => name);
  const { held, hotUpgrades, notInjected = [], status = stored } = planRollout(snapshot);
  const { matchedPods = 0, updatedPods = 0, readyPods = 0, updatedReadyPods = 0 } = status;
  return [
    `SidecarSet ${metadata?.name ?? ''}`,
    `  ${progressBar({ matchedPods, updatedPods, updatedReadyPods }, BAR_WIDTH)} ${updatedPods} of ${matchedPods} updated`,
    `  matched ${matchedPods}, updated ${updatedPods}, ready ${readyPods}, updated and ready ${updatedReadyPods}`,
    ...describeUnseen(snapshot.sidecarSet).map(line => `  ${line}`),
    ...(stored.revisions ?? []).map(describeRevision),
    ...conditionLines(stored),
    ...countSlots(snapshot.pods, hot).map(line => `  ${line}`),
    ...describeHotUpgrades(hotUpgrades, snapshot.now),
    ...describeHeld(held),
    ...describeNotInjected(notInjected),
  ];
}

/** The same in one line, for a log: counts, and held pods by reason. */
export function summarizeRollout(snapshot: RolloutSnapshot): string {
  const { sidecarSet } = snapshot;
  const { held, notInjected = [], status = sidecarSet.status ?? {} } = planRollout(snapshot);
  const { matchedPods = 0, updatedPods = 0, readyPods = 0, updatedReadyPods = 0 } = status;
  const counts = new Map<string, number>();
  for (const { reason } of held) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [
    `${updatedPods} of ${matchedPods} updated`,
    `${updatedReadyPods} of them ready`,
    `${readyPods} ready in all`,
    ...[...counts].map(([reason, count]) => `${count} held: ${reason}`),
    ...(notInjected.length === 0 ? [] : [`${notInjected.length} not injected`]),
  ].join(', ');
}

/** Says that the operator has not seen the present spec; no line when it has. */
export function describeUnseen({ metadata, status }: SidecarSet): readonly string[] {
  const { generation } = metadata ?? {};
  const observedGeneration = status?.observedGeneration;
  if (generation === undefined || observedGeneration === generation) return [];
  const seen = observedGeneration === undefined ? '' : ` after generation ${observedGeneration}`;
  return [`the operator has not seen generation ${generation} yet${seen}; is it running?`];
}

function describeRevision({ name, customVersion, pods, readyPods }: RevisionStatus): string {
  const version = customVersion === undefined ? '' : ` (${customVersion})`;
  return `  revision ${name}${version}: ${counted(pods, 'pod')}, ${readyPods} ready`;
}

function conditionLines(status: SidecarSetStatus): readonly string[] {
  return conditionsForPeople(status).map(
    ({ type, status, reason, message }) => `  ${type} ${status} (${reason}): ${message}`,
  );
}

/** The conditions without `Reconciling`, which says what `Progressing` says, under another name, for programs. */
export function conditionsForPeople({
  conditions = [],
}: SidecarSetStatus): NonNullable<SidecarSetStatus['conditions']> {
  return conditions.filter(({ type }) => type !== 'Reconciling');
}
