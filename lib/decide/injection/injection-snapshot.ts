import type { ControllerRevision, Pod } from '../../api/kubernetes.generated.js';
import type { InjectionFailurePolicy, SidecarSet } from '../../api/sidecarset.generated.js';
import type { MatchReason, ScopeNamespaces } from '../match.js';
import type { RecentPods } from './partial-share.js';

/** All that the injection of one pod reads, gathered at one moment. */
export interface InjectionSnapshot {
  /** As the API server sent it; the server may not have filled in `metadata.namespace`. */
  readonly pod: Pod;
  /** The request's namespace, which the pod will live in. */
  readonly namespace: string;
  /** Labels of that Namespace object; absent when it is not known (yet). */
  readonly namespaceLabels?: Readonly<Record<string, string>> | undefined;
  /** Absent: no operator keeps out of any namespace. */
  readonly scopeNamespaces?: ScopeNamespaces | undefined;
  /** In any order: every SidecarSet, or at least those that select the pod; the decision then judges no others. */
  readonly sidecarSets: readonly SidecarSet[];
  /** Revisions that `injectionStrategy.revision` may name, of any SidecarSet; absent: none is known. */
  readonly revisions?: readonly ControllerRevision[];
  /** Of SidecarSets that say none. Absent: Ignore. */
  readonly defaultFailurePolicy?: InjectionFailurePolicy;
  /** SidecarSet → pods that its status may not count yet; absent: none is known. */
  readonly recentPods?: Readonly<Record<string, RecentPods>>;
  /** RFC 3339 with seconds, for `updateTimestamp`. */
  readonly now: string;
}

/** Why a SidecarSet was chosen for a pod, or not. */
export type ChoiceReason =
  MatchReason | 'injection-paused' | 'shadowed-by-canary' | 'being-deleted' | 'revision-missing';

/** The verdict on one SidecarSet. */
export interface Choice {
  readonly sidecarSet: string;
  readonly chosen: boolean;
  readonly reason: ChoiceReason;
  /** For the owner of the SidecarSet, when something is wrong with it: what, and what to do. */
  readonly message?: string;
}

/** Why a pod was left as it is. */
export type LeaveReason =
  'not-selected' | 'pod-finished' | 'pod-being-deleted' | 'already-injected' | 'revision-missing';

/** Why a pod must not be created like this. */
export type RejectReason =
  'container-name-taken' | 'metadata-not-json' | 'resources-not-computable' | 'revision-missing';

/** What becomes of a pod at admission. */
export type InjectionDecision =
  | { readonly kind: 'inject'; readonly pod: Pod; readonly choices: readonly Choice[] }
  | { readonly kind: 'leave'; readonly reason: LeaveReason; readonly choices: readonly Choice[] }
  | {
      readonly kind: 'reject';
      readonly reason: RejectReason;
      /** For the person who creates the pod: which SidecarSet, what is wrong, what to do. */
      readonly message: string;
      readonly choices: readonly Choice[];
    };
