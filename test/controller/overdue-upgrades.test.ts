import { expect } from 'chai';

import { OverdueUpgrades } from '../../controller/overdue-upgrades.js';
import type { HotUpgrade } from '../../lib/decide/rollout/hot-progress.js';

const stuck = (name: string, since = '2024-05-01T12:00:00Z'): HotUpgrade => ({
  pod: { metadata: { namespace: 'shop', name, uid: `uid-of-${name}` } },
  sidecar: 'mesh',
  phase: 'migrate',
  active: 'mesh-2',
  idle: 'mesh-1',
  waitsFor: ['app'],
  since,
});

describe('OverdueUpgrades', () => {
  it('says of a pod what stays, since when and what it waits for', () => {
    expect(new OverdueUpgrades().tell('mesh-set', [stuck('web-1')])).to.deep.equal([
      {
        about: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web-1', uid: 'uid-of-web-1' },
        type: 'Warning',
        reason: 'hot-upgrade-overdue',
        message:
          'SidecarSet mesh-set: since 2024-05-01T12:00:00Z mesh is in phase migrate: mesh-2 takes over from mesh-1; ' +
          'before mesh-1 is emptied, app must be ready',
      },
    ]);
  });

  it('says it once, and again when another upgrade of the pod stays', () => {
    const told = new OverdueUpgrades();
    const names = (overdue: readonly HotUpgrade[]): readonly (string | undefined)[] =>
      told.tell('mesh-set', overdue).map(({ about }) => about.name);
    expect(names([stuck('web-1')])).to.deep.equal(['web-1']);
    expect(names([stuck('web-1'), stuck('web-2')])).to.deep.equal(['web-2']);
    expect(names([])).to.deep.equal([]);
    expect(names([stuck('web-1', '2024-05-01T13:00:00Z')])).to.deep.equal(['web-1']);
  });

  it('keeps SidecarSets apart, and forgets one that is gone', () => {
    const told = new OverdueUpgrades();
    told.tell('mesh-set', [stuck('web-1')]);
    expect(told.tell('other', [stuck('web-1')])).to.have.length(1);
    told.forget('mesh-set');
    expect(told.tell('mesh-set', [stuck('web-1')])).to.have.length(1);
  });
});
