import type { InPlaceState } from '../ledger.js';
import { readLedger } from '../ledger.js';
import type { PodProgress } from './pod-progress.js';

/** The last upgrade of a pod in place by one SidecarSet; nothing when there was none. */
export function lastUpgrade({ pod }: PodProgress, sidecarSet: string): InPlaceState | undefined {
  return readLedger(pod.metadata?.annotations ?? {}).inPlace[sidecarSet];
}
