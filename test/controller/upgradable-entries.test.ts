import { expect } from 'chai';

import type { WriteEnd } from '../../controller/apply-plan.js';
import { applySteps } from '../../controller/apply-plan.js';
import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { PODS, SIDECARSETS } from '../../lib/api/resources.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { markReshaped } from '../../lib/decide/rollout/mark-reshaped.js';
import { seededRandom } from '../simulation/seeded-random.js';
import { SimulatedCluster } from '../simulation/simulated-cluster.js';
import { VirtualClock } from '../simulation/virtual-clock.js';

const KEY = { namespace: 'default', name: 'web' };

describe('SidecarSetUpgradable, written by two SidecarSets at the same moment', () => {
  it('loses neither entry: one write is refused, and the next look adds to the other', async () => {
    const cluster = new SimulatedCluster({ clock: new VirtualClock(), random: seededRandom(1) });
    await cluster.create(PODS, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: KEY,
      spec: { containers: [{ name: 'app', image: 'app:1' }] },
    });
    const ends: WriteEnd[] = [];
    const mark = async (sidecarSet: string, pod: Pod): Promise<void> => {
      const step = markReshaped({ pod, version: 'reshaped' }, { sidecarSet, now: '2024-01-01T00:00:00Z' });
      await applySteps(step === undefined ? [] : [step], {
        cluster,
        pods: new ObjectStore({ resource: PODS }),
        sidecarSets: new ObjectStore({ resource: SIDECARSETS }),
        parallelWrites: 1,
        onWrite: (_, end) => ends.push(end),
        onFailure: (_, error) => expect.fail(String(error)),
        onRefusal: (_, error) => expect.fail(String(error)),
      });
    };
    const seen = await cluster.get(PODS, KEY);
    await Promise.all([mark('logs', seen), mark('mesh', seen)]);
    expect(ends.toSorted()).to.deep.equal(['moved', 'written']);

    for (const sidecarSet of ['logs', 'mesh']) await mark(sidecarSet, await cluster.get(PODS, KEY));
    const { status } = await cluster.get(PODS, KEY);
    const condition = status?.conditions?.find(({ type }) => type === 'SidecarSetUpgradable');
    expect(JSON.parse(condition?.message ?? '')).to.deep.equal({ logs: false, mesh: false });
  });
});
