import type { PodSummary } from '../../api/sidecarset.generated.js';
import type { PodProgress } from './rollout-plan.js';

/** A status names a few pods; the others are found by their condition SidecarSetUpgradable. */
const NAMED_PODS = 5;

/**
 * The pods that cannot be brought up to date in place, and the first of them by namespace and name. None are counted as
 * well, because a field that is left out of a merge patch would keep its old value.
 */
export function summarizeNotUpgradable(matched: readonly PodProgress[]): PodSummary {
  const reshaped = matched.filter(({ version }) => version === 'reshaped');
  const pods = reshaped
    .map(({ pod }) => ({ namespace: pod.metadata?.namespace ?? '', name: pod.metadata?.name ?? '' }))
    .toSorted((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name));
  const examples = pods.slice(0, NAMED_PODS).map(pod => ({
    ...pod,
    reason: 'reshaped',
    message: 'More than images changed; the pod needs to be created anew',
  }));
  return { count: reshaped.length, examples };
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
