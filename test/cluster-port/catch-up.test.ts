import { expect } from 'chai';
import { CONFIG_MAPS } from '../../lib/api/resources.js';
import { catchUp } from '../../lib/cluster/catch-up.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { FaultyCluster } from '../simulation/faults/faulty-cluster.js';
import { seededRandom } from '../simulation/seeded-random.js';
import { SimulatedCluster } from '../simulation/simulated-cluster.js';
import { VirtualClock } from '../simulation/virtual-clock.js';

describe('catchUp', () => {
  const key = { namespace: 'default', name: 'a' };

  it('brings a cache up to date whose watch is far behind, and tries until it can', async () => {
    const clock = new VirtualClock();
    const random = seededRandom(1);
    const inner = new SimulatedCluster({ clock, random });
    const cluster = new FaultyCluster({ cluster: inner, clock, random, plan: { lostCalls: 1 } });
    const store = new ObjectStore({ resource: CONFIG_MAPS });
    const old = await inner.create(CONFIG_MAPS, { metadata: key, data: { k: 'old' } });
    store.replace([old], old.metadata?.resourceVersion ?? '');
    await inner.patch(CONFIG_MAPS, key, { type: 'merge', body: { data: { k: 'new' } } });
    let over = false;
    void catchUp(store, { cluster, clock, random, signal: new AbortController().signal }).then(() => (over = true));
    await clock.advance(10_000);
    expect([over, store.get(key)?.data?.['k']]).to.deep.equal([false, 'old']);
    cluster.plan = {};
    await clock.advance(60_000);
    expect([over, store.get(key)?.data?.['k']]).to.deep.equal([true, 'new']);
  });

  it('ends when it is told to', async () => {
    const clock = new VirtualClock();
    const random = seededRandom(1);
    const inner = new SimulatedCluster({ clock, random });
    const cluster = new FaultyCluster({ cluster: inner, clock, random, plan: { lostCalls: 1 } });
    const stop = new AbortController();
    const store = new ObjectStore({ resource: CONFIG_MAPS });
    let over = false;
    void catchUp(store, { cluster, clock, random, signal: stop.signal }).then(() => (over = true));
    await clock.advance(10_000);
    stop.abort();
    await clock.settle();
    expect(over).to.equal(true);
  });
});
