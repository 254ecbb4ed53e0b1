import { increaseOf, quantileOf, rateOf, series, total } from './metric-queries.js';

/** One alert, in Prometheus' own terms. */
export interface Alert {
  readonly name: string;
  /** PromQL; each series that it yields is an alert. */
  readonly expr: string;
  /** How long that must hold: a Prometheus duration. */
  readonly holdsFor: string;
  /** `critical`: pods go without sidecars, or somebody must act before they do. */
  readonly severity: 'critical' | 'warning';
  readonly summary: string;
  /** What it means and what to do, for whoever is on call. */
  readonly description: string;
}

/** Reasons to hold a pod that pass by themselves while a rollout moves. */
const PASSING = 'reason=~"budget|in-flight|workload-budget|disruption-budget"';

/** What a platform team wants to be woken up for, the worst first. */
export const ALERTS: readonly Alert[] = [
  {
    name: 'SidecarSetOperatorAway',
    expr: `absent(${series('sidecarset_build_info')})`,
    holdsFor: '5m',
    severity: 'critical',
    summary: 'No copy of the SidecarSet operator can be scraped',
    description:
      'New pods get no sidecars (failure policy Ignore) or are refused (Fail), and no rollout goes on. Look at the pods of the operator, then run: sidecarset doctor',
  },
  {
    name: 'SidecarSetWebhookFails',
    expr: `${rateOf('sidecarset_webhook_requests_total', { by: ['endpoint', 'reason'], where: 'verdict="fail"', over: '5m' })} > 0`,
    holdsFor: '5m',
    severity: 'critical',
    summary: 'The webhook {{ $labels.endpoint }} answers with errors ({{ $labels.reason }})',
    description:
      'The API server follows the failure policy for each of these requests: pods are created without sidecars, or refused. The log of the operator has a line for each.',
  },
  {
    name: 'SidecarSetWebhookSlow',
    expr: `${quantileOf(0.99, 'sidecarset_webhook_duration_seconds', { by: ['endpoint'], over: '5m' })} > 0.5`,
    holdsFor: '10m',
    severity: 'warning',
    summary: 'One in a hundred admissions by {{ $labels.endpoint }} takes longer than half a second',
    description:
      'Whoever creates a pod waits that long, and after five seconds the failure policy decides. Give the operator more CPU, or more copies.',
  },
  {
    name: 'SidecarSetNoLeader',
    expr: `${total('sidecarset_leader')} != 1`,
    holdsFor: '5m',
    severity: 'warning',
    summary: '{{ $value }} copies of the SidecarSet operator lead; it ought to be one',
    description:
      'Without a leader no rollout goes on and no certificate is renewed; injection does go on. The log tells why the election fails (event election-failed).',
  },
  {
    name: 'SidecarSetCertificateExpires',
    expr: `min by (certificate) (${series('sidecarset_certificate_not_after_seconds')}) - time() < 14 * 86400`,
    holdsFor: '1h',
    severity: 'critical',
    summary: 'The {{ $labels.certificate }} certificate of the webhook ends within two weeks',
    description:
      'It should have been renewed long ago. The leader renews it: look whether there is one, and whether it may write its Secret and the webhook configurations (sidecarset doctor).',
  },
  {
    name: 'SidecarSetRolloutStands',
    expr: `${total('sidecarset_rollout_pods_held', { by: ['sidecarset'], where: PASSING })} > 0 unless on (sidecarset) ${increaseOf('sidecarset_pod_writes_total', { by: ['sidecarset'], where: 'end="written"', over: '15m' })} > 0`,
    holdsFor: '15m',
    severity: 'warning',
    summary: 'The rollout of SidecarSet {{ $labels.sidecarset }} has not moved for 15 minutes',
    description:
      'Pods wait for others that do not become ready, most often because an image cannot be pulled or a sidecar crashes. Run: sidecarset status {{ $labels.sidecarset }}',
  },
  {
    name: 'SidecarSetPodWritesFail',
    expr: `${increaseOf('sidecarset_pod_writes_total', { by: ['sidecarset', 'step'], where: 'end="failed"', over: '15m' })} > 5`,
    holdsFor: '5m',
    severity: 'warning',
    summary: 'Writes on pods of SidecarSet {{ $labels.sidecarset }} fail ({{ $labels.step }})',
    description:
      'The API server does not answer, or answers with errors that may pass; the operator goes on asking. Its log has a line for each.',
  },
  {
    name: 'SidecarSetPodWritesRefused',
    expr: `${increaseOf('sidecarset_pod_writes_total', { by: ['sidecarset', 'step'], where: 'end="refused"', over: '30m' })} > 0`,
    holdsFor: '5m',
    severity: 'warning',
    summary: 'Writes on pods of SidecarSet {{ $labels.sidecarset }} are refused ({{ $labels.step }})',
    description:
      'Another admission webhook or policy does not let these pods be changed, so they stay old while the rollout goes past them. The events on the pods say which.',
  },
  {
    name: 'SidecarSetHotUpgradeStands',
    expr: `time() - (max by (phase) (${series('sidecarset_hot_upgrade_oldest_since_seconds')}) > 0) > 1800`,
    holdsFor: '5m',
    severity: 'warning',
    summary: 'A hot upgrade has been in its phase {{ $labels.phase }} for half an hour',
    description:
      'Both versions of the sidecar run meanwhile and the application is served; but the new one has not taken over. sidecarset status names the pod.',
  },
  {
    name: 'SidecarSetWatchSilent',
    expr: `time() - ${series('sidecarset_cluster_watch_heard_timestamp_seconds')} > 900`,
    holdsFor: '5m',
    severity: 'warning',
    summary: 'The operator has heard nothing of {{ $labels.resource }} for a quarter of an hour',
    description:
      'The API server sends a bookmark every minute. What the operator knows may be old; if the API server is well, restart the operator and report it.',
  },
];
