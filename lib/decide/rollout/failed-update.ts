import type { ControllerRevision } from '../../api/kubernetes.generated.js';
import type { FailedUpdate, SidecarSet } from '../../api/sidecarset.generated.js';
import { hashesOf } from '../hash.js';
import { restoreRevision } from '../revision/restore-revision.js';
import { revisionsOf } from '../revision/revisions-of.js';

/** The sidecars that pods get instead of those that failed. */
export interface RollbackTarget {
  /** The SidecarSet with these sidecars. */
  readonly sidecarSet: SidecarSet;
  /** Name of the revision that holds them. */
  readonly controllerRevision: string;
}

/**
 * What the status says of failed sidecars, as long as that is about the present ones and `onFailure` says what it said
 * then. Whoever wants another attempt with the same sidecars changes `onFailure`.
 */
export function failedUpdateInForce(sidecarSet: SidecarSet): FailedUpdate | undefined {
  const failed = sidecarSet.status?.failedUpdate;
  const { action, threshold } = sidecarSet.spec.updateStrategy?.onFailure ?? {};
  if (failed === undefined || failed.action !== action || failed.threshold !== thresholdText(threshold))
    return undefined;
  return failed.specHash === hashesOf(sidecarSet).specHash ? failed : undefined;
}

/**
 * The revision that a failed update is rolled back to.
 *
 * @param revisions - any, those of others too
 * @returns nothing when there is none to go back to, or it is gone, or it has another shape
 */
export function rollbackTarget(
  sidecarSet: SidecarSet,
  revisions: readonly ControllerRevision[],
): RollbackTarget | undefined {
  const controllerRevision = failedUpdateInForce(sidecarSet)?.rolledBackTo;
  if (controllerRevision === undefined) return undefined;
  const revision = revisionsOf(sidecarSet, revisions).find(({ metadata }) => metadata?.name === controllerRevision);
  const restored = revision === undefined ? undefined : restoreRevision(sidecarSet, revision);
  if (restored === undefined || hashesOf(restored).shapeHash !== hashesOf(sidecarSet).shapeHash) return undefined;
  return { sidecarSet: restored, controllerRevision };
}

/** A threshold as the status keeps it. */
export function thresholdText(threshold: number | string | undefined): string | undefined {
  return threshold === undefined ? undefined : String(threshold);
}
