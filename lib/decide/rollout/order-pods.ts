import type { Pod } from '../../api/kubernetes.generated.js';
import type { UpdateStrategy } from '../../api/sidecarset.generated.js';
import type { PodProgress } from './rollout-plan.js';

type Compare = (a: PodProgress, b: PodProgress) => number;

const PHASES = ['Pending', 'Unknown', 'Running'];

/**
 * Puts pods into the order in which a rollout upgrades them: those that serve least come first. The order is total, so
 * that two looks at one cluster agree.
 *
 * Follows Kubernetes' ActivePods order, as OpenKruise does: unscheduled before scheduled; Pending, Unknown, Running; not
 * ready before ready; ready for a shorter time before longer; more restarts before fewer; newer before older; then
 * namespace and name.
 */
export function orderPods(pods: readonly PodProgress[], _strategy: UpdateStrategy): readonly PodProgress[] {
  return pods.toSorted((a, b) => {
    for (const compare of ORDER) {
      const verdict = compare(a, b);
      if (verdict !== 0) return verdict;
    }
    return 0;
  });
}

const ORDER: readonly Compare[] = [
  ascending(({ pod }) => ((pod.spec?.nodeName ?? '') === '' ? 0 : 1)),
  ascending(({ pod }) => phaseRank(pod)),
  ascending(({ ready }) => (ready ? 1 : 0)),
  descending(({ pod, ready }) => (ready ? readySince(pod) : '')),
  descending(({ pod }) => restarts(pod)),
  descending(({ pod }) => pod.metadata?.creationTimestamp ?? ''),
  ascending(({ pod }) => pod.metadata?.namespace ?? ''),
  ascending(({ pod }) => pod.metadata?.name ?? ''),
];

function ascending<K extends string | number>(key: (progress: PodProgress) => K): Compare {
  return (a, b) => compareKeys(key(a), key(b));
}

function descending<K extends string | number>(key: (progress: PodProgress) => K): Compare {
  return (a, b) => compareKeys(key(b), key(a));
}

function compareKeys<K extends string | number>(a: K, b: K): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function phaseRank(pod: Pod): number {
  const rank = PHASES.indexOf(pod.status?.phase ?? 'Pending');
  return rank < 0 ? PHASES.length : rank;
}

/** RFC 3339 in UTC with equal precision compares as text. */
function readySince(pod: Pod): string {
  return pod.status?.conditions?.find(condition => condition.type === 'Ready')?.lastTransitionTime ?? '';
}

function restarts(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map(status => status.restartCount));
}
