import type { FailedUpdate, SidecarSet } from '../../api/sidecarset.generated.js';
import { hashesOf } from '../hash.js';
import { readLedger } from '../ledger.js';
import type { HistoryFacts } from '../revision/history-plan.js';
import { restoreRevision } from '../revision/restore-revision.js';
import type { RollbackTarget } from './failed-update.js';
import { failedUpdateInForce, rollbackTarget, thresholdText } from './failed-update.js';
import type { FailingPod } from './failing-pod.js';
import { judgeFailure, untilNextFailureMs } from './failing-pod.js';
import { unavailableLimit } from './partition.js';
import type { PodProgress } from './pod-progress.js';

/** What a rollout's failures are judged by. */
export interface FailureSnapshot {
  readonly sidecarSet: SidecarSet;
  /** Every matched pod, classified. */
  readonly matched: readonly PodProgress[];
  /** Absent where no history is kept: then there is nothing to go back to. */
  readonly history?: Pick<HistoryFacts, 'revisions'>;
  /** RFC 3339. */
  readonly now: string;
}

/** What failures of upgraded pods mean for a rollout. */
export interface FailureResponse {
  /** No pod is upgraded to the present sidecars while this is there. It belongs into the status. */
  readonly failed?: FailedUpdate;
  /** The status does not say so yet: nothing may be rolled back before it does. */
  readonly isNew: boolean;
  /** What pods that hold the present sidecars get instead. */
  readonly target?: RollbackTarget;
  /** When to judge again though nothing has changed. */
  readonly checkAgainAfterMs?: number;
}

/**
 * Decides what `updateStrategy.onFailure` makes of the pods that fail. Once its threshold is reached that is noted in the
 * status, and stands there until the sidecars or `onFailure` change: pods that were rolled back fail no longer, and must
 * not be upgraded again for that. A rollback begins only after the note is stored.
 */
export function respondToFailures(snapshot: FailureSnapshot): FailureResponse {
  const { sidecarSet, matched, history } = snapshot;
  const inForce = failedUpdateInForce(sidecarSet);
  if (inForce !== undefined) {
    const target = rollbackTarget(sidecarSet, history?.revisions ?? []);
    return { failed: inForce, isNew: false, ...(target === undefined ? {} : { target }) };
  }
  const { onFailure, type, paused } = sidecarSet.spec.updateStrategy ?? {};
  const isWatched = onFailure?.action === 'Pause' || onFailure?.action === 'Rollback';
  if (!isWatched || type === 'NotUpdate' || paused === true) return { isNew: false };
  const failing = matched.flatMap(progress => judgeFailure(progress, snapshot) ?? []);
  if (failing.length >= unavailableLimit(onFailure.threshold, matched.length)) {
    return { failed: noteFailure(failing, snapshot), isNew: true };
  }
  const checkAgainAfterMs = untilNextFailureMs(matched, snapshot);
  return { isNew: false, ...(checkAgainAfterMs === undefined ? {} : { checkAgainAfterMs }) };
}

function noteFailure(failing: readonly FailingPod[], snapshot: FailureSnapshot): FailedUpdate {
  const { sidecarSet } = snapshot;
  const { action = 'Pause', threshold } = sidecarSet.spec.updateStrategy?.onFailure ?? {};
  const text = thresholdText(threshold);
  const target = action === 'Rollback' ? chooseTarget(snapshot) : undefined;
  const [first] = failing.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const others = failing.length === 1 ? '' : ` and ${failing.length - 1} more`;
  return {
    specHash: hashesOf(sidecarSet).specHash,
    action,
    ...(text === undefined ? {} : { threshold: text }),
    failingPods: failing.length,
    ...(target === undefined ? {} : { rolledBackTo: target }),
    message: first === undefined ? '' : `Pod ${keyOf(first)}${others}: ${first.reason}: ${first.message}`,
  };
}

function keyOf({ pod }: FailingPod): string {
  return `${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`;
}

/**
 * The newest earlier revision that a pod serves with now, which shows that it works; when there is none, the one before the
 * present. Only one of the same shape can be brought into running pods.
 *
 * @returns its name; nothing when there is none to go back to
 */
function chooseTarget({ sidecarSet, matched, history }: FailureSnapshot): string | undefined {
  const present = hashesOf(sidecarSet);
  const candidates = (history?.revisions ?? []).flatMap(revision => {
    const restored = restoreRevision(sidecarSet, revision);
    const hashes = restored === undefined ? undefined : hashesOf(restored);
    if (hashes?.shapeHash !== present.shapeHash || hashes.specHash === present.specHash) return [];
    return [{ name: revision.metadata?.name ?? '', specHash: hashes.specHash }];
  });
  const name = sidecarSet.metadata?.name ?? '';
  const serving = new Set(
    matched
      .filter(({ ready, settled }) => ready && settled)
      .map(({ pod }) => readLedger(pod.metadata?.annotations ?? {}).records[name]?.specHash),
  );
  return (candidates.findLast(({ specHash }) => serving.has(specHash)) ?? candidates.at(-1))?.name;
}
