import type { SidecarSet } from '../../api/sidecarset.generated.js';
import type { FailureStanding } from './rollout-standing.js';

/** What one condition says: whether it holds, why as a word of ours, and why as a sentence. */
export interface Finding {
  readonly holds: boolean;
  readonly reason: string;
  readonly message: string;
}

/** What is known of the rollout beside its failure. */
interface FailureFacts {
  readonly sidecarSet: SidecarSet;
  /** Pods that hold the sidecars that failed. */
  readonly updatedPods: number;
}

/** `Progressing` of a rollout whose pods failed: it goes on only as long as pods are rolled back. */
export function findFailureProgress(failure: FailureStanding, facts: FailureFacts): Finding {
  const reason = reasonOf(failure, facts);
  return { holds: reason === 'rolling-back', reason, message: describe(failure, facts) };
}

/** `Stalled` of a rollout whose pods failed: nothing more happens until its author changes something. */
export function findFailureStall(failure: FailureStanding, facts: FailureFacts): Finding {
  const reason = reasonOf(failure, facts);
  return { holds: reason !== 'rolling-back', reason, message: describe(failure, facts) };
}

function reasonOf({ isRollback }: FailureStanding, { sidecarSet, updatedPods }: FailureFacts): string {
  if (!isRollback) return 'failing-updates';
  const { type, paused } = sidecarSet.spec.updateStrategy ?? {};
  const mayWrite = type !== 'NotUpdate' && paused !== true;
  return updatedPods > 0 && mayWrite ? 'rolling-back' : 'rolled-back';
}

function describe({ failed, isRollback }: FailureStanding, { updatedPods }: FailureFacts): string {
  const rest = updatedPods === 0 ? '' : `, ${updatedPods} still to go`;
  const taken = isRollback ? `pods go back to ${failed.rolledBackTo ?? ''}${rest}` : 'no further pod is upgraded';
  return `${failed.message}; ${taken}; until the sidecars or updateStrategy.onFailure change`;
}
