import type { SidecarSetHash } from '../hash.js';
import { hashesOf } from '../hash.js';
import type { Wave } from './choose-wave.js';
import { chooseWave } from './choose-wave.js';
import type { RollbackTarget } from './failed-update.js';
import { readProgress } from './read-progress.js';
import type { PodProgress } from './pod-progress.js';
import type { RolloutSnapshot } from './rollout-snapshot.js';

/** A rollout as it is written to pods: which pods, and what they are brought to. */
export interface Goal extends Wave {
  readonly snapshot: RolloutSnapshot;
  readonly hashes: SidecarSetHash;
  /** Every matched pod, classified by what it is to be brought to. */
  readonly matched: readonly PodProgress[];
}

const EVERY_POD = {};

/**
 * The rollout that takes failed sidecars out of the pods that hold them, within the same limits. A partition or a selector
 * does not keep a pod from it, and pods that hold something else stay as they are.
 *
 * @param present - every matched pod, classified by the sidecars that failed
 */
export function rollBack(present: readonly PodProgress[], target: RollbackTarget, snapshot: RolloutSnapshot): Goal {
  const { spec } = target.sidecarSet;
  const updateStrategy = { ...spec.updateStrategy, partition: 0, selector: EVERY_POD };
  const sidecarSet = { ...target.sidecarSet, spec: { ...spec, updateStrategy } };
  const hashes = hashesOf(sidecarSet);
  const matched = present.map(({ pod }) => readProgress(pod, { sidecarSet, hashes }));
  const failed = new Set(present.filter(({ version }) => version === 'current').map(({ pod }) => pod));
  const { upgrade, held } = chooseWave(sidecarSet, matched, {
    ...snapshot,
    hold: ({ pod }) => (failed.has(pod) ? undefined : 'rolled-back'),
  });
  const back = matched.filter(({ version }) => version === 'current');
  const history = { collisionCount: 0, revisions: [], ...snapshot.history, latestRevision: target.controllerRevision };
  return {
    upgrade,
    held: [...held, ...back.map(({ pod }) => ({ pod, reason: 'rolled-back' }) as const)],
    snapshot: { ...snapshot, sidecarSet, history },
    hashes,
    matched,
  };
}
