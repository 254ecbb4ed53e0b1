import type { LabelSelector } from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';

/** One thing that is wrong in a SidecarSet: where, what, and what to do. */
export interface FieldProblem {
  /** As kubectl writes it: `spec.containers[1].name`. */
  readonly path: string;
  /** A sentence without the path: what is wrong and how to mend it. */
  readonly message: string;
}

/** All that the judgement of a SidecarSet reads. */
export interface DefinitionSnapshot {
  /** The SidecarSet to judge, defaults filled in; any JSON value may stand anywhere in it. */
  readonly sidecarSet: SidecarSet;
  /** What is stored now; absent on creation. */
  readonly before?: SidecarSet;
  /** Every other SidecarSet that lives beside it. */
  readonly others: readonly SidecarSet[];
  /** Its revisions, for `injectionStrategy.revision`; absent where they cannot be known: any may exist then. */
  readonly revisions?: readonly KnownRevision[];
  /** Which pod annotations the cluster's administrator allows; absent where that cannot be known: all are then. */
  readonly podMetadata?: PodMetadataAllowance;
}

/** What the search for a named revision needs to know of one that exists. */
export interface KnownRevision {
  /** Of the ControllerRevision. */
  readonly name: string;
  readonly customVersion?: string;
}

/** Which annotations `patchPodMetadata` may write. */
export type PodMetadataAllowance =
  | { readonly kind: 'nothing' }
  /** Every key but our own, which begin with `kruise.io/`. */
  | { readonly kind: 'everything-else' }
  | { readonly kind: 'rules'; readonly rules: readonly PodMetadataRule[] }
  /** The administrator's list cannot be read. */
  | { readonly kind: 'malformed'; readonly complaint: string };

/** One rule of the administrator's list: what SidecarSets with these labels may write. */
export interface PodMetadataRule {
  /** Over the labels of the SidecarSet; absent: every SidecarSet. */
  readonly selector?: LabelSelector;
  /** Regular expressions in Go's syntax; a key in which one of them is found is allowed. */
  readonly annotationKeyExprs: readonly string[];
}

/** The judgement of a SidecarSet. */
export interface DefinitionVerdict {
  /** Everything that is wrong; empty: it may be stored. */
  readonly problems: readonly FieldProblem[];
  /** What its author should know although it may be stored. */
  readonly warnings: readonly FieldProblem[];
}

/**
 * Writes a problem the way synth, admission and CLI all print it.
 *
 * @returns `spec.containers[1].name: is used twice in this SidecarSet; rename one of the two`
 */
export function formatProblem(problem: FieldProblem): string {
  return `${problem.path}: ${problem.message}`;
}
