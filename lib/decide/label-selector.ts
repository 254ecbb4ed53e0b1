import type { LabelSelector, LabelSelectorRequirement } from '../api/kubernetes.generated.js';
import type { FieldProblem } from './definition/verdict.js';
import type { JsonObject } from './edit.js';
import { isList, isObject } from './edit.js';
import { labelKeyComplaint, labelValueComplaint } from './label-syntax.js';

/** A selector as JSON has it: absent fields may also be null. */
type Selector = LabelSelector | null | undefined;

/** What one requirement asks of one label. */
interface Condition {
  readonly key: string;
  readonly kind: 'one-of' | 'none-of' | 'present' | 'absent' | 'never';
  readonly values: readonly unknown[];
}

/** A label that a selector demands. */
export interface DemandedLabel {
  readonly key: string;
  /** One of these; absent: any value will do. */
  readonly values?: readonly unknown[];
}

const NEVER: Condition = { key: '', kind: 'never', values: [] };

/**
 * Does a selector match these labels? As in Kubernetes, an absent selector matches nothing and an empty one everything;
 * `NotIn` and `DoesNotExist` hold for a label that is not there. A requirement that the API server would refuse
 * (unknown operator, `In` without values, `Exists` with values) matches nothing, so that a typing error selects no pod.
 *
 * A field where absence means "all" (`updateStrategy.selector`) has to be asked about before.
 */
export function matchesLabels(
  selector: Selector,
  labels: Readonly<Record<string, string>> | null | undefined,
): boolean {
  return isPresent(selector) && conditionsOf(selector).every(condition => holds(condition, labels ?? {}));
}

/**
 * The labels without which a selector matches nothing; what it forbids is not among them.
 *
 * @returns undefined for a selector that matches nothing whatever the labels are
 */
export function demandedLabels(selector: Selector): readonly DemandedLabel[] | undefined {
  const conditions = isPresent(selector) ? conditionsOf(selector) : [NEVER];
  if (conditions.some(({ kind }) => kind === 'never')) return undefined;
  return conditions.flatMap(({ key, kind, values }) => {
    if (kind === 'one-of') return [{ key, values }];
    return kind === 'present' ? [{ key }] : [];
  });
}

/**
 * Can one set of labels satisfy both selectors? Exact: false means that no such labels exist, true that some do.
 */
export function selectorsMayOverlap(a: Selector, b: Selector): boolean {
  if (!isPresent(a) || !isPresent(b)) return false;
  const conditions = [...conditionsOf(a), ...conditionsOf(b)];
  const keys = new Set(conditions.map(({ key }) => key));
  return [...keys].every(key => isSatisfiable(conditions.filter(condition => condition.key === key)));
}

/**
 * Writes a selector as the list and watch calls of the API take it: `app=web,!canary,tier in (a,b)`, sorted by key.
 *
 * @param selector - one without {@link selectorProblems}; an empty one gives the empty text, which lists everything
 */
export function formatSelector({ matchLabels, matchExpressions }: LabelSelector): string {
  const equalities = Object.entries(matchLabels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` }));
  const others = (matchExpressions ?? []).map(rest => ({ key: rest.key, text: formatRequirement(rest) }));
  const sorted = [...equalities, ...others].toSorted((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -1 : 1));
  return sorted.map(({ text }) => text).join(',');
}

/**
 * Everything for which the API server would refuse a selector.
 *
 * @param selector - any JSON value
 * @param path - of the selector: `spec.selector`
 */
export function selectorProblems(selector: unknown, path: string): readonly FieldProblem[] {
  if (!isObject(selector)) return [{ path, message: 'must be an object with matchLabels, matchExpressions or both' }];
  return [
    ...labelProblems(selector['matchLabels'] ?? {}, `${path}.matchLabels`),
    ...expressionProblems(selector['matchExpressions'] ?? [], `${path}.matchExpressions`),
  ];
}

function isPresent(selector: Selector): selector is LabelSelector {
  return selector !== undefined && selector !== null;
}

/** Stored objects may hold anything: what has not the shape of a selector matches nothing. */
function conditionsOf(selector: LabelSelector): readonly Condition[] {
  const { matchLabels, matchExpressions }: JsonObject = isObject(selector) ? selector : { matchLabels: [] };
  const labels = matchLabels ?? {};
  const expressions = matchExpressions ?? [];
  if (!isObject(labels) || !isList(expressions)) return [NEVER];
  const equalities = Object.entries(labels);
  return [
    ...equalities.map(([key, value]) => ({ key, kind: 'one-of' as const, values: [value] })),
    ...expressions.map(conditionOf),
  ];
}

function conditionOf(requirement: unknown): Condition {
  if (!isObject(requirement)) return NEVER;
  const { key, operator, values } = requirement;
  const listed = values ?? [];
  if (typeof key !== 'string' || !isList(listed)) return NEVER;
  return { key, kind: kindOf(operator, listed.length), values: listed };
}

function kindOf(operator: unknown, valueCount: number): Condition['kind'] {
  if (operator === 'In' && valueCount > 0) return 'one-of';
  if (operator === 'NotIn' && valueCount > 0) return 'none-of';
  if (operator === 'Exists' && valueCount === 0) return 'present';
  if (operator === 'DoesNotExist' && valueCount === 0) return 'absent';
  return 'never';
}

function holds({ key, kind, values }: Condition, labels: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (kind) {
    case 'one-of':
      return value !== undefined && values.includes(value);
    case 'none-of':
      return value === undefined || !values.includes(value);
    case 'present':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    case 'never':
      return false;
  }
}

/** Conditions on different labels never contradict each other, and a label can always take a value that nobody names. */
function isSatisfiable(conditions: readonly Condition[]): boolean {
  const ofKind = (kind: Condition['kind']): readonly Condition[] => conditions.filter(each => each.kind === kind);
  if (ofKind('never').length > 0) return false;
  const choices = ofKind('one-of').map(({ values }) => values);
  if (ofKind('absent').length > 0) return choices.length === 0 && ofKind('present').length === 0;
  const [first, ...others] = choices;
  if (first === undefined) return true;
  const excluded = new Set(ofKind('none-of').flatMap(({ values }) => values));
  return first.some(value => !excluded.has(value) && others.every(values => values.includes(value)));
}

function formatRequirement({ key, operator, values = [] }: LabelSelectorRequirement): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  return `${key} ${operator.toLowerCase()} (${values.toSorted().join(',')})`;
}

function labelProblems(labels: unknown, path: string): readonly FieldProblem[] {
  if (!isObject(labels)) return [{ path, message: 'must be an object of label values by label key' }];
  return Object.entries(labels).flatMap(([key, value]) => {
    const messages = [labelKeyComplaint(key), labelValueComplaint(value)].filter(message => message !== undefined);
    return messages.map(message => ({ path: `${path}[${key}]`, message }));
  });
}

function expressionProblems(expressions: unknown, path: string): readonly FieldProblem[] {
  if (!isList(expressions)) return [{ path, message: 'must be a list of requirements' }];
  return expressions.flatMap((requirement, index) => requirementProblems(requirement, `${path}[${index}]`));
}

function requirementProblems(requirement: unknown, path: string): readonly FieldProblem[] {
  if (!isObject(requirement)) return [{ path, message: 'must be an object with key, operator and values' }];
  const complaint = labelKeyComplaint(requirement['key']);
  return [
    ...(complaint === undefined ? [] : [{ path: `${path}.key`, message: complaint }]),
    ...operatorProblems(requirement['operator'], requirement['values'] ?? [], path),
  ];
}

function operatorProblems(operator: unknown, values: unknown, path: string): readonly FieldProblem[] {
  if (!isList(values)) return [{ path: `${path}.values`, message: 'must be a list of label values' }];
  const problems = values.flatMap((value, index) => {
    const message = labelValueComplaint(value);
    return message === undefined ? [] : [{ path: `${path}.values[${index}]`, message }];
  });
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return problems;
      return [{ path: `${path}.values`, message: `must name at least one value when the operator is ${operator}` }];
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return problems;
      return [...problems, { path: `${path}.values`, message: `must be left out when the operator is ${operator}` }];
    default:
      return [...problems, { path: `${path}.operator`, message: 'must be In, NotIn, Exists or DoesNotExist' }];
  }
}
