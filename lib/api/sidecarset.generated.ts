// Made by lib/generate (npm run generate) from lib/api/schema. Do not edit.

import type {
  Condition,
  Container,
  KubernetesObject,
  LabelSelector,
  LocalObjectReference,
  ObjectMeta,
  Volume,
} from './kubernetes.generated.js';

/** A SidecarSet injects sidecar containers into the pods that it selects when they are created, and upgrades them later inside the running pods by changing their image. */
export interface SidecarSet extends KubernetesObject {
  /** Group and version: `apps.kruise.io/v1beta1`, or `apps.kruise.io/v1alpha1`. */
  readonly apiVersion?: string;
  /** `SidecarSet`. */
  readonly kind?: string;
  /** Name, labels and annotations. A SidecarSet has no namespace. */
  readonly metadata?: ObjectMeta;
  /** Which pods get which sidecars, and how injected pods follow a change. */
  readonly spec: SidecarSetSpec;
  /** What the controller last saw. */
  readonly status?: SidecarSetStatus;
}

/** Which pods get which sidecars, and how injected pods follow a change. */
export interface SidecarSetSpec {
  /** Which pods are injected when they are created, and updated later, by their labels. */
  readonly selector: LabelSelector;
  /** Only pods of this namespace. Without namespace and namespaceSelector: every namespace but kube-system and kube-public. */
  readonly namespace?: string;
  /** Only pods of namespaces with these labels. The field namespace wins over it. */
  readonly namespaceSelector?: LabelSelector;
  /** The sidecars, in the order in which they stand in the pod. */
  readonly containers?: readonly Sidecar[];
  /** Init containers, injected in the order of their names. One with `restartPolicy: Always` is a native sidecar, which runs as long as the pod and is upgraded in place too. */
  readonly initContainers?: readonly Sidecar[];
  /** Volumes that injected containers mount. A volume of the pod's own with the same name wins. */
  readonly volumes?: readonly Volume[];
  /** Names of Secrets with which the pod's node pulls images. They must exist in the namespace of each pod. */
  readonly imagePullSecrets?: readonly LocalObjectReference[];
  /** Annotations for injected pods. */
  readonly patchPodMetadata?: readonly PatchPodMetadata[];
  /**
   * How new pods get their sidecars.
   *
   * @default {"paused":false}
   */
  readonly injectionStrategy?: InjectionStrategy;
  /**
   * How pods that were injected earlier are brought to the current sidecars.
   *
   * @default {"type":"RollingUpdate","paused":false,"partition":0,"maxUnavailable":1}
   */
  readonly updateStrategy?: UpdateStrategy;
  /**
   * How many ControllerRevisions are kept to go back to. One always is, and so is every one that is in use.
   *
   * @default 10
   */
  readonly revisionHistoryLimit?: number;
  /** A name of your own for this version of the spec, by which injectionStrategy.revision can find it. */
  readonly customVersion?: string;
}

/** A Kubernetes container, together with how it gets into pods and how it is upgraded there. */
export interface Sidecar extends Container {
  /** Name of the container in the pod, unique in this SidecarSet and among all SidecarSets that select the same pod. */
  readonly name: string;
  /**
   * Where the container is put among the pod's own ones.
   *
   * @default "BeforeAppContainer" or "AfterAppContainer"
   */
  readonly podInjectPolicy?: PodInjectPolicy;
  /**
   * How this sidecar's image is replaced inside a running pod.
   *
   * @default {"upgradeType":"ColdUpgrade"}
   */
  readonly upgradeStrategy?: SidecarUpgradeStrategy;
  /**
   * Gives the sidecar every volume mount of the app containers, except at paths where it mounts something itself.
   *
   * @default {"type":"disabled"}
   */
  readonly shareVolumePolicy?: ShareVolumePolicy;
  /** Gives the sidecar every raw block device of the app containers, except at paths that it uses itself. */
  readonly shareVolumeDevicePolicy?: ShareVolumePolicy;
  /** Environment variables that are copied from the pod's own containers at injection. A variable that the sidecar sets itself wins; a container or variable that does not exist is skipped. */
  readonly transferEnv?: readonly TransferEnvVar[];
  /** Computes the sidecar's resources from those of the pod's own containers when the pod is created. Not together with `resources`. */
  readonly resourcesPolicy?: ResourcesPolicy;
}

/** How this sidecar's image is replaced inside a running pod. */
export interface SidecarUpgradeStrategy {
  /**
   * Whether the sidecar stops for its upgrade, or hands its work over to a second container. Cannot be changed later.
   *
   * @default "ColdUpgrade"
   */
  readonly upgradeType?: SidecarUpgradeType;
  /** Image of the idle container of a HotUpgrade. It runs with the same command, probes and hooks as the sidecar, and does nothing. */
  readonly hotUpgradeEmptyImage?: string;
}

/** Whether the sidecar shares what the app containers mount. */
export interface ShareVolumePolicy {
  /**
   * Whether to share.
   *
   * @default "disabled"
   */
  readonly type?: SharePolicyType;
}

/** Environment variables to copy from one of the pod's own containers. */
export interface TransferEnvVar {
  /** Name of the container to copy from. */
  readonly sourceContainerName?: string;
  /** Finds the name of the container to copy from in the pod, for pods whose app container has no fixed name. */
  readonly sourceContainerNameFrom?: SourceContainerNameSource;
  /** Name of one variable to copy. */
  readonly envName?: string;
  /** Names of variables to copy, in addition to envName. */
  readonly envNames?: readonly string[];
}

/** Where the name of a container is found. */
export interface SourceContainerNameSource {
  /** A label or an annotation of the pod whose value is the name. */
  readonly fieldRef?: PodMetadataReference;
}

/** A label or an annotation of the pod. */
export interface PodMetadataReference {
  /** Version of the pod that fieldPath is written for. Only `v1` is known, and absent means it. */
  readonly apiVersion?: string;
  /** `metadata.labels['KEY']` or `metadata.annotations['KEY']`. */
  readonly fieldPath: string;
}

/** Computes the sidecar's resources from those of the pod's own containers when the pod is created. Not together with `resources`. */
export interface ResourcesPolicy {
  /** How several target containers make one number. */
  readonly targetContainersMode: TargetContainersMode;
  /**
   * Which of the pod's own containers and native sidecars are the targets, by name. Containers of SidecarSets never are.
   *
   * @default ".*"
   */
  readonly targetContainersNameRegex?: string;
  /** How resources are computed. Variables: `cpu` and `memory` of the target containers. Grammar: `+ - * /`, parentheses, `max(...)`, `min(...)`, numbers, percentages and quantities. An expression has at most 1024 characters and 64 operators, `max` and `min` among them. */
  readonly resourcesExpr: ResourcesExpr;
}

/** How resources are computed. Variables: `cpu` and `memory` of the target containers. Grammar: `+ - * /`, parentheses, `max(...)`, `min(...)`, numbers, percentages and quantities. An expression has at most 1024 characters and 64 operators, `max` and `min` among them. */
export interface ResourcesExpr {
  /** Limits of the sidecar. Where a target container has no limit, the sidecar gets none either. */
  readonly limits?: ResourceExpressions;
  /** Requests of the sidecar. A target container without a request counts as zero. */
  readonly requests?: ResourceExpressions;
}

/** One expression for each resource; without one the resource is not set. */
export interface ResourceExpressions {
  /** For CPU, such as `max(cpu * 20%, 50m)`. */
  readonly cpu?: string;
  /** For memory, such as `min(memory / 4, 200Mi)`. */
  readonly memory?: string;
}

/** Annotations for injected pods. */
export interface PatchPodMetadata {
  /** Annotations to write. Which keys are allowed is up to the cluster administrator. */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * What happens to a value that the pod already has.
   *
   * @default "Retain"
   */
  readonly patchPolicy?: PatchPolicy;
}

/** How new pods get their sidecars. */
export interface InjectionStrategy {
  /**
   * New pods are not injected. Pods that were injected earlier are still updated.
   *
   * @default false
   */
  readonly paused?: boolean;
  /** The revision that new pods get. Absent: the latest one. */
  readonly revision?: InjectRevision;
  /** What becomes of a new pod when it cannot get these sidecars: no replica of the operator answers, or the revision that it should get does not exist. Absent: the operator's default, Ignore unless its administrator says otherwise. Not part of OpenKruise. */
  readonly failurePolicy?: InjectionFailurePolicy;
}

/** An older revision that new pods get instead of the latest one. */
export interface InjectRevision {
  /** The newest revision that had this spec.customVersion. */
  readonly customVersion?: string;
  /** Name of the ControllerRevision. Wins over customVersion. */
  readonly revisionName?: string;
  /**
   * Which new pods get the revision.
   *
   * @default "Always"
   */
  readonly policy?: InjectRevisionPolicy;
}

/** How pods that were injected earlier are brought to the current sidecars. */
export interface UpdateStrategy {
  /**
   * Whether injected pods are updated.
   *
   * @default "RollingUpdate"
   */
  readonly type?: UpdateStrategyType;
  /**
   * Stops the rollout where it is. New pods are still injected.
   *
   * @default false
   */
  readonly paused?: boolean;
  /** Only injected pods that it matches are updated, for a canary by label. Not together with a partition. */
  readonly selector?: LabelSelector;
  /**
   * How many of the matched pods stay old: a number, or a percentage, rounded up.
   *
   * @default 0
   */
  readonly partition?: number | `${number}%`;
  /**
   * How many pods the rollout may make unavailable at a time: a number, or a percentage of the matched pods, rounded up.
   *
   * @default 1
   */
  readonly maxUnavailable?: number | `${number}%`;
  /** Which pods are upgraded first. */
  readonly priorityStrategy?: UpdatePriorityStrategy;
  /** Spreads pods that carry a label evenly over the rollout, so that a fault meets few of them at first. One term is easiest to understand. */
  readonly scatterStrategy?: readonly UpdateScatterTerm[];
  /** How many pods of one workload the rollout may make unavailable at a time, beside maxUnavailable: a number, or a percentage of the workload's matched pods, rounded up. A workload is what controls the pod; all ReplicaSets of a Deployment count as one. Pods that nothing controls are not limited by it. Without it there is no such limit. Not known to OpenKruise. */
  readonly maxUnavailablePerWorkload?: number | `${number}%`;
  /** A ready pod is upgraded only while every PodDisruptionBudget that selects it allows a disruption. Without it budgets are not looked at, for an upgrade is no eviction. Not known to OpenKruise. */
  readonly respectPodDisruptionBudgets?: boolean;
  /** How long an upgraded pod may take to be ready again before the rollout counts as stalled, and the pod as failing; also how long PodDisruptionBudgets alone may hold the rollout before it counts as stalled. Without it ten minutes. Not known to OpenKruise. */
  readonly progressDeadlineSeconds?: number;
  /** What happens to the rollout when upgraded pods fail. Without it the rollout goes on within its limits. Not known to OpenKruise. */
  readonly onFailure?: UpdateFailurePolicy;
}

/** Which pods are upgraded first. */
export interface UpdatePriorityStrategy {
  /** Order by weight: the larger sum first. */
  readonly weightPriority?: readonly UpdatePriorityWeightTerm[];
  /** Order by labels: a pod belongs to the first term whose label it carries; pods without any come last. */
  readonly orderPriority?: readonly UpdatePriorityOrderTerm[];
}

/** A weight for the pods that a selector matches. */
export interface UpdatePriorityWeightTerm {
  /** Added up over all terms that match a pod; the pod with the larger sum is upgraded first. */
  readonly weight: number;
  /** Which pods have this weight. */
  readonly matchSelector: LabelSelector;
}

/** A label that orders pods by number. */
export interface UpdatePriorityOrderTerm {
  /** Key of a label whose value ends in a number; the pod with the larger number is upgraded first. */
  readonly orderedKey: string;
}

/** Pods that carry one label are spread over the rollout. */
export interface UpdateScatterTerm {
  /** Key of the label. */
  readonly key: string;
  /** Value of the label; `*` stands for every value in turn. */
  readonly value: string;
}

/** What happens to a rollout whose upgraded pods fail. */
export interface UpdateFailurePolicy {
  /** What is done once the threshold is reached. */
  readonly action: UpdateFailureAction;
  /** How many failing pods it takes: a number, or a percentage of the matched pods, rounded up. Without it one is enough. A pod fails when a sidecar that it got crashes over and over, cannot be pulled or cannot be started, or when the pod is not ready progressDeadlineSeconds after its upgrade. */
  readonly threshold?: number | `${number}%`;
}

/** What the controller last saw. */
export interface SidecarSetStatus {
  /** The metadata.generation that this status is about; smaller than that: not looked at yet. */
  readonly observedGeneration?: number;
  /** Pods that are selected and hold the sidecars. */
  readonly matchedPods?: number;
  /** Matched pods that hold the current sidecars. */
  readonly updatedPods?: number;
  /** Matched pods that are ready and whose sidecars are settled. */
  readonly readyPods?: number;
  /** Matched pods that count as updated and as ready. */
  readonly updatedReadyPods?: number;
  /** Name of the ControllerRevision that holds the current sidecars. */
  readonly latestRevision?: string;
  /** How often the name of a new ControllerRevision was taken. */
  readonly collisionCount?: number;
  /** Matched pods by the revision that they hold, the latest first. */
  readonly revisions?: readonly RevisionStatus[];
  /** Pods that are selected but do not hold the sidecars. */
  readonly notInjected?: PodSummary;
  /** Matched pods that cannot be brought up to date in place, because more than images changed. They need to be created anew. */
  readonly notUpgradable?: PodSummary;
  /** Sidecars that failed, and what is done about it. It holds as long as neither the sidecars nor updateStrategy.onFailure change. */
  readonly failedUpdate?: FailedUpdate;
  /** Progressing, Available, Stalled, Paused and InjectionReady, as kubectl wait, kstatus and Argo CD understand them. */
  readonly conditions?: readonly Condition[];
}

/** How many matched pods hold one revision. */
export interface RevisionStatus {
  /** Name of the ControllerRevision. */
  readonly name: string;
  /** The spec.customVersion of that revision. */
  readonly customVersion?: string;
  /** Matched pods that hold it, or have been asked to. */
  readonly pods: number;
  /** Those of them that are ready. */
  readonly readyPods: number;
}

/** A number of pods, with a few of their names. */
export interface PodSummary {
  /** How many pods. */
  readonly count: number;
  /** A few of them, each with the reason. */
  readonly examples?: readonly PodExample[];
}

/** One pod and the reason why it is named. */
export interface PodExample {
  /** The pod's namespace. */
  readonly namespace: string;
  /** The pod's name. */
  readonly name: string;
  /** A word, the same as in logs and events. */
  readonly reason: string;
  /** The reason as a sentence. */
  readonly message?: string;
}

/** Sidecars that failed, and what is done about it. It holds as long as neither the sidecars nor updateStrategy.onFailure change. */
export interface FailedUpdate {
  /** The kruise.io/sidecarset-hash of the sidecars that failed. */
  readonly specHash: string;
  /** The action of updateStrategy.onFailure that was taken: Pause or Rollback. */
  readonly action: string;
  /** The threshold of updateStrategy.onFailure that was reached, as text. */
  readonly threshold?: string;
  /** Pods that were failing when it was reached. */
  readonly failingPods: number;
  /** Name of the ControllerRevision whose sidecars pods get instead. */
  readonly rolledBackTo?: string;
  /** Which pod failed first and why, as a sentence. */
  readonly message: string;
}

/**
 * - `BeforeAppContainer`: Ahead of the pod's own containers.
 * - `AfterAppContainer`: Behind the pod's own containers.
 */
export type PodInjectPolicy = 'BeforeAppContainer' | 'AfterAppContainer';

/**
 * - `ColdUpgrade`: The container stops and starts again with the new image.
 * - `HotUpgrade`: The sidecar runs as two containers, NAME-1 and NAME-2. The idle one gets the new image, its postStart hook takes the work over, then the old one gets the empty image.
 */
export type SidecarUpgradeType = 'ColdUpgrade' | 'HotUpgrade';

/**
 * - `enabled`: They are shared.
 * - `disabled`: They are not shared.
 */
export type SharePolicyType = 'enabled' | 'disabled';

/**
 * - `sum`: Their resources are added up.
 * - `max`: The largest one counts, for each resource on its own.
 */
export type TargetContainersMode = 'sum' | 'max';

/**
 * - `Retain`: A value that the pod already has stays.
 * - `Overwrite`: A value that the pod already has is replaced.
 * - `MergePatchJson`: Both values are JSON objects, and this one is merged into the pod's (RFC 7386).
 */
export type PatchPolicy = 'Retain' | 'Overwrite' | 'MergePatchJson';

/**
 * - `Always`: Every new pod gets the revision.
 * - `Partial`: New pods get the revision in the share that updateStrategy.partition keeps old, and when updateStrategy.selector does not match them.
 */
export type InjectRevisionPolicy = 'Always' | 'Partial';

/**
 * - `Ignore`: The pod is created without these sidecars.
 * - `Fail`: The pod is refused.
 */
export type InjectionFailurePolicy = 'Ignore' | 'Fail';

/**
 * - `RollingUpdate`: Images change in place, a few pods at a time.
 * - `NotUpdate`: Injected pods stay as they are; only new pods get the new sidecars.
 */
export type UpdateStrategyType = 'RollingUpdate' | 'NotUpdate';

/**
 * - `Continue`: The rollout goes on within its limits, as it does without onFailure.
 * - `Pause`: No further pod is upgraded until the sidecars or onFailure change.
 * - `Rollback`: As Pause, and the pods that hold the failed sidecars get those of an earlier revision back, in place; so do new pods. The spec stays as its author wrote it.
 */
export type UpdateFailureAction = 'Continue' | 'Pause' | 'Rollback';
