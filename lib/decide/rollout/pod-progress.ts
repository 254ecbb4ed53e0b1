import type { Pod } from '../../api/kubernetes.generated.js';
import type { InjectionRecord } from '../ledger.js';
import type { SlotPair } from './hot-slots.js';

/** How the sidecars of a pod relate to the SidecarSet's present spec. */
export type Version = 'current' | 'outdated' | 'reshaped';

/** What a rollout knows of one matched pod. */
export interface PodProgress {
  readonly pod: Pod;
  /** What the pod remembers of the SidecarSet. */
  readonly record?: InjectionRecord;
  readonly version: Version;
  /** The kubelet runs what the pod's spec asks of the sidecars, and the slots of hot ones are at rest. */
  readonly settled: boolean;
  /** The pod's Ready condition. */
  readonly ready: boolean;
  /** Upgraded before, not ready, and neither is a container that an upgrade has changed: the app itself may be all right. */
  readonly lostToUpgrade: boolean;
  /** Unsettled, while every container that is being changed still answers: the kubelet has not begun. */
  readonly inFlight: boolean;
  /** Its hot sidecars. */
  readonly slots: readonly SlotPair[];
}
