import { EXEMPT_NAMESPACES, NAMESPACE_NAME_LABEL } from '../../api/names.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import type { ScopeNamespaces } from '../match.js';
import { asksForSomething, namespaceScope } from '../match.js';
import type { LabelValues } from './label-values.js';
import { ANY_VALUE, intersectValues, isNever, readSelector } from './label-values.js';

/** One label that is asked about: the pod's, or that of its Namespace object. */
export type Dimension = `${'pod' | 'namespace'}:${string}`;

/** What a pod must be to be selected: each label that is named has one of its values. */
export type ScopeTerm = ReadonlyMap<Dimension, LabelValues>;

/** The label that carries a Namespace's own name: the API server sees to it. */
export const NAMESPACE_NAME: Dimension = `namespace:${NAMESPACE_NAME_LABEL}`;

/**
 * The pods that a SidecarSet selects. Without `namespace` and `namespaceSelector` it does not reach into kube-system,
 * kube-public and the operator's own namespace.
 *
 * @returns nothing when there can be no such pod
 */
export function termOf(sidecarSet: SidecarSet, namespaces: ScopeNamespaces): ScopeTerm | undefined {
  const { selector } = sidecarSet.spec;
  const pod = asksForSomething(selector) ? readSelector(selector) : undefined;
  const namespace = readNamespaces(sidecarSet, namespaces.ownNamespace);
  if (pod === undefined || namespace === undefined) return undefined;
  const term: ScopeTerm = new Map([...named('pod', pod), ...named('namespace', namespace)]);
  const { exemptNamespaces } = namespaces;
  return exemptNamespaces.length === 0 ? term : narrowNamespace(term, { kind: 'except', values: exemptNamespaces });
}

/** The part of a term that lies in these namespaces; nothing when there is none. */
export function narrowNamespace(
  term: ScopeTerm,
  { kind, values }: Pick<LabelValues, 'kind' | 'values'>,
): ScopeTerm | undefined {
  const wanted: LabelValues = { kind, values: [...new Set(values)].toSorted(), absent: kind === 'except' };
  const narrowed = intersectValues(term.get(NAMESPACE_NAME) ?? ANY_VALUE, wanted);
  return isNever(narrowed) ? undefined : new Map([...term, [NAMESPACE_NAME, narrowed]]);
}

/** The namespace labels of a term, its name left out: what only a namespaceSelector can ask for. */
export function namespaceLabelsOf(term: ScopeTerm): ScopeTerm {
  return new Map([...term].filter(([dimension]) => isNamespace(dimension) && dimension !== NAMESPACE_NAME));
}

/** Is the dimension a label of the Namespace? */
export function isNamespace(dimension: Dimension): boolean {
  return dimension.startsWith('namespace:');
}

/** The key of the label. */
export function keyOf(dimension: Dimension): string {
  return dimension.slice(dimension.indexOf(':') + 1);
}

function readNamespaces(sidecarSet: SidecarSet, ownNamespace: string): ReadonlyMap<string, LabelValues> | undefined {
  const scope = namespaceScope(sidecarSet);
  switch (scope.kind) {
    case 'one':
      return readSelector({ matchLabels: { [NAMESPACE_NAME_LABEL]: scope.namespace } });
    case 'selected':
      return readSelector(scope.selector);
    case 'not-exempt': {
      const values = [...EXEMPT_NAMESPACES, ownNamespace];
      return readSelector({ matchExpressions: [{ key: NAMESPACE_NAME_LABEL, operator: 'NotIn', values }] });
    }
  }
}

function named(
  kind: 'pod' | 'namespace',
  labels: ReadonlyMap<string, LabelValues>,
): readonly (readonly [Dimension, LabelValues])[] {
  return [...labels].map(([key, values]) => [`${kind}:${key}` as const, values] as const);
}
