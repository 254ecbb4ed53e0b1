import type { ControllerRevision } from '../../api/kubernetes.generated.js';
import { hashSidecarSet } from '../hash.js';
import type { InjectionRecord } from '../ledger.js';
import { oncePerObject } from '../once-per-object.js';
import { restoreRevision } from './restore-revision.js';

/** Names the revision whose sidecars a pod holds; nothing when that cannot be told. */
export type RevisionFinder = (record: InjectionRecord | undefined) => string | undefined;

/**
 * Finds out which revision the pods of a SidecarSet hold: the one that the record names. A pod that was created before
 * the revision of its sidecars existed names none, and is known by its hash; of several with that hash it is the newest.
 *
 * @param history - the SidecarSet's revisions, oldest first; they are hashed when the first pod makes it necessary
 */
export function revisionFinder(history: readonly ControllerRevision[]): RevisionFinder {
  let byHash: ReadonlyMap<string, string> | undefined;
  return record => {
    if (record === undefined) return undefined;
    if (isName(record.controllerRevision)) return record.controllerRevision;
    byHash ??= new Map(history.flatMap(revision => hashEntry(revision) ?? []));
    return byHash.get(record.specHash);
  };
}

function hashEntry(revision: ControllerRevision): readonly [string, string][] | undefined {
  const hash = specHashOf(revision);
  return hash === undefined ? undefined : [[hash, revision.metadata?.name ?? '']];
}

/** Nothing but what a revision holds enters the hash. */
const specHashOf = oncePerObject((revision: ControllerRevision): string | undefined => {
  const restored = restoreRevision({ spec: { selector: {} } }, revision);
  return restored === undefined ? undefined : hashSidecarSet(restored).specHash;
});

function isName(name: string | undefined): name is string {
  return name !== undefined && name !== '';
}
