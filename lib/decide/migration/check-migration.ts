import { checkOldOperator } from './old-operator.js';
import { checkSidecarSet } from './check-sidecarset.js';
import type { MigrationFinding, MigrationSnapshot } from './migration-snapshot.js';

/**
 * Says what becomes of a cluster that ran OpenKruise when this operator takes over: for the old operator and for every
 * SidecarSet, what fits as it is, what has to be done, and what must be looked at before the switch.
 *
 * A pure function, made of the very decisions that the operator will take: hashes, history, rollout, validation.
 *
 * @returns the old operator's parts first, then the SidecarSets by name
 */
export function checkMigration(snapshot: MigrationSnapshot): readonly MigrationFinding[] {
  const ordered = snapshot.sidecarSets.toSorted((a, b) =>
    (a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1,
  );
  return [...checkOldOperator(snapshot), ...ordered.flatMap(sidecarSet => checkSidecarSet(sidecarSet, snapshot))];
}
