import type { LabelSelector } from '../../api/kubernetes.generated.js';
import type { LabelValues } from './label-values.js';
import { ANY_VALUE, isAny, isSayable, toRequirements, uniteValues, weakenValues } from './label-values.js';
import type { Dimension, ScopeTerm } from './scope-term.js';
import { isNamespace, keyOf } from './scope-term.js';

/** A pair of selectors, as a webhook has them: both have to match. */
export interface ScopeSelectors {
  readonly namespaceSelector: LabelSelector;
  readonly objectSelector: LabelSelector;
}

/** Labels by which terms are merged: enough for what people write, few enough for thousands of SidecarSets. */
const MOST_MERGED = 16;

/**
 * Fewer terms for the same pods: those that differ in the values of one label become one. A thousand SidecarSets with an
 * `app` of their own each are one term.
 */
export function mergeTerms(terms: readonly ScopeTerm[]): readonly ScopeTerm[] {
  return frequentDimensions(terms).reduce(mergeOver, mergeSame(terms));
}

/** The same or more pods, said with at most so many values for each label. */
export function weakenTerms(terms: readonly ScopeTerm[], mostValues: number): readonly ScopeTerm[] {
  const weaker = terms.map(term => {
    const values = [...term].map(([dimension, each]) => [dimension, weakenValues(each, mostValues)] as const);
    return new Map(values.filter(([, each]) => !isAny(each)));
  });
  return mergeTerms(weaker);
}

/** What all terms together allow of one label. */
function unionOf(terms: readonly ScopeTerm[], dimension: Dimension): LabelValues {
  return uniteValues(terms.map(term => term.get(dimension) ?? ANY_VALUE));
}

/**
 * The narrowest pair of selectors that lets every pod of every term through. It may let others through too, since it asks
 * each label by itself.
 *
 * @param mostValues - a label with more values than that is only asked whether it is there
 */
export function selectorsAround(terms: readonly ScopeTerm[], mostValues: number): ScopeSelectors {
  const requirements = sharedDimensions(terms).map(dimension => {
    const values = weakenValues(unionOf(terms, dimension), mostValues);
    return { dimension, said: toRequirements(keyOf(dimension), values) };
  });
  const select = (wanted: boolean): LabelSelector => {
    const matchExpressions = requirements
      .filter(({ dimension }) => isNamespace(dimension) === wanted)
      .flatMap(({ said }) => said);
    return matchExpressions.length === 0 ? {} : { matchExpressions };
  };
  return { namespaceSelector: select(true), objectSelector: select(false) };
}

/**
 * What {@link selectorsAround} does not say already: where all terms agree about a label and the selectors say it in full,
 * the terms need not say it again.
 */
export function beyondSelectors(terms: readonly ScopeTerm[], mostValues: number): readonly ScopeTerm[] {
  const said = sharedDimensions(terms).filter(dimension => {
    const union = unionOf(terms, dimension);
    const agreed = terms.every(term => sameValues(term.get(dimension) ?? ANY_VALUE, union));
    return agreed && isSayable(union) && union.values.length <= mostValues;
  });
  return mergeTerms(terms.map(term => new Map([...term].filter(([dimension]) => !said.includes(dimension)))));
}

/** Labels that every term names. About the others, anything goes. */
function sharedDimensions([first, ...others]: readonly ScopeTerm[]): readonly Dimension[] {
  const candidates = [...(first?.keys() ?? [])].toSorted();
  return candidates.filter(dimension => others.every(term => term.has(dimension)));
}

/** Labels that several terms name, the commonest first. */
function frequentDimensions(terms: readonly ScopeTerm[]): readonly Dimension[] {
  const counts = new Map<Dimension, number>();
  for (const dimension of terms.flatMap(term => [...term.keys()])) {
    counts.set(dimension, (counts.get(dimension) ?? 0) + 1);
  }
  const several = [...counts].filter(([, count]) => count > 1);
  return several
    .toSorted(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, MOST_MERGED)
    .map(([dimension]) => dimension);
}

function mergeSame(terms: readonly ScopeTerm[]): readonly ScopeTerm[] {
  const byText = [...new Map(terms.map(term => [signature(term), term]))];
  // In an order of their own, so that the order of the SidecarSets makes no difference.
  return byText.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, term]) => term);
}

function mergeOver(terms: readonly ScopeTerm[], dimension: Dimension): readonly ScopeTerm[] {
  const groups = new Map<string, ScopeTerm[]>();
  for (const term of terms) {
    const key = signature(term, term.has(dimension) ? dimension : undefined);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [term]);
    else group.push(term);
  }
  return [...groups.values()].flatMap(group => (group.length === 1 ? group : [unite(group, dimension)]));
}

function unite(group: readonly ScopeTerm[], dimension: Dimension): ScopeTerm {
  const values = unionOf(group, dimension);
  const rest = [...(group[0] ?? [])].filter(([each]) => each !== dimension);
  return new Map(isAny(values) ? rest : [...rest, [dimension, values] as const]);
}

/** Equal for terms that say the same, one label left out. */
function signature(term: ScopeTerm, without?: Dimension): string {
  return JSON.stringify(
    [...term].filter(([dimension]) => dimension !== without).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function sameValues(a: LabelValues, b: LabelValues): boolean {
  return a.kind === b.kind && a.absent === b.absent && a.values.join() === b.values.join();
}
