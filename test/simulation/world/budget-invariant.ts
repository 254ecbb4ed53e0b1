import type { Pod, PodDisruptionBudget } from '../../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../../lib/api/sidecarset.generated.js';
import { countBudget, selectsForBudget } from '../disruption/count-budget.js';
import { COUNT_AGE_MS } from '../disruption/disruption-controller.js';
import type { Entry, Journal, Truth } from './journal.js';
import { isReady, keyOf, uidOf } from './pod-facts.js';
import type { Knowledge } from './witness.js';

/** A pod that an upgrade of ours took out of service and that is not back yet. */
export interface Taking {
  readonly sidecarSet: string;
  readonly uid: string;
  /** Of the pod, as the upgrade left it. */
  readonly version: number;
  /** Did the writer know for certain that the SidecarSet respects budgets? Then it was this one's turn, and no other's. */
  readonly inTurn: boolean;
}

/** By SidecarSet and pod. */
export type Takings = ReadonlyMap<string, Taking>;

/**
 * The takings after one change of the cluster.
 *
 * @param out - SidecarSet → pod uid: who is out of service because of us, after it
 */
export function followTakings(
  takings: Takings,
  { entry, out, journal }: { readonly entry: Entry; readonly out: OutOfService; readonly journal: Journal },
): Takings {
  if (entry.kind !== 'pod') return takings;
  const next = new Map<string, Taking>();
  for (const [sidecarSet, uids] of Object.entries(out)) {
    for (const uid of Object.keys(uids)) {
      const id = `${sidecarSet} ${uid}`;
      next.set(id, takings.get(id) ?? takingOf(sidecarSet, uid, { entry, journal }));
    }
  }
  return next;
}

type OutOfService = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function takingOf(
  sidecarSet: string,
  uid: string,
  { entry, journal }: { readonly entry: Entry; readonly journal: Journal },
): Taking {
  const seen = entry.author?.knew[sidecarSet]?.sidecarSetsSeen ?? 0;
  const inTurn = journal.between(seen, entry.from).every(truth => respectsBudgets(truth.sidecarSets.get(sidecarSet)));
  return { sidecarSet, uid, version: entry.version, inTurn };
}

/** What this change was for budgets, for those who count. */
export function budgetEvents(entry: Entry, before: Takings, after: Takings): readonly string[] {
  if (entry.kind === 'budget') {
    if (entry.after === undefined) return ['budget deleted'];
    return entry.after.status?.disruptionsAllowed === 0 ? ['budget without room'] : ['budget with room'];
  }
  const pod = entry.kind === 'pod' ? entry.after : undefined;
  if (pod === undefined || ![...entry.from.budgets.values()].some(budget => selectsForBudget(budget, pod))) return [];
  return [...after].filter(([id, { inTurn }]) => inTurn && !before.has(id)).map(() => 'upgrade under a budget');
}

/** What an upgrade of a ready pod is judged by. */
export interface BudgetCase {
  /** As the writer may have known it. */
  readonly sidecarSet: SidecarSet;
  readonly knew: Knowledge;
  readonly journal: Journal;
  /** Just before the upgrade. */
  readonly from: Truth;
  readonly takings: Takings;
}

/**
 * `respectPodDisruptionBudgets`: after an upgrade each budget that selects the pod has the healthy pods that it wants. It
 * may be right by any moment that the budget can have been counted at, as the writer knew it, or by a later one: what
 * others do to pods between that and the write nobody can know. What we have taken ourselves must be known: all that was
 * taken for this SidecarSet or in turn with it, and all that the writer had been shown. Only of a pod that somebody has
 * given other labels since can nobody see which budgets it had been counted for.
 *
 * @returns what is wrong, in words
 */
export function judgeBudgets(pod: Pod, facts: BudgetCase): string | undefined {
  const { sidecarSet, from, knew, takings } = facts;
  const name = sidecarSet.metadata?.name ?? '';
  if (!respectsBudgets(sidecarSet) || takings.has(`${name} ${uidOf(pod)}`)) return undefined;
  const known = [...takings.values()].filter(
    taking => taking.inTurn || taking.sidecarSet === name || taking.version <= knew.podsSeen,
  );
  const moments = countedMoments(facts).toReversed();
  const seen = facts.journal.between(knew.podsSeen, from);
  for (const [key, budget] of from.budgets) {
    if (!selectsForBudget(budget, pod)) continue;
    const others = unselected(budget, seen);
    const away = new Set([...known.map(({ uid }) => uid).filter(uid => !others.has(uid)), uidOf(pod)]);
    if (moments.some(truth => hasEnough(truth.budgets.get(key), { truth, pod, away }))) continue;
    return `the budget ${key} (${JSON.stringify(budget.spec)}) has not enough healthy pods left; away because of us: ${String(away.size)}`;
  }
  return undefined;
}

/** Uids of the pods that a budget does not select in one of these states. */
function unselected(budget: PodDisruptionBudget, truths: readonly Truth[]): ReadonlySet<string> {
  const pods = truths.flatMap(truth => [...truth.pods.values()]);
  return new Set(pods.filter(pod => !selectsForBudget(budget, pod)).map(uidOf));
}

/**
 * The pods that a budget keeps as they are for good: it is ready, and the budget would have no room even if all that are
 * out because of us were back.
 */
export function isKeptByBudget(
  pod: Pod,
  sidecarSet: SidecarSet,
  { truth, out }: { readonly truth: Truth; readonly out: ReadonlySet<string> },
): boolean {
  if (!respectsBudgets(sidecarSet) || !isReady(pod)) return false;
  const pods = [...truth.pods.values()];
  const isHealthy = (other: Pod): boolean => isReady(other) || out.has(uidOf(other));
  return [...truth.budgets.values()].some(
    budget => selectsForBudget(budget, pod) && countBudget(budget, pods, isHealthy).disruptionsAllowed === 0,
  );
}

/** Who has only just begun to read budgets was shown none that was older than this. */
const FIRST_LOOK_MS = 30_000;

/** The states of the cluster that the budgets' status may have been about, as the writer saw it, and all later ones. */
function countedMoments({ knew, journal, from }: BudgetCase): readonly Truth[] {
  if (knew.budgetsSeen === 0) return journal.since(knew.atMs - FIRST_LOOK_MS, from);
  const truths = journal.between(knew.budgetsSeen, from);
  const unseen = truths.find((truth, index) => index > 0 && truth.budgets !== truths[index - 1]?.budgets);
  return journal.since(Math.min(knew.atMs, unseen?.atMs ?? Infinity) - COUNT_AGE_MS, from);
}

function hasEnough(
  budget: PodDisruptionBudget | undefined,
  { truth, pod, away }: { readonly truth: Truth; readonly pod: Pod; readonly away: ReadonlySet<string> },
): boolean {
  const then = truth.pods.get(keyOf(pod)) ?? pod;
  if (budget === undefined || !selectsForBudget(budget, then)) return true;
  const isHealthy = (other: Pod): boolean => isReady(other) && !away.has(uidOf(other));
  const { expectedPods, currentHealthy, desiredHealthy } = countBudget(budget, [...truth.pods.values()], isHealthy);
  return expectedPods > 0 && currentHealthy >= desiredHealthy;
}

function respectsBudgets(sidecarSet: SidecarSet | undefined): boolean {
  return sidecarSet?.spec.updateStrategy?.respectPodDisruptionBudgets === true;
}
