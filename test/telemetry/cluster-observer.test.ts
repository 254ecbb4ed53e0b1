import { expect } from 'chai';
import { PODS } from '../../lib/api/resources.js';
import type { ClusterObserver } from '../../lib/cluster/observer.js';
import { clusterObserver } from '../../lib/telemetry/cluster-observer.js';
import { createLog } from '../../lib/telemetry/log.js';
import type { Metrics } from '../../lib/telemetry/metrics.js';
import { createMetrics } from '../../lib/telemetry/metrics.js';

describe('clusterObserver', () => {
  let metrics: Metrics;
  let lines: Record<string, unknown>[];
  let observer: ClusterObserver;

  beforeEach(() => {
    metrics = createMetrics({ version: '0', processMetrics: false });
    lines = [];
    const log = createLog({ nowMs: () => 0, write: line => lines.push(JSON.parse(line) as Record<string, unknown>) });
    observer = clusterObserver({ metrics, log });
  });

  it('counts calls, their retries and their waits, and logs none of them', async () => {
    observer.callEnded?.({ verb: 'patch', resource: PODS, code: 409, durationMs: 20 });
    observer.callRetried?.({ verb: 'patch', resource: PODS, reason: 'Conflict', waitMs: 5 });
    observer.callWaited?.({ priority: 'low', waitedMs: 250 });
    const text = await metrics.text();
    expect(text).to.contain('sidecarset_cluster_calls_total{verb="patch",resource="pods",code="409"} 1');
    expect(text).to.contain('sidecarset_cluster_call_duration_seconds_sum{verb="patch",resource="pods"} 0.02');
    expect(text).to.contain('sidecarset_cluster_retries_total{verb="patch",resource="pods",reason="Conflict"} 1');
    expect(text).to.contain('sidecarset_cluster_rate_limit_seconds_sum{priority="low"} 0.25');
    expect(lines).to.deep.equal([]);
  });

  it('logs only those watches that did not end in good order', async () => {
    const watch = { resource: PODS, durationMs: 1000, eventCount: 3 };
    observer.watchEnded?.({ ...watch, reason: 'closed' });
    observer.watchEnded?.({ ...watch, reason: 'failed', retryInMs: 800, error: new Error('reset') });
    expect(lines).to.have.length(1);
    expect(lines[0]).to.include({ level: 'warn', event: 'watch-ended', resource: 'pods', error: 'reset' });
    const text = await metrics.text();
    expect(text).to.contain('sidecarset_cluster_watches_ended_total{resource="pods",reason="closed"} 1');
    expect(text).to.contain('sidecarset_cluster_watches_ended_total{resource="pods",reason="failed"} 1');
  });

  it('tells how much was listed', async () => {
    observer.listEnded?.({ resource: PODS, via: 'stream', count: 12, durationMs: 30 });
    expect(await metrics.text()).to.contain('sidecarset_cluster_objects_listed{resource="pods"} 12');
    expect(lines[0]).to.include({ event: 'list-ended', count: 12 });
  });

  it('shows when a watch was last heard', async () => {
    const beforeSeconds = Date.now() / 1000 - 1;
    observer.watchHeard?.({ resource: PODS });
    const line = /^sidecarset_cluster_watch_heard_timestamp_seconds\{resource="pods"\} (\S+)$/m;
    expect(Number(line.exec(await metrics.text())?.[1])).to.be.greaterThan(beforeSeconds);
  });

  it('shows who leads', async () => {
    observer.leadershipChanged?.({ leading: true, holder: 'a' });
    expect(await metrics.text()).to.contain('\nsidecarset_leader 1\n');
    observer.leadershipChanged?.({ leading: false, holder: 'b' });
    expect(await metrics.text()).to.contain('\nsidecarset_leader 0\n');
    expect(lines.map(({ holder }) => holder)).to.deep.equal(['a', 'b']);
  });

  it('makes noise about what should not happen', async () => {
    observer.historyRewound?.({ resource: PODS, from: '20', to: '10' });
    observer.listenerFailed?.({ resource: PODS, error: new TypeError('x is undefined') });
    observer.electionFailed?.({ leading: false, error: new Error('timeout') });
    observer.eventDropped?.({
      about: { kind: 'Pod', name: 'p', uid: 'u' },
      eventReason: 'Upgraded',
      reason: 'queue-full',
    });
    expect(lines.map(({ level, event }) => `${String(level)} ${String(event)}`)).to.deep.equal([
      'error history-rewound',
      'error listener-failed',
      'warn election-failed',
      'warn event-dropped',
    ]);
    expect(lines[1]?.['stack']).to.contain('cluster-observer.test.ts');
    expect(lines[3]?.['about']).to.deep.equal({ kind: 'Pod', name: 'p' });
    const text = await metrics.text();
    expect(text).to.contain('sidecarset_cluster_listener_failures_total{resource="pods"} 1');
    expect(text).to.contain('\nsidecarset_election_failures_total 1\n');
    expect(text).to.contain('sidecarset_cluster_events_dropped_total{reason="queue-full"} 1');
  });
});
