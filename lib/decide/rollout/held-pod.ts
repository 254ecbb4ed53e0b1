import type { Pod } from '../../api/kubernetes.generated.js';

/** Why an outdated pod is not upgraded now. */
export type HoldReason =
  | 'not-update'
  | 'paused'
  | 'reshaped'
  | 'not-selected'
  | 'failing-updates'
  | 'rolled-back'
  | 'refused'
  | 'in-flight'
  | 'partition'
  | 'budget'
  | 'workload-budget'
  | 'disruption-budget';

/** An outdated pod that stays as it is for now. */
export interface HeldPod {
  readonly pod: Pod;
  readonly reason: HoldReason;
}
