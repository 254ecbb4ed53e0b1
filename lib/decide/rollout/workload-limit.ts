import { isUnavailableByUs, othersAway, takesPodAway } from './availability.js';
import type { Limit } from './limit.js';
import { unavailableLimit } from './partition.js';
import type { PodProgress } from './pod-progress.js';
import { workloadOf } from './workload.js';

/** How many pods of a workload there are, and how many of them are away because of us. */
interface Count {
  matched: number;
  away: number;
}

/**
 * `maxUnavailablePerWorkload`: of the pods of one workload no more are away because of the rollout than it says.
 *
 * @param most - a number, or a percentage of the workload's matched pods, rounded up, at least 1
 * @param matched - every matched pod of the SidecarSet
 */
export function workloadLimit(most: number | string, matched: readonly PodProgress[]): Limit {
  const counts = countByWorkload(matched);
  const countOf = ({ pod }: PodProgress): Count | undefined => counts.get(workloadOf(pod) ?? '');
  return {
    refusal(progress) {
      const count = countOf(progress);
      if (count === undefined || !takesPodAway(progress)) return undefined;
      return othersAway(progress, count.away) >= unavailableLimit(most, count.matched) ? 'workload-budget' : undefined;
    },
    take(progress) {
      const count = countOf(progress);
      if (count !== undefined && !isUnavailableByUs(progress)) count.away += 1;
    },
  };
}

/** Pods that nothing controls are in none. */
function countByWorkload(matched: readonly PodProgress[]): ReadonlyMap<string, Count> {
  const counts = new Map<string, Count>();
  for (const progress of matched) {
    const workload = workloadOf(progress.pod);
    if (workload === undefined) continue;
    const count = counts.get(workload) ?? { matched: 0, away: 0 };
    count.matched += 1;
    if (isUnavailableByUs(progress)) count.away += 1;
    counts.set(workload, count);
  }
  return counts;
}
