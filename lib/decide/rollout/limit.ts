import type { HoldReason } from './held-pod.js';
import type { PodProgress } from './pod-progress.js';

/** Something that upgrades use up, in the order in which they begin. It is good for one walk over the pods. */
export interface Limit {
  /** Why this pod has to wait; nothing while there is room for it. */
  refusal(progress: PodProgress): HoldReason | undefined;
  /** The pod is upgraded. */
  take(progress: PodProgress): void;
}
