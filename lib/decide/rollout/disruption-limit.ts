import type { Pod, PodDisruptionBudget } from '../../api/kubernetes.generated.js';
import { matchesLabels } from '../label-selector.js';
import { takesPodAway } from './availability.js';
import { isTakenByAnyone } from './disruption.js';
import type { HeldPod } from './held-pod.js';
import type { Limit } from './limit.js';
import { isReady } from './read-progress.js';
import type { PodProgress } from './pod-progress.js';

/** What the PodDisruptionBudgets of a cluster are judged by. */
export interface DisruptionFacts {
  /** All of them; absent: they are not known yet, and then none allows anything. */
  readonly disruptionBudgets?: readonly PodDisruptionBudget[];
  /** Every injected pod, of any SidecarSet: upgrades of others use the same budgets. */
  readonly injectedPods?: readonly Pod[];
  /** RFC 3339; absent: pods that are being deleted are awaited for ever. */
  readonly now?: string;
}

/** So long after a pod should be gone, every budget has been counted without it, though its node does not answer. */
const FORGOTTEN_AFTER_MS = 30_000;

/**
 * `respectPodDisruptionBudgets`: a ready pod is upgraded only while each budget that selects it allows a disruption. What a
 * budget allows is its own word, less what it cannot have counted yet: pods that an upgrade has been written to and
 * that are still ready, and those of them that became unready, or began to be deleted, after its last count.
 */
export function disruptionLimit(facts: DisruptionFacts): Limit {
  const { disruptionBudgets: budgets } = facts;
  if (budgets === undefined) return { refusal: refuseWhatServes, take: () => undefined };
  const rooms = new Map<PodDisruptionBudget, number>();
  const roomIn = (budget: PodDisruptionBudget): number => {
    const room = rooms.get(budget) ?? allowedNow(budget, facts);
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
export function exhaustedBudgets(pods: readonly Pod[], facts: DisruptionFacts): readonly PodDisruptionBudget[] {
  const { disruptionBudgets = [] } = facts;
  return disruptionBudgets.filter(budget => pods.some(pod => selects(budget, pod)) && allowedNow(budget, facts) <= 0);
}

/** When time alone may make room in a budget that a pod is held for; empty: never. */
export function untilRoom(
  held: readonly HeldPod[],
  { injectedPods = [], now = '' }: DisruptionFacts,
): { readonly checkAgainAfterMs?: number } {
  if (!held.some(({ reason }) => reason === 'disruption-budget')) return {};
  const nowMs = Date.parse(now);
  const waitsMs = injectedPods.map(pod => forgottenAtMs(pod) - nowMs).filter(waitMs => waitMs > 0 && waitMs < Infinity);
  return waitsMs.length === 0 ? {} : { checkAgainAfterMs: Math.min(...waitsMs) };
}

function refuseWhatServes(progress: PodProgress): 'disruption-budget' | undefined {
  return takesPodAway(progress) ? 'disruption-budget' : undefined;
}

/** An empty selector selects every pod of the namespace, no selector none. */
function selects({ metadata, spec }: PodDisruptionBudget, { metadata: pod }: Pod): boolean {
  if (spec?.selector === undefined || metadata?.namespace !== pod?.namespace) return false;
  return matchesLabels(spec.selector, pod?.labels ?? {});
}

function allowedNow(budget: PodDisruptionBudget, { injectedPods = [], now = '' }: DisruptionFacts): number {
  const { metadata, status } = budget;
  const { observedGeneration = 0, currentHealthy = 0, disruptionsAllowed = 0 } = status ?? {};
  // Eviction refuses here, too: the status is about an earlier spec.
  if (observedGeneration < (metadata?.generation ?? 0)) return 0;
  const nowMs = Date.parse(now);
  const isForgotten = (pod: Pod): boolean => forgottenAtMs(pod) <= nowMs;
  const pods = injectedPods.filter(pod => selects(budget, pod) && !isForgotten(pod));
  const healthyCount = pods.filter(isHealthy).length;
  // What is being deleted counts as gone, and its budget may not have heard of that either.
  const taken = pods.filter(isTakenByAnyone);
  const stillHealthy = taken.filter(isHealthy).length;
  // It counts pods as healthy that we know are not; pods that we do not know may be among them, so no more than ours.
  const uncounted = Math.min(taken.length - stillHealthy, Math.max(0, currentHealthy - healthyCount));
  return disruptionsAllowed - stillHealthy - uncounted;
}

/** By the word of Kubernetes' disruption controller. */
function isHealthy(pod: Pod): boolean {
  return isReady(pod) && pod.metadata?.deletionTimestamp === undefined;
}

/** Kubernetes sets `deletionTimestamp` to when the pod is to be gone at last. Infinity: it is not being deleted. */
function forgottenAtMs({ metadata }: Pod): number {
  return metadata?.deletionTimestamp === undefined
    ? Infinity
    : Date.parse(metadata.deletionTimestamp) + FORGOTTEN_AFTER_MS;
}
