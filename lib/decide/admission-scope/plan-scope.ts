import type { InjectionFailurePolicy, SidecarSet } from '../../api/sidecarset.generated.js';
import { failurePolicyOf } from '../failure-policy.js';
import type { ScopeNamespaces } from '../match.js';
import type { ScopeSelectors } from './combine-terms.js';
import { beyondSelectors, mergeTerms, selectorsAround, weakenTerms } from './combine-terms.js';
import { writeExpression } from './scope-expression.js';
import type { ScopeTerm } from './scope-term.js';
import { namespaceLabelsOf, narrowNamespace, termOf } from './scope-term.js';

/** What the scope of the pod webhooks depends on beside the SidecarSets. */
export interface ScopeSettings extends ScopeNamespaces {
  /** Of SidecarSets that say none. */
  readonly defaultFailurePolicy: InjectionFailurePolicy;
}

/** How closely a webhook's rules follow the SidecarSets. */
export type ScopeReason =
  /** It is asked about the pods that one of its SidecarSets selects, and about no other. */
  | 'exact'
  /** There is too much to say: labels are asked for by their keys, whatever their values. */
  | 'by-label-key'
  /** Even that would be too much: of the pod, of its Namespace, or of both only what all have in common is asked for. */
  | 'by-selector';

/** A condition of a webhook, as the API server evaluates it. */
export interface ScopeCondition {
  readonly name: string;
  readonly expression: string;
}

/** One pod webhook: which pods it is asked about, and what becomes of them when it does not answer. */
export interface ScopeEntry extends ScopeSelectors {
  readonly failurePolicy: InjectionFailurePolicy;
  /** All of them have to hold. */
  readonly matchConditions: readonly ScopeCondition[];
  readonly reason: ScopeReason;
}

/** Why no pod is sent because of a SidecarSet. */
export type OutsideReason = 'being-deleted' | 'injection-paused' | 'selects-nothing';

/** What the pod webhooks ought to be. */
export interface ScopePlan {
  /** Those that refuse first, so that a pod is not injected by one and then refused by the other. */
  readonly entries: readonly ScopeEntry[];
  /** SidecarSets by name that take no part; every other one is covered. */
  readonly outside: Readonly<Record<string, OutsideReason>>;
}

/** The API server takes far more, and evaluates it at each creation of a pod. */
const LONGEST_EXPRESSION = 32_768;
/** Values of one label in a selector. */
const MOST_VALUES = 100;
/** Namespace selectors that get a webhook of their own, for each failure policy. */
const MOST_NAMESPACE_SELECTORS = 4;

/**
 * Plans which pods the API server asks about: those that some SidecarSet would inject, as exactly as the rules of a webhook
 * can say it. Where they cannot, more pods are sent, never fewer.
 *
 * A pod that a SidecarSet of policy Fail selects goes to a webhook of that policy, whoever else selects it. Paused
 * SidecarSets send no pods, so that a pause takes the operator out of the way of pods too. In the operator's own namespace
 * no webhook refuses: otherwise it could not come back once it was gone.
 */
export function planScope(sidecarSets: readonly SidecarSet[], settings: ScopeSettings): ScopePlan {
  const judged = sidecarSets.map(sidecarSet => ({ sidecarSet, ...judge(sidecarSet, settings) }));
  const outside = judged.flatMap(({ sidecarSet: { metadata }, reason }) =>
    reason === undefined ? [] : [[metadata?.name ?? '', reason] as const],
  );
  const demands = judged.flatMap(({ sidecarSet, term }) =>
    term === undefined ? [] : demandsOf(term, failurePolicyOf(sidecarSet, settings.defaultFailurePolicy), settings),
  );
  const termsOf = (policy: InjectionFailurePolicy): readonly ScopeTerm[] =>
    demands.filter(({ failurePolicy }) => failurePolicy === policy).map(({ term }) => term);
  const failing = planPolicy(termsOf('Fail'), 'Fail', []);
  return {
    entries: [...failing, ...planPolicy(termsOf('Ignore'), 'Ignore', claimed(termsOf('Fail')))],
    outside: Object.fromEntries(outside),
  };
}

function judge(
  sidecarSet: SidecarSet,
  settings: ScopeSettings,
): { readonly term?: ScopeTerm; readonly reason?: OutsideReason } {
  const { metadata, spec } = sidecarSet;
  if (metadata?.deletionTimestamp !== undefined) return { reason: 'being-deleted' };
  if (spec.injectionStrategy?.paused === true) return { reason: 'injection-paused' };
  const term = termOf(sidecarSet, settings);
  return term === undefined ? { reason: 'selects-nothing' } : { term };
}

interface Demand {
  readonly failurePolicy: InjectionFailurePolicy;
  readonly term: ScopeTerm;
}

/** A SidecarSet that reaches into the operator's own namespace refuses nothing there. */
function demandsOf(
  term: ScopeTerm,
  failurePolicy: InjectionFailurePolicy,
  { ownNamespace }: ScopeSettings,
): readonly Demand[] {
  if (failurePolicy === 'Ignore') return [{ failurePolicy, term }];
  const elsewhere = narrowNamespace(term, { kind: 'except', values: [ownNamespace] });
  const athome = narrowNamespace(term, { kind: 'only', values: [ownNamespace] });
  return [
    ...(elsewhere === undefined ? [] : [{ failurePolicy, term: elsewhere }]),
    ...(athome === undefined ? [] : [{ failurePolicy: 'Ignore' as const, term: athome }]),
  ];
}

/**
 * Conditions cannot see the labels of a Namespace, only its name. So the SidecarSets that ask for the same labels get a
 * webhook of their own, whose namespaceSelector says it; all those that ask for none share one.
 */
function planPolicy(
  terms: readonly ScopeTerm[],
  failurePolicy: InjectionFailurePolicy,
  claimedElsewhere: readonly ScopeCondition[],
): readonly ScopeEntry[] {
  return groupsOf(terms).map(group => planEntry(group, failurePolicy, claimedElsewhere));
}

interface ScopeGroup {
  readonly terms: readonly ScopeTerm[];
  /** They ask for different labels of the Namespace. */
  readonly isMixed: boolean;
}

function groupsOf(terms: readonly ScopeTerm[]): readonly ScopeGroup[] {
  const groups = new Map<string, ScopeTerm[]>();
  for (const term of terms) {
    const key = JSON.stringify([...namespaceLabelsOf(term)].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [term]);
    else group.push(term);
  }
  const byName = groups.get('[]');
  groups.delete('[]');
  const byLabels = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  const isMany = byLabels.length > MOST_NAMESPACE_SELECTORS;
  return [
    ...(byName === undefined ? [] : [{ terms: byName, isMixed: false }]),
    ...(isMany ? [byLabels.flat()] : byLabels).map(group => ({ terms: group, isMixed: isMany })),
  ];
}

function planEntry(
  { terms, isMixed }: ScopeGroup,
  failurePolicy: InjectionFailurePolicy,
  claimedElsewhere: readonly ScopeCondition[],
): ScopeEntry {
  const merged = mergeTerms(terms);
  const { reason, expression } = express(beyondSelectors(merged, MOST_VALUES));
  const selected = expression === 'true' ? [] : [{ name: 'selected-by-a-sidecarset', expression }];
  return {
    failurePolicy,
    ...selectorsAround(merged, MOST_VALUES),
    matchConditions: [...selected, ...claimedElsewhere],
    reason: isMixed ? 'by-selector' : reason,
  };
}

/** The closest expression that is not too long. */
function express(terms: readonly ScopeTerm[]): Pick<ScopeEntry, 'reason'> & { readonly expression: string } {
  const attempts = [
    { reason: 'exact' as const, terms },
    { reason: 'by-label-key' as const, terms: weakenTerms(terms, MOST_VALUES) },
    { reason: 'by-label-key' as const, terms: weakenTerms(terms, 0) },
  ];
  for (const attempt of attempts) {
    const expression = writeExpression(attempt.terms);
    if (expression.length <= LONGEST_EXPRESSION) return { reason: attempt.reason, expression };
  }
  return { reason: 'by-selector', expression: 'true' };
}

/** Pods that surely go to a webhook of policy Fail need not go to another one too. */
function claimed(failing: readonly ScopeTerm[]): readonly ScopeCondition[] {
  const byName = mergeTerms(failing.filter(term => namespaceLabelsOf(term).size === 0));
  if (byName.length === 0) return [];
  const { reason, expression } = express(byName);
  return reason === 'exact' ? [{ name: 'not-sent-as-fail', expression: `!(${expression})` }] : [];
}
