import type {
  ControllerRevision,
  CustomResourceDefinition,
  Deployment,
  MutatingWebhookConfiguration,
  Pod,
  ValidatingWebhookConfiguration,
} from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';

/** All that the check of a migration reads. */
export interface MigrationSnapshot {
  readonly sidecarSets: readonly SidecarSet[];
  /** Pods whose ledger names a SidecarSet. */
  readonly pods: readonly Pod[];
  /** Labels of each Namespace, by name. */
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Where OpenKruise lives: its ControllerRevisions are there. */
  readonly oldNamespace: string;
  /** Every ControllerRevision of that namespace. */
  readonly revisions: readonly ControllerRevision[];
  /** Deployments of that namespace. */
  readonly deployments: readonly Deployment[];
  readonly mutatingWebhooks: readonly MutatingWebhookConfiguration[];
  readonly validatingWebhooks: readonly ValidatingWebhookConfiguration[];
  /** The definition of SidecarSet; absent: there is none. */
  readonly definition?: CustomResourceDefinition;
  /** RFC 3339. */
  readonly now: string;
}

/**
 * Why something is told. The first five are about OpenKruise itself, the others about one SidecarSet.
 */
export type MigrationReason =
  | 'old-operator-runs'
  | 'old-operator-stopped'
  | 'old-webhook-present'
  | 'definition-is-old'
  | 'definition-is-ours'
  | 'hash-same'
  | 'hash-missing'
  | 'hash-differs'
  | 'pods-stay'
  | 'rollout-under-way'
  | 'history-stays'
  | 'history-grows'
  | 'edit-refused';

/** One thing that a person who moves a cluster should know. */
export interface MigrationFinding {
  /** `SidecarSet agent`, `Deployment kruise-system/kruise-controller-manager`. */
  readonly subject: string;
  /** `fits`: nothing to do. `act`: a step of the move. `stop`: look at this before the switch. */
  readonly verdict: 'fits' | 'act' | 'stop';
  readonly reason: MigrationReason;
  /** The reason as a sentence, with what to do. */
  readonly message: string;
}
