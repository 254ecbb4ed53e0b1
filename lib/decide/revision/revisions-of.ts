import type { ControllerRevision } from '../../api/kubernetes.generated.js';
import { CUSTOM_VERSION_LABEL, REVISION_SIDECARSET_LABEL } from '../../api/names.js';
import type { InjectRevision, SidecarSet } from '../../api/sidecarset.generated.js';

/**
 * The revisions of a SidecarSet, oldest first. Those of an earlier SidecarSet of the same name are not its own: they go
 * with their owner.
 *
 * @param revisions - any, those of others too
 */
export function revisionsOf(
  sidecarSet: SidecarSet,
  revisions: readonly ControllerRevision[],
): readonly ControllerRevision[] {
  return revisions.filter(revision => isOwnedBy(sidecarSet, revision)).toSorted(byAge);
}

/**
 * The revision that `injectionStrategy.revision` means: the one of that name, which wins, or the newest of that custom
 * version.
 *
 * @param history - of one SidecarSet, oldest first
 */
export function findRevision(
  { revisionName, customVersion }: InjectRevision,
  history: readonly ControllerRevision[],
): ControllerRevision | undefined {
  if (isSet(revisionName)) return history.find(({ metadata }) => metadata?.name === revisionName);
  if (!isSet(customVersion)) return undefined;
  return history.findLast(({ metadata }) => metadata?.labels?.[CUSTOM_VERSION_LABEL] === customVersion);
}

/** The name that its author gave to this version of a SidecarSet; the field wins over the label of v1alpha1. */
export function customVersionOf({ metadata, spec }: SidecarSet): string | undefined {
  const version = isSet(spec.customVersion) ? spec.customVersion : metadata?.labels?.[CUSTOM_VERSION_LABEL];
  return isSet(version) ? version : undefined;
}

function isOwnedBy({ metadata: owner }: SidecarSet, { metadata }: ControllerRevision): boolean {
  return (
    metadata?.labels?.[REVISION_SIDECARSET_LABEL] === owner?.name &&
    metadata?.deletionTimestamp === undefined &&
    metadata?.ownerReferences?.some(({ uid }) => uid === owner?.uid) === true
  );
}

/** Numbers are unique while nobody edits them; if somebody did, age and name keep the order the same every time. */
function byAge(left: ControllerRevision, right: ControllerRevision): number {
  return (
    left.revision - right.revision ||
    compare(left.metadata?.creationTimestamp ?? '', right.metadata?.creationTimestamp ?? '') ||
    compare(left.metadata?.name ?? '', right.metadata?.name ?? '')
  );
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
