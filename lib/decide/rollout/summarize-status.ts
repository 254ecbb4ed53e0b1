import type { SidecarSet, SidecarSetStatus } from '../../api/sidecarset.generated.js';
import type { PodProgress } from './rollout-plan.js';

/**
 * The status that the matched pods amount to, in OpenKruise's terms: a pod is ready when it is Ready and its sidecars are
 * settled. Fields of the stored status that are not ours to count stay as they are.
 *
 * @returns the new status, or nothing when the stored one says the same already
 */
export function summarizeStatus(sidecarSet: SidecarSet, matched: readonly PodProgress[]): SidecarSetStatus | undefined {
  const updated = matched.filter(({ version }) => version === 'current');
  const counted: SidecarSetStatus = {
    ...(sidecarSet.metadata?.generation === undefined ? {} : { observedGeneration: sidecarSet.metadata.generation }),
    matchedPods: matched.length,
    updatedPods: updated.length,
    readyPods: matched.filter(isAvailable).length,
    updatedReadyPods: updated.filter(isAvailable).length,
  };
  const stored = sidecarSet.status ?? {};
  const changed = Object.entries(counted).some(([field, value]) => stored[field as keyof SidecarSetStatus] !== value);
  return changed ? { ...stored, ...counted } : undefined;
}

function isAvailable({ ready, settled }: PodProgress): boolean {
  return ready && settled;
}
