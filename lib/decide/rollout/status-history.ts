import type { SidecarSet, SidecarSetStatus } from '../../api/sidecarset.generated.js';
import type { HistoryFacts } from '../revision/history-plan.js';

/**
 * Adds what the history amounts to to a status.
 *
 * @param status - as counted; absent when the stored one says the same already
 * @param history - absent where no history is kept
 * @returns the status to store, or nothing when the stored one says all of it already
 */
export function noteHistory(
  status: SidecarSetStatus | undefined,
  { sidecarSet, history }: { readonly sidecarSet: SidecarSet; readonly history?: HistoryFacts },
): SidecarSetStatus | undefined {
  if (history === undefined) return status;
  const { latestRevision, collisionCount } = history;
  const stored = sidecarSet.status;
  const isNoted = stored?.latestRevision === latestRevision && stored.collisionCount === collisionCount;
  return status === undefined && isNoted ? undefined : { ...stored, ...status, latestRevision, collisionCount };
}
