import { expect } from 'chai';
import { COUNTERS, GAUGES, HISTOGRAMS } from '../../lib/api/metric-table.js';
import type { Metrics } from '../../lib/telemetry/metrics.js';
import { createMetrics } from '../../lib/telemetry/metrics.js';
import { queueObserver } from '../../lib/telemetry/queue-observer.js';

function aMetrics(): Metrics {
  return createMetrics({ version: '1.2.3', processMetrics: false });
}

describe('createMetrics', () => {
  it('announces every metric of the table', async () => {
    const text = await aMetrics().text();
    for (const [type, table] of Object.entries({ counter: COUNTERS, gauge: GAUGES, histogram: HISTOGRAMS })) {
      for (const name of Object.keys(table)) expect(text).to.contain(`# TYPE ${name} ${type}\n`);
    }
  });

  it('shows metrics without labels from the start, so that alerts have data', async () => {
    const text = await aMetrics().text();
    expect(text).to.contain('\nsidecarset_leader 0\n');
    expect(text).to.contain('\nsidecarset_queue_retries_total 0\n');
  });

  it('counts, sets and observes', async () => {
    const metrics = aMetrics();
    metrics.count('sidecarset_pods_injected_total', { sidecarset: 'logs' });
    metrics.count('sidecarset_pods_injected_total', { sidecarset: 'logs' }, 2);
    metrics.set('sidecarset_leader', {}, 1);
    metrics.observe('sidecarset_webhook_duration_seconds', { endpoint: 'mpod' }, 0.0007);
    const text = await metrics.text();
    expect(text).to.contain('sidecarset_pods_injected_total{sidecarset="logs"} 3');
    expect(text).to.contain('\nsidecarset_leader 1\n');
    expect(text).to.contain('sidecarset_webhook_duration_seconds_bucket{le="0.0005",endpoint="mpod"} 0');
    expect(text).to.contain('sidecarset_webhook_duration_seconds_bucket{le="0.001",endpoint="mpod"} 1');
  });

  it('says which build runs on which Node', async () => {
    const wanted = `sidecarset_build_info{version="1.2.3",node="${process.version}"} 1`;
    expect(await aMetrics().text()).to.contain(wanted);
  });

  it('keeps two operators of one process apart', async () => {
    const [one, two] = [aMetrics(), aMetrics()];
    one.set('sidecarset_leader', {}, 1);
    expect(await two.text()).to.contain('\nsidecarset_leader 0\n');
  });

  it('adds the metrics of the process unless told not to', async () => {
    expect(await createMetrics({ version: '0' }).text()).to.contain('process_cpu_user_seconds_total');
    expect(await aMetrics().text()).to.not.contain('process_cpu');
  });
});

describe('the table of metrics', () => {
  const rows = Object.entries({ ...COUNTERS, ...GAUGES, ...HISTOGRAMS });

  it('follows the conventions of Prometheus', () => {
    for (const [name, { help }] of rows) {
      expect(name).to.match(/^sidecarset(_[a-z]+)+$/);
      expect(help, name).to.match(/^[0-9A-Z].*\.$/);
    }
    expect(Object.keys(COUNTERS).every(name => name.endsWith('_total'))).to.equal(true);
    expect(Object.keys(HISTOGRAMS).every(name => name.endsWith('_seconds'))).to.equal(true);
  });

  it('orders buckets from small to large', () => {
    for (const [name, { buckets }] of Object.entries(HISTOGRAMS)) {
      expect(buckets, name).to.deep.equal(buckets.toSorted((a, b) => a - b));
    }
  });
});

describe('queueObserver', () => {
  it('turns what the queue tells into metrics, in seconds', async () => {
    const metrics = aMetrics();
    const observer = queueObserver(metrics);
    observer.added('a');
    observer.started('a', 1500);
    observer.ended('a', 20);
    observer.retried('a', 1000);
    observer.depth(4);
    const text = await metrics.text();
    for (const line of [
      'sidecarset_queue_adds_total 1',
      'sidecarset_queue_wait_seconds_sum 1.5',
      'sidecarset_queue_work_seconds_sum 0.02',
      'sidecarset_queue_retries_total 1',
      'sidecarset_queue_depth 4',
    ]) {
      expect(text).to.contain(`\n${line}\n`);
    }
  });
});
