import type { Pod, PodDisruptionBudget } from '../../../lib/api/kubernetes.generated.js';
import { matchesLabels } from '../../../lib/decide/label-selector.js';

/** What a PodDisruptionBudget comes to. */
export interface BudgetCount {
  readonly expectedPods: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly disruptionsAllowed: number;
}

/**
 * Counts a budget by the rules of Kubernetes' disruption controller: a number in `minAvailable` is meant as it stands, all
 * else is judged by what controllers want to have, and pods that nothing controls do not count there. Nobody evicts in
 * here, so no pod is known to go soon.
 *
 * @param pods - all of the cluster; those that a controller owns stand for the number that it wants
 * @param isHealthy - Kubernetes' own answer: the pod is ready
 */
export function countBudget(
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  isHealthy: (pod: Pod) => boolean,
): BudgetCount {
  const present = pods.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  const its = present.filter(pod => selectsForBudget(budget, pod));
  const { expectedPods, desiredHealthy } = expected(budget, its, present);
  const currentHealthy = its.filter(isHealthy).length;
  const room = currentHealthy - desiredHealthy;
  return {
    expectedPods,
    currentHealthy,
    desiredHealthy,
    disruptionsAllowed: expectedPods <= 0 ? 0 : Math.max(0, room),
  };
}

/** An empty selector selects every pod of the namespace, no selector none. */
export function selectsForBudget({ metadata, spec }: PodDisruptionBudget, { metadata: pod }: Pod): boolean {
  if (spec?.selector === undefined || metadata?.namespace !== pod?.namespace) return false;
  return matchesLabels(spec.selector, pod?.labels ?? {});
}

function expected(
  { spec }: PodDisruptionBudget,
  its: readonly Pod[],
  present: readonly Pod[],
): Pick<BudgetCount, 'expectedPods' | 'desiredHealthy'> {
  const { maxUnavailable, minAvailable } = spec ?? {};
  const owners = new Set(its.flatMap(pod => ownerOf(pod) ?? []));
  const scale = present.filter(pod => owners.has(ownerOf(pod) ?? '')).length;
  if (maxUnavailable !== undefined) {
    return { expectedPods: scale, desiredHealthy: Math.max(0, scale - share(maxUnavailable, scale)) };
  }
  if (typeof minAvailable === 'string') return { expectedPods: scale, desiredHealthy: share(minAvailable, scale) };
  return { expectedPods: its.length, desiredHealthy: minAvailable ?? 0 };
}

function share(limit: number | string, whole: number): number {
  return typeof limit === 'number' ? limit : Math.ceil((Number.parseInt(limit, 10) * whole) / 100);
}

function ownerOf({ metadata }: Pod): string | undefined {
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller === true);
  return owner === undefined ? undefined : `${metadata?.namespace ?? ''}/${owner.uid}`;
}
