import { expect } from 'chai';

import type { Metrics } from '../../lib/telemetry/metrics.js';
import { createMetrics } from '../../lib/telemetry/metrics.js';
import type { RolloutFacts } from '../../lib/telemetry/rollout-observer.js';
import { RolloutMetrics } from '../../lib/telemetry/rollout-observer.js';

const FACTS: RolloutFacts = {
  podsByRevision: new Map([
    ['logs-1', 3],
    ['logs-2', 2],
  ]),
  readyPods: 4,
  heldByReason: new Map([['budget', 2]]),
  hotUpgrades: [],
  upgradesEndedMs: [4_000],
};

describe('RolloutMetrics', () => {
  let metrics: Metrics;
  let observer: RolloutMetrics;
  beforeEach(() => {
    metrics = createMetrics({ version: '1', processMetrics: false });
    observer = new RolloutMetrics(metrics);
  });

  async function linesAbout(sidecarSet: string): Promise<readonly string[]> {
    const lines = (await metrics.text()).split('\n').filter(line => line.includes(`sidecarset="${sidecarSet}"`));
    return lines.filter(line => line.startsWith('sidecarset_rollout_')).toSorted();
  }

  it('shows the pods of a rollout by revision and by the reason that holds them', async () => {
    observer.planned('logs', FACTS);
    expect(await linesAbout('logs')).to.deep.equal([
      'sidecarset_rollout_pods_held{sidecarset="logs",reason="budget"} 2',
      'sidecarset_rollout_pods_ready{sidecarset="logs"} 4',
      'sidecarset_rollout_pods{sidecarset="logs",revision="logs-1"} 3',
      'sidecarset_rollout_pods{sidecarset="logs",revision="logs-2"} 2',
    ]);
  });

  it('takes away what does not hold any more', async () => {
    observer.planned('logs', FACTS);
    observer.planned('logs', { ...FACTS, podsByRevision: new Map([['logs-2', 5]]), heldByReason: new Map() });
    expect(await linesAbout('logs')).to.deep.equal([
      'sidecarset_rollout_pods_ready{sidecarset="logs"} 4',
      'sidecarset_rollout_pods{sidecarset="logs",revision="logs-2"} 5',
    ]);
  });

  it('forgets a SidecarSet that is gone, and all of them when another process leads', async () => {
    for (const name of ['logs', 'mesh', 'dns']) observer.planned(name, FACTS);
    observer.gone('logs');
    expect(await linesAbout('logs')).to.deep.equal([]);
    expect(await linesAbout('mesh')).to.have.length(4);
    observer.clear();
    expect([...(await linesAbout('mesh')), ...(await linesAbout('dns'))]).to.deep.equal([]);
  });

  it('measures ended upgrades in seconds, and counts writes by their end', async () => {
    observer.planned('logs', FACTS);
    observer.wrote('logs', 'cold-upgrade', 'written');
    observer.wrote('logs', 'cold-upgrade', 'moved');
    const text = await metrics.text();
    expect(text).to.contain('sidecarset_upgrade_duration_seconds_sum{sidecarset="logs"} 4');
    expect(text).to.contain('sidecarset_pod_writes_total{sidecarset="logs",step="cold-upgrade",end="moved"} 1');
  });
});
