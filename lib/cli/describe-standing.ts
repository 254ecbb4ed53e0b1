import type { Pod } from '../api/kubernetes.generated.js';
import { hashSidecarSet } from '../decide/hash.js';
import { readLedger } from '../decide/ledger.js';
import { HOLD_WORDS } from '../decide/rollout/hold-words.js';
import { planRollout } from '../decide/rollout/plan-rollout.js';
import type { RolloutSnapshot } from '../decide/rollout/rollout-snapshot.js';

/** SidecarSets that injected a pod, in the order of the pod's list, but whose present sidecars it does not have. */
export function behindOf({ metadata }: Pod, sidecarSets: readonly RolloutSnapshot['sidecarSet'][]): readonly string[] {
  const { injectedBy, records } = readLedger(metadata?.annotations ?? {});
  return injectedBy.filter(name => {
    const sidecarSet = sidecarSets.find(set => set.metadata?.name === name);
    return sidecarSet !== undefined && records[name]?.specHash !== hashSidecarSet(sidecarSet).specHash;
  });
}

/**
 * Says of a pod that does not have the present sidecars of a SidecarSet what the rollout makes of it: upgraded now, or held
 * and why.
 *
 * @param rollout - all that the rollout of that SidecarSet reads
 */
export function describeStanding({ metadata }: Pod, rollout: RolloutSnapshot): string {
  const { steps, held } = planRollout(rollout);
  const isIt = (one: { readonly namespace?: string; readonly name?: string } | undefined): boolean =>
    one?.namespace === metadata?.namespace && one?.name === metadata?.name;
  const hold = held.find(({ pod }) => isIt(pod.metadata));
  if (hold !== undefined) return `not the present version, held (${hold.reason}): ${HOLD_WORDS[hold.reason]}`;
  if (steps.some(isIt)) return 'not the present version; it is upgraded now';
  return 'not the present version, and no longer upgraded: the SidecarSet does not select it any more';
}
