import type { Container, KubernetesObject, LabelSelector, LocalObjectReference, ObjectMeta, Volume } from './kubernetes.generated.js';
export interface SidecarSet extends KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
  readonly spec: SidecarSetSpec;
  readonly status?: SidecarSetStatus;
}
export interface SidecarSetSpec {
  readonly selector?: LabelSelector;
  readonly namespace?: string;
  readonly namespaceSelector?: LabelSelector;
  readonly containers?: readonly Sidecar[];
  readonly initContainers?: readonly Sidecar[];
  readonly volumes?: readonly Volume[];
  readonly imagePullSecrets?: readonly LocalObjectReference[];
  readonly patchPodMetadata?: readonly PatchPodMetadata[];
  readonly injectionStrategy?: InjectionStrategy;
  readonly updateStrategy?: UpdateStrategy;
  readonly revisionHistoryLimit?: number;
  readonly customVersion?: string;
}
export interface Sidecar extends Container {
  readonly podInjectPolicy?: 'BeforeAppContainer' | 'AfterAppContainer';
  readonly upgradeStrategy?: { readonly upgradeType?: 'ColdUpgrade' | 'HotUpgrade'; readonly hotUpgradeEmptyImage?: string };
  readonly shareVolumePolicy?: { readonly type?: 'enabled' | 'disabled' };
  readonly shareVolumeDevicePolicy?: { readonly type?: 'enabled' | 'disabled' };
  readonly transferEnv?: readonly unknown[];
  readonly resourcesPolicy?: unknown;
}
export interface PatchPodMetadata {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly patchPolicy?: 'Retain' | 'Overwrite' | 'MergePatchJson';
}
export interface InjectionStrategy {
  readonly paused?: boolean;
  readonly revision?: { readonly customVersion?: string; readonly revisionName?: string; readonly policy?: 'Always' | 'Partial' };
}
export interface UpdateStrategy {
  readonly type?: 'RollingUpdate' | 'NotUpdate';
  readonly paused?: boolean;
  readonly selector?: LabelSelector;
  readonly partition?: number | string;
  readonly maxUnavailable?: number | string;
  readonly priorityStrategy?: unknown;
  readonly scatterStrategy?: readonly { readonly key: string; readonly value: string }[];
}
export interface SidecarSetStatus {
  readonly observedGeneration?: number;
  readonly matchedPods?: number;
  readonly updatedPods?: number;
  readonly readyPods?: number;
  readonly updatedReadyPods?: number;
  readonly latestRevision?: string;
  readonly collisionCount?: number;
}
