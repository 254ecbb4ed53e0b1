import type { Pod } from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import type { Criterion } from './sort-pods.js';
import { ascending, descending, sortPods } from './sort-pods.js';
import { lastUpgrade } from './last-upgrade.js';
import { priorityOrder } from './order-priority.js';
import { scatterPods } from './order-scatter.js';
import type { PodProgress } from './pod-progress.js';

const PHASES = ['Pending', 'Unknown', 'Running'];

/**
 * Puts pods into the order in which a rollout upgrades them. The order is total, so that two looks at one cluster agree.
 *
 * By default those that serve least come first (Kubernetes' ActivePods order, as in OpenKruise): unscheduled before
 * scheduled; Pending, Unknown, Running; not ready before ready; ready for a shorter time before longer; more restarts
 * before fewer; newer before older; then namespace and name. `priorityStrategy` is asked before that, and
 * `scatterStrategy` spreads what results.
 *
 * @param pods - the pods that may be upgraded now
 * @param rollout - the SidecarSet, and all the pods that it manages
 */
export function orderPods(
  pods: readonly PodProgress[],
  { sidecarSet, matched }: { readonly sidecarSet: SidecarSet; readonly matched: readonly PodProgress[] },
): readonly PodProgress[] {
  const { priorityStrategy = {}, scatterStrategy: terms = [] } = sidecarSet.spec.updateStrategy ?? {};
  const ordered = sortPods(pods, [...priorityOrder(priorityStrategy), ...DEFAULT_ORDER]);
  if (terms.length === 0) return ordered;
  const name = sidecarSet.metadata?.name ?? '';
  const done = matched.filter(progress => progress.version === 'current' && lastUpgrade(progress, name) !== undefined);
  return scatterPods(ordered, { terms, done });
}

const DEFAULT_ORDER: readonly Criterion[] = [
  ascending(({ pod }) => ((pod.spec?.nodeName ?? '') === '' ? 0 : 1)),
  ascending(({ pod }) => phaseRank(pod)),
  ascending(({ ready }) => (ready ? 1 : 0)),
  descending(({ pod, ready }) => (ready ? readySince(pod) : '')),
  descending(({ pod }) => restarts(pod)),
  descending(({ pod }) => pod.metadata?.creationTimestamp ?? ''),
  ascending(({ pod }) => pod.metadata?.namespace ?? ''),
  ascending(({ pod }) => pod.metadata?.name ?? ''),
];

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
