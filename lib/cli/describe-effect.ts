import { counted } from '../decide/counted.js';
import { HOLD_WORDS } from '../decide/rollout/hold-words.js';
import { unavailableLimit } from '../decide/rollout/partition.js';
import { planRollout } from '../decide/rollout/plan-rollout.js';
import type { HoldReason } from '../decide/rollout/held-pod.js';
import type { RolloutSnapshot } from '../decide/rollout/rollout-snapshot.js';

/** A pod that is held for one of these is upgraded later in the same rollout, without anybody's doing. */
const WAITING: readonly HoldReason[] = ['budget', 'in-flight', 'workload-budget', 'disruption-budget'];

/**
 * Says what a SidecarSet as it is in the snapshot will do to the pods that hold its sidecars: how many are upgraded in
 * place, how many at a time, and which stay as they are and why.
 */
export function describeEffect(snapshot: RolloutSnapshot): readonly string[] {
  const { sidecarSet } = snapshot;
  const { held, status = sidecarSet.status ?? {} } = planRollout(snapshot);
  const { matchedPods = 0, updatedPods = 0 } = status;
  if (matchedPods === 0) return ['no pod holds its sidecars yet: the change is for new pods'];
  const kept = held.filter(({ reason }) => !WAITING.includes(reason)).map(({ reason }) => reason);
  const upgradeCount = matchedPods - updatedPods - kept.length;
  const limit = unavailableLimit(sidecarSet.spec.updateStrategy?.maxUnavailable, matchedPods);
  return [
    ...(upgradeCount > 0
      ? [`in place for ${counted(upgradeCount, 'pod')}, at most ${limit} unavailable at a time`]
      : []),
    ...(updatedPods > 0 ? [`nothing to do for ${counted(updatedPods, 'pod')}`] : []),
    ...[...new Set(kept)].map(reason => {
      const count = kept.filter(other => other === reason).length;
      return `${counted(count, 'pod')} ${count === 1 ? 'stays as it is' : 'stay as they are'} (${reason}): ${HOLD_WORDS[reason]}`;
    }),
  ];
}
