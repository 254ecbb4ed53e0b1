/** Labels of each counter. */
export interface CounterLabels {
  sidecarset_webhook_requests_total: 'endpoint' | 'verdict' | 'reason';
  sidecarset_pods_injected_total: 'sidecarset';
  sidecarset_pods_not_injected_total: 'reason';
  sidecarset_cluster_calls_total: 'verb' | 'resource' | 'code';
  sidecarset_cluster_retries_total: 'verb' | 'resource' | 'reason';
  sidecarset_cluster_lists_total: 'resource' | 'via';
  sidecarset_cluster_watches_ended_total: 'resource' | 'reason';
  sidecarset_cluster_events_dropped_total: 'reason';
  sidecarset_cluster_listener_failures_total: 'resource';
  sidecarset_election_failures_total: never;
  sidecarset_certificate_steps_total: 'step' | 'reason';
  sidecarset_scope_writes_total: 'reason';
  sidecarset_queue_adds_total: never;
  sidecarset_queue_retries_total: never;
  sidecarset_pod_writes_total: 'sidecarset' | 'step' | 'end';
}

/** Labels of each gauge. */
export interface GaugeLabels {
  sidecarset_build_info: 'version' | 'node';
  sidecarset_leader: never;
  sidecarset_certificate_not_after_seconds: 'certificate';
  sidecarset_cluster_objects_listed: 'resource';
  sidecarset_cluster_watch_heard_timestamp_seconds: 'resource';
  sidecarset_queue_depth: never;
  sidecarset_rollout_pods: 'sidecarset' | 'revision';
  sidecarset_rollout_pods_ready: 'sidecarset';
  sidecarset_rollout_pods_held: 'sidecarset' | 'reason';
  sidecarset_hot_upgrades: 'phase';
  sidecarset_hot_upgrade_oldest_since_seconds: 'phase';
}

/** Labels of each histogram. */
export interface HistogramLabels {
  sidecarset_webhook_duration_seconds: 'endpoint';
  sidecarset_cluster_call_duration_seconds: 'verb' | 'resource';
  sidecarset_cluster_rate_limit_seconds: 'priority';
  sidecarset_queue_wait_seconds: never;
  sidecarset_queue_work_seconds: never;
  sidecarset_upgrade_duration_seconds: 'sidecarset';
}

/** What is said of a metric beside its name. */
export interface MetricDefinition<L extends string> {
  /** One sentence, as Prometheus shows it. */
  readonly help: string;
  readonly labels: readonly L[];
}

/** A histogram also says where its buckets end, in the unit of its name. */
export interface HistogramDefinition<L extends string> extends MetricDefinition<L> {
  readonly buckets: readonly number[];
}

/** From half a millisecond, the time of one injection, to the second that an admission must never take. */
const ADMISSION_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
const CALL_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** From a sidecar that restarts at once to the deadline after which a rollout counts as stalled. */
const UPGRADE_SECONDS = [1, 2, 4, 8, 15, 30, 60, 120, 300, 600, 1800];
/** Waits go up to the longest backoff. */
const QUEUE_SECONDS = [0.001, 0.01, 0.1, 0.5, 1, 5, 10, 60, 300, 1000];

/** Every counter, by name. */
export const COUNTERS: { readonly [N in keyof CounterLabels]: MetricDefinition<CounterLabels[N]> } = {
  sidecarset_webhook_requests_total: {
    help: 'Admission requests by endpoint (mpod, msidecarset, vsidecarset), verdict (allow, refuse, fail) and its reason.',
    labels: ['endpoint', 'verdict', 'reason'],
  },
  sidecarset_pods_injected_total: {
    help: 'Pods that a SidecarSet was injected into at admission, dry runs left out.',
    labels: ['sidecarset'],
  },
  sidecarset_pods_not_injected_total: {
    help: 'Pods that were created without any injection or refused, by reason, dry runs left out.',
    labels: ['reason'],
  },
  sidecarset_cluster_calls_total: {
    help: 'Calls to the API server by verb, resource and HTTP status; code 0: no answer.',
    labels: ['verb', 'resource', 'code'],
  },
  sidecarset_cluster_retries_total: {
    help: 'Attempts of calls to the API server that failed and were followed by another one.',
    labels: ['verb', 'resource', 'reason'],
  },
  sidecarset_cluster_lists_total: {
    help: 'Complete states read from the API server, as a stream or in pages.',
    labels: ['resource', 'via'],
  },
  sidecarset_cluster_watches_ended_total: {
    help: 'Watches that are over: closed in order, expired, silent, failed or stopped.',
    labels: ['resource', 'reason'],
  },
  sidecarset_cluster_events_dropped_total: {
    help: 'Events that were not written.',
    labels: ['reason'],
  },
  sidecarset_cluster_listener_failures_total: {
    help: 'Errors thrown by code that listens to a store: each one is a bug.',
    labels: ['resource'],
  },
  sidecarset_election_failures_total: {
    help: 'Attempts to become or stay leader that failed.',
    labels: [],
  },
  sidecarset_certificate_steps_total: {
    help: 'Certificates issued, dropped or made trusted, by step and reason.',
    labels: ['step', 'reason'],
  },
  sidecarset_scope_writes_total: {
    help: 'Times that the pod webhooks were written anew because the SidecarSets or somebody else asked for it.',
    labels: ['reason'],
  },
  sidecarset_queue_adds_total: {
    help: 'Triggers that put a SidecarSet into the work queue.',
    labels: [],
  },
  sidecarset_queue_retries_total: {
    help: 'Reconciliations that failed and will be tried again.',
    labels: [],
  },
  sidecarset_pod_writes_total: {
    help: 'Writes on pods by step (cold-upgrade, fill-slot, ...) and end: written, moved (the pod had changed), refused (by a policy or a webhook, say), failed.',
    labels: ['sidecarset', 'step', 'end'],
  },
};

/** Every gauge, by name. */
export const GAUGES: { readonly [N in keyof GaugeLabels]: MetricDefinition<GaugeLabels[N]> } = {
  sidecarset_build_info: {
    help: 'Always 1; the labels say which version of the operator runs on which version of Node.',
    labels: ['version', 'node'],
  },
  sidecarset_leader: {
    help: '1 while this process leads, else 0.',
    labels: [],
  },
  sidecarset_certificate_not_after_seconds: {
    help: 'When the certificate in use ends, in seconds since 1970: serving, or the newest authority.',
    labels: ['certificate'],
  },
  sidecarset_cluster_objects_listed: {
    help: 'Objects in the last complete state of a resource.',
    labels: ['resource'],
  },
  sidecarset_cluster_watch_heard_timestamp_seconds: {
    help: 'When the watch of a resource last brought something, in seconds since 1970; bookmarks come about once a minute.',
    labels: ['resource'],
  },
  sidecarset_queue_depth: {
    help: 'SidecarSets that wait to be reconciled now.',
    labels: [],
  },
  sidecarset_rollout_pods: {
    help: 'Matched pods by the revision that they hold; the leader alone tells it.',
    labels: ['sidecarset', 'revision'],
  },
  sidecarset_rollout_pods_ready: {
    help: 'Matched pods that are ready and whose sidecars are settled; the leader alone tells it.',
    labels: ['sidecarset'],
  },
  sidecarset_rollout_pods_held: {
    help: 'Outdated pods that are not upgraded now, by reason; the leader alone tells it.',
    labels: ['sidecarset', 'reason'],
  },
  sidecarset_hot_upgrades: {
    help: 'Hot upgrades of sidecars in pods that are under way, by phase (fill, migrate, empty).',
    labels: ['phase'],
  },
  sidecarset_hot_upgrade_oldest_since_seconds: {
    help: 'When the hot upgrade that has been in this phase for longest entered it, in seconds since 1970; 0: there is none.',
    labels: ['phase'],
  },
};

/** Every histogram, by name. */
export const HISTOGRAMS: { readonly [N in keyof HistogramLabels]: HistogramDefinition<HistogramLabels[N]> } = {
  sidecarset_webhook_duration_seconds: {
    help: 'From the last byte of an admission request to its answer.',
    labels: ['endpoint'],
    buckets: ADMISSION_SECONDS,
  },
  sidecarset_cluster_call_duration_seconds: {
    help: 'Duration of calls to the API server, retries included; a watch counts until its stream opens.',
    labels: ['verb', 'resource'],
    buckets: CALL_SECONDS,
  },
  sidecarset_cluster_rate_limit_seconds: {
    help: "How long calls stood in the line of the client's own rate limit.",
    labels: ['priority'],
    buckets: CALL_SECONDS,
  },
  sidecarset_queue_wait_seconds: {
    help: 'How long a SidecarSet was due before its reconciliation began.',
    labels: [],
    buckets: QUEUE_SECONDS,
  },
  sidecarset_queue_work_seconds: {
    help: 'How long one reconciliation took.',
    labels: [],
    buckets: QUEUE_SECONDS,
  },
  sidecarset_upgrade_duration_seconds: {
    help: 'From the write that upgrades a pod until the pod is settled and ready again.',
    labels: ['sidecarset'],
    buckets: UPGRADE_SECONDS,
  },
};
