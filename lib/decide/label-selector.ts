import type { LabelSelector, LabelSelectorRequirement } from '../api/kubernetes.generated.js';

/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>;

/**
 * Does a selector match these labels? As in Kubernetes, an absent selector matches nothing and an empty one everything.
 * `NotIn` and `DoesNotExist` hold for a label that is not there. A requirement that the API server would refuse (unknown
 * operator, `In` without values, `Exists` with values) matches nothing, so that a typing error selects no pod.
 *
 * A field where absence means "all" (`updateStrategy.selector`) must be asked about by its owner first.
 */
export function matchesLabels(selector: LabelSelector | undefined, labels: Labels | undefined): boolean {
  const conditions = conditionsOf(selector);
  return conditions !== undefined && conditions.every(condition => holds(condition, labels ?? {}));
}

/** Is there nothing in the selector that a label could fail? Then it matches everything. */
export function isEmptySelector(selector: LabelSelector): boolean {
  return conditionsOf(selector)?.length === 0;
}

/**
 * Can one set of labels satisfy both selectors? Exact for everything that Kubernetes accepts: false means that no such
 * labels exist, true that they do.
 */
export function selectorsMayOverlap(a: LabelSelector | undefined, b: LabelSelector | undefined): boolean {
  const conditions = [conditionsOf(a), conditionsOf(b)].flatMap(some => some ?? [NEVER]);
  const byKey = Map.groupBy(conditions, ({ key }) => key);
  return [...byKey.values()].every(isSatisfiable);
}

/**
 * Writes a selector as the list and watch calls of the API take it: `app=web,tier in (a,b),!canary`, sorted by key.
 *
 * @param selector - one without {@link selectorProblems}; the text of an empty one is empty, which lists everything
 */
export function formatSelector(selector: LabelSelector): string {
  const equalities = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    key,
    text: `${key}=${value}`,
  }));
  const others = (selector.matchExpressions ?? []).map(requirement => ({
    key: requirement.key,
    text: formatRequirement(requirement),
  }));
  const sorted = [...equalities, ...others].toSorted((left, right) => (left.key < right.key ? -1 : 1));
  return sorted.map(({ text }) => text).join(',');
}

/** What one requirement asks of the label `key`. */
interface Condition {
  readonly key: string;
  readonly kind: 'one-of' | 'none-of' | 'present' | 'absent' | 'never';
  readonly values: readonly string[];
}

const NEVER: Condition = { key: '', kind: 'never', values: [] };

function conditionsOf(selector: LabelSelector | undefined): readonly Condition[] | undefined {
  // Stored objects may hold null where the type says absent.
  const { matchLabels, matchExpressions } = (selector ?? {}) as { readonly [K in keyof LabelSelector]?: LabelSelector[K] | null };
  if (selector === undefined) return undefined;
  const equalities = Object.entries(matchLabels ?? {}).map(([key, value]): Condition => {
    return { key, kind: 'one-of', values: [value] };
  });
  return [...equalities, ...(matchExpressions ?? []).map(conditionOf)];
}
