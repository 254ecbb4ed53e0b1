import type { FailedUpdate, SidecarSetStatus } from '../../api/sidecarset.generated.js';
import type { HotUpgrade } from './hot-progress.js';
import type { NotInjectedPod } from './not-injected.js';
import type { HeldPod } from './held-pod.js';
import type { PodProgress } from './pod-progress.js';
import type { Step } from './rollout-step.js';

/** What is to be done for one SidecarSet, and what is not and why. */
export interface RolloutPlan {
  /** Every matched pod, classified. */
  readonly matched: readonly PodProgress[];
  /** Writes on pods, at most one a pod, in the order in which they are to begin. */
  readonly steps: readonly Step[];
  readonly held: readonly HeldPod[];
  /** Hot upgrades that are under way, as the snapshot found them, also in pods that are selected no more. */
  readonly hotUpgrades: readonly HotUpgrade[];
  /** Those in matched pods that have been in their phase for too long. */
  readonly overdue: readonly HotUpgrade[];
  /** Pods that are selected and were not injected; absent where the snapshot knows no such pods. */
  readonly notInjected?: readonly NotInjectedPod[];
  /** What the status ought to say; absent when it already does. */
  readonly status?: SidecarSetStatus;
  /** Upgraded pods have just been found to fail so often that `onFailure` acts; people want to hear of it. */
  readonly newFailure?: FailedUpdate;
  /** When to plan again though nothing has changed, because a wait has become too long by then. */
  readonly checkAgainAfterMs?: number;
}
