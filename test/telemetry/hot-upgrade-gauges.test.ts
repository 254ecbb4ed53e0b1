import { expect } from 'chai';

import { HotUpgradeGauges } from '../../lib/telemetry/hot-upgrade-gauges.js';
import { createMetrics } from '../../lib/telemetry/metrics.js';

const metrics = createMetrics({ version: 'test', processMetrics: false });
const values = async (): Promise<readonly string[]> =>
  (await metrics.text()).split('\n').filter(line => line.startsWith('sidecarset_hot_upgrade'));

describe('HotUpgradeGauges', () => {
  it('counts hot upgrades by phase over all SidecarSets, and says since when the oldest is there', async () => {
    const gauges = new HotUpgradeGauges(metrics);
    gauges.note('mesh', [
      { phase: 'fill', since: '1970-01-01T00:02:00Z' },
      { phase: 'fill', since: '1970-01-01T00:01:00Z' },
    ]);
    gauges.note('logs', [{ phase: 'migrate', since: '1970-01-01T00:00:30Z' }, { phase: 'migrate' }]);
    expect(await values()).to.deep.equal([
      'sidecarset_hot_upgrades{phase="fill"} 2',
      'sidecarset_hot_upgrades{phase="migrate"} 2',
      'sidecarset_hot_upgrades{phase="empty"} 0',
      'sidecarset_hot_upgrade_oldest_since_seconds{phase="fill"} 60',
      'sidecarset_hot_upgrade_oldest_since_seconds{phase="migrate"} 30',
      'sidecarset_hot_upgrade_oldest_since_seconds{phase="empty"} 0',
    ]);
  });

  it('forgets what has ended, and everything when another replica leads', async () => {
    const gauges = new HotUpgradeGauges(metrics);
    gauges.note('mesh', [{ phase: 'fill', since: '1970-01-01T00:02:00Z' }]);
    gauges.note('logs', [{ phase: 'fill', since: '1970-01-01T00:01:00Z' }]);
    gauges.note('logs', []);
    expect(await values()).to.include.members([
      'sidecarset_hot_upgrades{phase="fill"} 1',
      'sidecarset_hot_upgrade_oldest_since_seconds{phase="fill"} 120',
    ]);
    gauges.clear();
    expect(await values()).to.include('sidecarset_hot_upgrades{phase="fill"} 0');
  });
});
