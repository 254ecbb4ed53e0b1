import type { Condition } from '../../api/kubernetes.generated.js';
import type { RevisionStatus } from '../../api/sidecarset.generated.js';
import { isHot } from '../../decide/injection/open-slots.js';
import { HOLD_WORDS } from '../../decide/rollout/hold-words.js';
import type { HotUpgrade } from '../../decide/rollout/hot-progress.js';
import { describeHotUpgrade } from '../../decide/rollout/hot-words.js';
import { NOT_INJECTED_WORDS } from '../../decide/rollout/not-injected.js';
import { planRollout } from '../../decide/rollout/plan-rollout.js';
import type { RolloutSnapshot } from '../../decide/rollout/rollout-snapshot.js';
import type { ReasonGroup } from '../describe-held.js';
import { groupByReason, podName } from '../describe-held.js';
import { countSlots } from '../describe-slots.js';
import { conditionsForPeople, describeUnseen } from '../describe-status.js';
import type { WavePod } from './draw-wave.js';
import { drawWave } from './draw-wave.js';

/** So many pods of a list are sent; of the others the number. */
const MOST_PODS = 50;

/** A list of which only the beginning may be there. */
export interface Cut<T> {
  readonly count: number;
  readonly first: readonly T[];
}

/** Pods that one reason holds for, by name. */
export interface GroupPicture extends Pick<ReasonGroup, 'reason' | 'words'> {
  readonly pods: Cut<string>;
}

/** A hot upgrade that is under way. */
export interface HotUpgradePicture extends Pick<HotUpgrade, 'phase' | 'since'> {
  readonly pod: string;
  readonly words: string;
}

/** What the page shows of one SidecarSet: what `sidecarset status` prints, as data. */
export interface SidecarSetPicture {
  readonly name: string;
  /** Counted anew from the pods. */
  readonly counts: {
    readonly matched: number;
    readonly updated: number;
    readonly ready: number;
    readonly updatedReady: number;
  };
  /** Sidecar → image. */
  readonly images: Readonly<Record<string, string>>;
  /** What a reader has to know before the rest. */
  readonly notices: readonly string[];
  readonly conditions: readonly Pick<Condition, 'type' | 'status' | 'reason' | 'message'>[];
  readonly revisions: readonly RevisionStatus[];
  readonly wave: Cut<WavePod>;
  readonly held: readonly GroupPicture[];
  readonly notInjected: readonly GroupPicture[];
  readonly hotUpgrades: Cut<HotUpgradePicture>;
  /** From which slots the hot sidecars serve. */
  readonly slots: readonly string[];
}

/** Draws one SidecarSet. */
export function drawSidecarSet(snapshot: RolloutSnapshot): SidecarSetPicture {
  const { metadata, spec, status: stored = {} } = snapshot.sidecarSet;
  const name = metadata?.name ?? '';
  const plan = planRollout(snapshot);
  const { matchedPods = 0, updatedPods = 0, readyPods = 0, updatedReadyPods = 0 } = plan.status ?? stored;
  const sidecars = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const hot = sidecars.filter(isHot).map(sidecar => sidecar.name);
  return {
    name,
    counts: { matched: matchedPods, updated: updatedPods, ready: readyPods, updatedReady: updatedReadyPods },
    images: Object.fromEntries(sidecars.map(sidecar => [sidecar.name, sidecar.image ?? ''])),
    notices: describeUnseen(snapshot.sidecarSet),
    conditions: conditionsForPeople(stored).map(({ type, status, reason, message }) => ({
      ...{ type, status, reason, message },
    })),
    revisions: stored.revisions ?? [],
    wave: cut(drawWave(plan, snapshot)),
    held: groupByReason(plan.held, HOLD_WORDS).map(drawGroup),
    notInjected: groupByReason(plan.notInjected ?? [], NOT_INJECTED_WORDS).map(drawGroup),
    hotUpgrades: cut(plan.hotUpgrades.map(drawHotUpgrade)),
    slots: countSlots(snapshot.pods, hot),
  };
}

/** The beginning of a list, and how long it is. */
export function cut<T>(all: readonly T[]): Cut<T> {
  return { count: all.length, first: all.slice(0, MOST_PODS) };
}

function drawGroup({ reason, words, pods }: ReasonGroup): GroupPicture {
  return { reason, words, pods: { count: pods.length, first: pods.slice(0, MOST_PODS).map(podName) } };
}

function drawHotUpgrade(upgrade: HotUpgrade): HotUpgradePicture {
  const { pod, phase, since } = upgrade;
  const picture = { pod: podName(pod), phase, words: describeHotUpgrade(upgrade) };
  return since === undefined ? picture : { ...picture, since };
}
