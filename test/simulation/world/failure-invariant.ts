import type { FailedUpdate, SidecarSet } from '../../../lib/api/sidecarset.generated.js';
import { hashesOf } from '../../../lib/decide/hash.js';
import type { Entry, Truth } from './journal.js';

/**
 * The sidecars that a SidecarSet itself says have failed, while that is about its present ones and nobody has asked for
 * another attempt; written once more, since the operator's own answer cannot show that it is wrong.
 */
export function failureInForce(sidecarSet: SidecarSet): FailedUpdate | undefined {
  const failed = sidecarSet.status?.failedUpdate;
  const response = sidecarSet.spec.updateStrategy?.onFailure;
  if (failed === undefined || response?.action !== failed.action) return undefined;
  const threshold = response.threshold === undefined ? undefined : String(response.threshold);
  return threshold === failed.threshold && hashesOf(sidecarSet).specHash === failed.specHash ? failed : undefined;
}

/**
 * What pods may be about to hold: what a SidecarSet asks for or, where that has failed and is rolled back, one of the specs
 * that it has had. Its status names a revision, which may have come and gone without any status saying so before.
 *
 * @param past - all states that the cluster has been in
 */
export function goalsOf(sidecarSet: SidecarSet, past: readonly Truth[]): readonly SidecarSet[] {
  const failed = failureInForce(sidecarSet);
  if (failed?.rolledBackTo === undefined) return [sidecarSet];
  const states = new Set(past.map(({ sidecarSets }) => sidecarSets.get(sidecarSet.metadata?.name ?? '')));
  return [...states].filter(state => state !== undefined).filter(state => hashesOf(state).specHash !== failed.specHash);
}

/** What a write did to the sidecars of a pod, as its ledger tells. */
export interface Replacement {
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Does the pod hold what the ledger says, by one of the specs that the SidecarSet has had? */
  readonly holdsIt: boolean;
}

/**
 * Sidecars that have failed are given to no pod. When they are rolled back, a pod that holds them gets others that the
 * SidecarSet has had; no other pod is touched.
 *
 * @param replacement - hashes of the sidecars before and after
 * @returns what is wrong, in words
 */
export function judgeAfterFailure(failed: FailedUpdate, { from, to, holdsIt }: Replacement): string | undefined {
  if (to === failed.specHash) return 'these sidecars have failed, and nobody has changed them since';
  if (failed.rolledBackTo === undefined) return 'its sidecars have failed, and there is nothing to roll back to';
  if (from !== failed.specHash) return 'it is rolled back, and the pod does not hold what failed';
  return holdsIt ? undefined : 'it is rolled back, and the pod has got sidecars that the SidecarSet never had';
}

/** What this change was for failures, for those who count: sidecars that have failed, or that are rolled back from now on. */
export function failureEvents({ kind, before, after }: Entry): readonly string[] {
  if (kind !== 'sidecarset' || after === undefined) return [];
  const failed = after.status?.failedUpdate;
  if (failed === undefined || failed.specHash === before?.status?.failedUpdate?.specHash) return [];
  return [failed.rolledBackTo === undefined ? 'failed update' : 'failed update, rolled back'];
}
