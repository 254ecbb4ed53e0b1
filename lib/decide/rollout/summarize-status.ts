import type { SidecarSet, SidecarSetStatus } from '../../api/sidecarset.generated.js';
import { diffJson } from '../json-patch.js';
import type { PodProgress } from './rollout-plan.js';
import type { Standing } from './rollout-standing.js';
import { conditionsOf } from './status-conditions.js';
import { summarizeNotUpgradable } from './status-pods.js';

/** What a status is made of. */
export interface StatusFacts {
  readonly sidecarSet: SidecarSet;
  /** Every matched pod, classified. */
  readonly matched: readonly PodProgress[];
  readonly standing: Standing;
  /** RFC 3339, for conditions whose status changes. */
  readonly now: string;
}

/**
 * The status that the matched pods amount to: OpenKruise's counts, conditions, and the pods that cannot be upgraded in
 * place. A pod is ready when it is Ready and its sidecars are settled. Fields of the stored status that are not ours to
 * fill stay as they are.
 *
 * @returns the new status, or nothing when the stored one says the same already; time alone never makes a new one
 */
export function summarizeStatus({ sidecarSet, matched, standing, now }: StatusFacts): SidecarSetStatus | undefined {
  const updated = matched.filter(({ version }) => version === 'current');
  const generation = sidecarSet.metadata?.generation;
  const counts = {
    matchedPods: matched.length,
    updatedPods: updated.length,
    readyPods: matched.filter(isAvailable).length,
    updatedReadyPods: updated.filter(isAvailable).length,
  };
  const stored = sidecarSet.status ?? {};
  const status: SidecarSetStatus = {
    ...stored,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...counts,
    notUpgradable: summarizeNotUpgradable(matched),
    conditions: conditionsOf({ sidecarSet, counts, standing, now }),
  };
  return diffJson(stored, status).length === 0 ? undefined : status;
}

function isAvailable({ ready, settled }: PodProgress): boolean {
  return ready && settled;
}
