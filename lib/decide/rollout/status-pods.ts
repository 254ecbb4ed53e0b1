import type { Pod } from '../../api/kubernetes.generated.js';
import type { PodSummary } from '../../api/sidecarset.generated.js';
import type { NotInjectedPod } from './not-injected.js';
import { NOT_INJECTED_WORDS } from './not-injected.js';
import type { PodProgress } from './pod-progress.js';

/** A status names a few pods; whoever wants all of them asks the command line. */
const NAMED_PODS = 5;

interface Finding {
  readonly pod: Pod;
  /** In kebab-case. */
  readonly reason: string;
  readonly message: string;
}

/** The matched pods that cannot be brought up to date in place, and the first of them by namespace and name. */
export function summarizeNotUpgradable(matched: readonly PodProgress[]): PodSummary {
  const message = 'More than images changed; the pod needs to be created anew';
  const reshaped = matched.filter(({ version }) => version === 'reshaped');
  return summarize(reshaped.map(({ pod }) => ({ pod, reason: 'reshaped', message })));
}

/** The selected pods that were not injected, and the first of them by namespace and name. */
export function summarizeNotInjected(pods: readonly NotInjectedPod[]): PodSummary {
  return summarize(pods.map(({ pod, reason }) => ({ pod, reason, message: NOT_INJECTED_WORDS[reason] })));
}

/** None are counted as well, because a field that is left out of a merge patch would keep its old value. */
function summarize(findings: readonly Finding[]): PodSummary {
  const examples = findings
    .map(({ pod: { metadata }, ...why }) => ({
      namespace: metadata?.namespace ?? '',
      name: metadata?.name ?? '',
      ...why,
    }))
    .toSorted((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name));
  return { count: findings.length, examples: examples.slice(0, NAMED_PODS) };
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
