import { EXEMPT_NAMESPACES } from '../api/names.js';
import type { LabelSelector } from '../api/kubernetes.generated.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { matchesLabels } from './label-selector.js';

/** Why a SidecarSet selects a pod, or does not. */
export type MatchReason =
  | 'selected'
  | 'labels-differ'
  | 'other-namespace'
  | 'namespace-labels-differ'
  | 'namespace-unknown'
  | 'namespace-exempt'
  | 'namespace-exempt-by-operator';

/** Namespaces that the operator treats in a way of their own. */
export interface ScopeNamespaces {
  /** The operator's own: its pods are injected when a SidecarSet selects the namespace on purpose, and never refused. */
  readonly ownNamespace: string;
  /** Never injected, whatever SidecarSets say (`--exempt-namespace`). */
  readonly exemptNamespaces: readonly string[];
}

/** All that decides whether a SidecarSet selects a pod. */
export interface MatchSnapshot {
  readonly sidecarSet: Pick<SidecarSet, 'spec'>;
  /** The pod's. */
  readonly labels: Readonly<Record<string, string>>;
  /** Where the pod lives or will live. */
  readonly namespace: string;
  /** Labels of that Namespace object; absent when it is not known (yet). */
  readonly namespaceLabels?: Readonly<Record<string, string>> | undefined;
  /** For whoever asks which new pods are injected. Absent: whose namespaces the operator spares makes no difference. */
  readonly scopeNamespaces?: ScopeNamespaces | undefined;
}

/**
 * Does this SidecarSet select this pod? `spec.namespace` decides about the namespace if set, else
 * `spec.namespaceSelector`, else every namespace is in but kube-system, kube-public and the operator's own. An empty `spec.selector` selects
 * no pod, as in OpenKruise, and an empty `namespaceSelector` counts as none: admission refuses both, and a SidecarSet
 * that got past it must not reach for the whole cluster.
 *
 * @returns the verdict and its reason: `selected`, or the first thing that stands against it
 */
export function selectsPod(snapshot: MatchSnapshot): { readonly selected: boolean; readonly reason: MatchReason } {
  const reason = namespaceReason(snapshot) ?? labelReason(snapshot) ?? 'selected';
  return { selected: reason === 'selected', reason };
}

/** In which namespaces a SidecarSet looks for pods: in one, in those of a selector, or in all that are not exempt. */
export type NamespaceScope =
  | { readonly kind: 'one'; readonly namespace: string }
  | { readonly kind: 'selected'; readonly selector: LabelSelector }
  | { readonly kind: 'not-exempt' };

/** Reads the namespaces of a SidecarSet by the rules of {@link selectsPod}. */
export function namespaceScope({ spec }: MatchSnapshot['sidecarSet']): NamespaceScope {
  const { namespace, namespaceSelector } = spec;
  if (isSet(namespace)) return { kind: 'one', namespace };
  if (asksForSomething(namespaceSelector)) return { kind: 'selected', selector: namespaceSelector };
  return { kind: 'not-exempt' };
}

function namespaceReason(snapshot: MatchSnapshot): MatchReason | undefined {
  const { sidecarSet, namespace, namespaceLabels, scopeNamespaces } = snapshot;
  if (scopeNamespaces?.exemptNamespaces.includes(namespace) === true) return 'namespace-exempt-by-operator';
  const scope = namespaceScope(sidecarSet);
  switch (scope.kind) {
    case 'one':
      return scope.namespace === namespace ? undefined : 'other-namespace';
    case 'selected':
      if (namespaceLabels === undefined) return 'namespace-unknown';
      return matchesLabels(scope.selector, namespaceLabels) ? undefined : 'namespace-labels-differ';
    case 'not-exempt':
      return EXEMPT_NAMESPACES.includes(namespace) || namespace === scopeNamespaces?.ownNamespace
        ? 'namespace-exempt'
        : undefined;
  }
}

function labelReason({ sidecarSet, labels }: MatchSnapshot): MatchReason | undefined {
  const { selector } = sidecarSet.spec;
  return asksForSomething(selector) && matchesLabels(selector, labels) ? undefined : 'labels-differ';
}

/** v1alpha1 clients write an empty string for "any namespace". */
function isSet(namespace: string | undefined): namespace is string {
  return namespace !== undefined && namespace !== '';
}

/** Does a selector name any label at all? One that does not would select everything. */
export function asksForSomething(selector: LabelSelector | undefined): selector is LabelSelector {
  return Object.keys(selector?.matchLabels ?? {}).length > 0 || (selector?.matchExpressions ?? []).length > 0;
}
