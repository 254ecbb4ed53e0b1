import type { FailedUpdate, SidecarSet, SidecarSetStatus } from '../../api/sidecarset.generated.js';
import { diffJson } from '../json-patch.js';

/**
 * Writes into a status which sidecars failed, or that none did.
 *
 * @param status - as counted; absent when the stored one says the same already
 * @param failed - absent when none did
 * @returns the status to store, or nothing when the stored one says all of it already
 */
export function noteFailed(
  status: SidecarSetStatus | undefined,
  { sidecarSet, failed }: { readonly sidecarSet: SidecarSet; readonly failed: FailedUpdate | undefined },
): SidecarSetStatus | undefined {
  const stored = sidecarSet.status ?? {};
  const isNoted = diffJson({ failed: stored.failedUpdate }, { failed }).length === 0;
  if (isNoted) return status;
  const others = Object.entries(status ?? stored).filter(([field]) => field !== 'failedUpdate');
  return { ...Object.fromEntries(others), ...(failed === undefined ? {} : { failedUpdate: failed }) };
}
