import type { Pod, PodDisruptionBudget } from '../../api/kubernetes.generated.js';
import type { FailedUpdate, SidecarSet, SidecarSetStatus } from '../../api/sidecarset.generated.js';
import type { Coverage } from '../admission-scope/coverage.js';
import type { ScopeNamespaces } from '../match.js';
import type { InjectionRecord } from '../ledger.js';
import type { HistoryFacts } from '../revision/history-plan.js';
import type { HotUpgrade } from './hot-progress.js';
import type { SlotPair } from './hot-slots.js';
import type { NotInjectedPod } from './not-injected.js';

/** All that the rollout of one SidecarSet reads, gathered at one moment. */
export interface RolloutSnapshot {
  readonly sidecarSet: SidecarSet;
  /** Pods whose ledger names the SidecarSet; the controller's projection of a pod is enough. */
  readonly pods: readonly Pod[];
  /** Pods that it did not inject, at least those that it selects; absent where nobody looks for them. */
  readonly otherPods?: readonly Pod[];
  /** SidecarSets beside it, at least those that are its canaries; absent where they are not known. */
  readonly otherSidecarSets?: readonly SidecarSet[];
  /** Labels of each Namespace that is known, by name. */
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Which namespaces new pods are not injected in; absent: no operator keeps out of any. */
  readonly scopeNamespaces?: ScopeNamespaces;
  /** The revision of the present spec; absent where no history is kept. */
  readonly history?: HistoryFacts;
  /** Read only for a SidecarSet that respects them; absent: not known (yet), and then they allow nothing. */
  readonly disruptionBudgets?: readonly PodDisruptionBudget[];
  /** Beside {@link disruptionBudgets}: every injected pod, of any SidecarSet. */
  readonly injectedPods?: readonly Pod[];
  /** Uids of pods whose write the API server has refused a short while ago. */
  readonly refusedPods?: ReadonlySet<string>;
  /** Does the API server ask about new pods; absent: not known (yet). */
  readonly coverage?: Coverage;
  /** RFC 3339 with seconds, for `updateTimestamp`. */
  readonly now: string;
}

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

/**
 * One write on one pod: images, hash record and in-place state together, guarded by the version that was read. When it
 * fills a slot of a hot sidecar, another one empties the old slot once that has handed over.
 */
export interface Upgrade {
  readonly kind: 'cold-upgrade' | 'fill-slot' | 'empty-slot';
  readonly namespace: string;
  readonly name: string;
  /** Container name → new image, for people. */
  readonly images: Readonly<Record<string, string>>;
  /** Body of a strategic merge patch; its `metadata.resourceVersion` makes the API server refuse it when the pod moved. */
  readonly patch: Readonly<Record<string, unknown>>;
}

/** One write on one pod's status: whether this SidecarSet can bring the pod up to date in place. */
export interface MarkReshaped {
  readonly kind: 'mark-reshaped';
  readonly namespace: string;
  readonly name: string;
  readonly upgradable: boolean;
  /** Body of a strategic merge patch of the status, guarded as that of an upgrade is. */
  readonly patch: Readonly<Record<string, unknown>>;
}

/** One write on one pod, as data. */
export type Step = Upgrade | MarkReshaped;

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
