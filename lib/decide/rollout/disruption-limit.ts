import type { Pod, PodDisruptionBudget } from '../../api/kubernetes.generated.js';
import { matchesLabels } from '../label-selector.js';
import { takesPodAway } from './availability.js';
import { isTakenByAnyone } from './disruption.js';
import type { Limit } from './limit.js';
import { isReady } from './read-progress.js';
import type { PodProgress } from './pod-progress.js';

/** What the PodDisruptionBudgets of a cluster are judged by. */
export interface DisruptionFacts {
  /** All of them; absent: they are not known yet, and then none allows anything. */
  readonly disruptionBudgets?: readonly PodDisruptionBudget[];
  /** Every injected pod, of any SidecarSet: upgrades of others use the same budgets. */
  readonly injectedPods?: readonly Pod[];
}

/**
 * `respectPodDisruptionBudgets`: a ready pod is upgraded only while each budget that selects it allows a disruption. What a
 * budget allows is its own word, less what it cannot have counted yet: pods that an upgrade has been written to and
 * that are still ready, and those that became unready after its last count.
 */
export function disruptionLimit(facts: DisruptionFacts): Limit {
  const { disruptionBudgets: budgets, injectedPods = [] } = facts;
  if (budgets === undefined) return { refusal: refuseWhatServes, take: () => undefined };
  const rooms = new Map<PodDisruptionBudget, number>();
  const roomIn = (budget: PodDisruptionBudget): number => {
    const room = rooms.get(budget) ?? allowedNow(budget, injectedPods);
    rooms.set(budget, room);
    return room;
  };
  const concerned = (progress: PodProgress): readonly PodDisruptionBudget[] =>
    takesPodAway(progress) ? budgets.filter(budget => selects(budget, progress.pod)) : [];
  return {
    refusal: progress => (concerned(progress).some(budget => roomIn(budget) <= 0) ? 'disruption-budget' : undefined),
    take(progress) {
      for (const budget of concerned(progress)) rooms.set(budget, roomIn(budget) - 1);
    },
  };
}

/** The budgets that select one of these pods and allow no disruption now; none where budgets are not known. */
export function exhaustedBudgets(
  pods: readonly Pod[],
  { disruptionBudgets = [], injectedPods = [] }: DisruptionFacts,
): readonly PodDisruptionBudget[] {
  return disruptionBudgets.filter(
    budget => pods.some(pod => selects(budget, pod)) && allowedNow(budget, injectedPods) <= 0,
  );
}

function refuseWhatServes(progress: PodProgress): 'disruption-budget' | undefined {
  return takesPodAway(progress) ? 'disruption-budget' : undefined;
}

/** An empty selector selects every pod of the namespace, no selector none. */
function selects({ metadata, spec }: PodDisruptionBudget, { metadata: pod }: Pod): boolean {
  if (spec?.selector === undefined || metadata?.namespace !== pod?.namespace) return false;
  return matchesLabels(spec.selector, pod?.labels ?? {});
}

function allowedNow(budget: PodDisruptionBudget, injectedPods: readonly Pod[]): number {
  const { metadata, status } = budget;
  const { observedGeneration = 0, currentHealthy = 0, disruptionsAllowed = 0 } = status ?? {};
  // Eviction refuses here, too: the status is about an earlier spec.
  if (observedGeneration < (metadata?.generation ?? 0)) return 0;
  const pods = injectedPods.filter(pod => pod.metadata?.deletionTimestamp === undefined && selects(budget, pod));
  const healthyCount = pods.filter(isReady).length;
  const taken = pods.filter(isTakenByAnyone);
  const stillReady = taken.filter(isReady).length;
  // It counts pods as healthy that we know are not; pods that we do not know may be among them, so no more than ours.
  const uncounted = Math.min(taken.length - stillReady, Math.max(0, currentHealthy - healthyCount));
  return disruptionsAllowed - stillReady - uncounted;
}
