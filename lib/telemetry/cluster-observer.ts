import type { ClusterObserver } from '../cluster/observer.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';

/** Where the observer tells what it sees. */
export interface ClusterObserverOptions {
  readonly metrics: Metrics;
  readonly log: Log;
}

/**
 * Turns what the way to Kubernetes reports into metrics, and into log lines where a person should look: every call
 * is counted, only trouble and changes of leadership are logged.
 */
export function clusterObserver({ metrics, log }: ClusterObserverOptions): ClusterObserver {
  return { ...callObserver(metrics), ...watchObserver({ metrics, log }), ...roleObserver({ metrics, log }) };
}

function callObserver(metrics: Metrics): ClusterObserver {
  return {
    callEnded({ verb, resource, code, durationMs }) {
      const labels = { verb, resource: resource.plural };
      metrics.count('sidecarset_cluster_calls_total', { ...labels, code: String(code) });
      metrics.observe('sidecarset_cluster_call_duration_seconds', labels, durationMs / 1000);
    },
    callRetried({ verb, resource, reason }) {
      metrics.count('sidecarset_cluster_retries_total', { verb, resource: resource.plural, reason });
    },
    callWaited({ priority, waitedMs }) {
      metrics.observe('sidecarset_cluster_rate_limit_seconds', { priority }, waitedMs / 1000);
    },
  };
}

function watchObserver({ metrics, log }: ClusterObserverOptions): ClusterObserver {
  return {
    listEnded({ resource, via, count, durationMs }) {
      metrics.count('sidecarset_cluster_lists_total', { resource: resource.plural, via });
      metrics.set('sidecarset_cluster_objects_listed', { resource: resource.plural }, count);
      log.info('list-ended', { resource: resource.plural, via, count, durationMs });
    },
    watchHeard: ({ resource }) =>
      metrics.stamp('sidecarset_cluster_watch_heard_timestamp_seconds', { resource: resource.plural }),
    watchEnded({ resource, reason, durationMs, eventCount, retryInMs, error }) {
      metrics.count('sidecarset_cluster_watches_ended_total', { resource: resource.plural, reason });
      // Watches end in good order every few minutes; only the others are worth a line.
      if (retryInMs === undefined) return;
      log.warn('watch-ended', { resource: resource.plural, reason, durationMs, eventCount, retryInMs, error });
    },
    historyRewound({ resource, from, to }) {
      log.error('history-rewound', { resource: resource.plural, from, to });
    },
    listenerFailed({ resource, error }) {
      metrics.count('sidecarset_cluster_listener_failures_total', { resource: resource.plural });
      log.error('listener-failed', { resource: resource.plural, error, stack: stackOf(error) });
    },
  };
}

function roleObserver({ metrics, log }: ClusterObserverOptions): ClusterObserver {
  return {
    leadershipChanged({ leading, holder }) {
      metrics.set('sidecarset_leader', {}, leading ? 1 : 0);
      log.info('leadership-changed', { leading, holder });
    },
    electionFailed({ leading, error }) {
      metrics.count('sidecarset_election_failures_total', {});
      log.warn('election-failed', { leading, error });
    },
    eventDropped({ about, eventReason, reason, error }) {
      metrics.count('sidecarset_cluster_events_dropped_total', { reason });
      const { kind, namespace, name } = about;
      log.warn('event-dropped', { about: { kind, namespace, name }, eventReason, reason, error });
    },
  };
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
