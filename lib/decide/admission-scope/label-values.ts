import type { LabelSelector, LabelSelectorRequirement } from '../../api/kubernetes.generated.js';
import { isList, isObject } from '../edit.js';
import { labelKeyComplaint, labelValueComplaint } from '../label-syntax.js';

/** What one label may be: one of the values listed, or any but those, and whether it may be missing. */
export interface LabelValues {
  readonly kind: 'only' | 'except';
  /** Sorted, each once. */
  readonly values: readonly string[];
  readonly absent: boolean;
}

/** Whatever the label is, and also when there is none. */
export const ANY_VALUE: LabelValues = { kind: 'except', values: [], absent: true };

/** What both allow. */
export function intersectValues(a: LabelValues, b: LabelValues): LabelValues {
  const absent = a.absent && b.absent;
  if (a.kind === 'except' && b.kind === 'except') return { kind: 'except', values: either(a, b), absent };
  if (a.kind === 'only') return { kind: 'only', values: a.values.filter(value => allows(b, value)), absent };
  return { kind: 'only', values: b.values.filter(value => allows(a, value)), absent };
}

/** What one of them allows, or several: exact. */
export function uniteValues(all: readonly LabelValues[]): LabelValues {
  const absent = all.some(each => each.absent);
  const listed = new Set(all.flatMap(({ kind, values }) => (kind === 'only' ? values : [])));
  const [first, ...others] = all.filter(({ kind }) => kind === 'except');
  if (first === undefined) return { kind: 'only', values: [...listed].toSorted(), absent };
  const values = first.values.filter(value => !listed.has(value) && others.every(other => !allows(other, value)));
  return { kind: 'except', values, absent };
}

/** Does it allow every value, and none? */
export function isAny({ kind, values, absent }: LabelValues): boolean {
  return kind === 'except' && values.length === 0 && absent;
}

/** Does it allow nothing at all? */
export function isNever({ kind, values, absent }: LabelValues): boolean {
  return kind === 'only' && values.length === 0 && !absent;
}

/** The same or more, said with at most so many values. */
export function weakenValues(values: LabelValues, mostValues: number): LabelValues {
  if (values.values.length <= mostValues) return values;
  return { kind: 'except', values: [], absent: values.absent };
}

/**
 * What a selector asks of each label that it names. Values and keys that no stored object can have are left out: the API
 * server would refuse them in a webhook configuration, and no pod is lost by it.
 *
 * @returns by label key; nothing when no labels at all can satisfy it, as {@link matchesLabels} judges
 */
export function readSelector(selector: LabelSelector): ReadonlyMap<string, LabelValues> | undefined {
  const labels: unknown = selector.matchLabels ?? {};
  const expressions: unknown = selector.matchExpressions ?? [];
  if (!isObject(labels) || !isList(expressions)) return undefined;
  const demands = [
    ...Object.entries(labels).map(([key, value]) => [key, oneOf([value])] as const),
    ...expressions.map(readRequirement),
  ];
  const byKey = new Map<string, LabelValues>();
  for (const demand of demands) {
    if (demand === undefined) return undefined;
    const [key, values] = demand;
    const possible = labelKeyComplaint(key) === undefined ? ANY_VALUE : oneOf([], true);
    byKey.set(key, intersectValues(byKey.get(key) ?? possible, values));
  }
  if ([...byKey.values()].some(isNever)) return undefined;
  return new Map([...byKey].filter(([key, values]) => labelKeyComplaint(key) === undefined && !isAny(values)));
}

/** The requirements that say it; nothing to say, or no way to say it, gives none. */
export function toRequirements(
  key: string,
  { kind, values, absent }: LabelValues,
): readonly LabelSelectorRequirement[] {
  if (kind === 'only') {
    if (values.length === 0) return [{ key, operator: 'DoesNotExist' }];
    return absent ? [] : [{ key, operator: 'In', values }];
  }
  return [
    ...(absent ? [] : [{ key, operator: 'Exists' }]),
    ...(values.length === 0 ? [] : [{ key, operator: 'NotIn', values }]),
  ];
}

/** Can a selector say exactly this? */
export function isSayable({ kind, values, absent }: LabelValues): boolean {
  return kind === 'except' || values.length === 0 || !absent;
}

function readRequirement(requirement: unknown): readonly [string, LabelValues] | undefined {
  if (!isObject(requirement)) return undefined;
  const { key, operator } = requirement;
  const values = requirement['values'] ?? [];
  if (typeof key !== 'string' || !isList(values)) return undefined;
  if (operator === 'In' && values.length > 0) return [key, oneOf(values)];
  if (operator === 'NotIn' && values.length > 0) return [key, { ...oneOf(values), kind: 'except', absent: true }];
  if (operator === 'Exists' && values.length === 0) return [key, { kind: 'except', values: [], absent: false }];
  if (operator === 'DoesNotExist' && values.length === 0) return [key, oneOf([], true)];
  return undefined;
}

function oneOf(values: readonly unknown[], absent = false): LabelValues {
  const possible = values.filter((value): value is string => labelValueComplaint(value) === undefined);
  return { kind: 'only', values: [...new Set(possible)].toSorted(), absent };
}

function allows({ kind, values }: LabelValues, value: string): boolean {
  return values.includes(value) === (kind === 'only');
}

function either(a: LabelValues, b: LabelValues): readonly string[] {
  return [...new Set([...a.values, ...b.values])].toSorted();
}
