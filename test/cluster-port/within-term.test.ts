import { expect } from 'chai';

import { PODS } from '../../lib/api/resources.js';
import type { Cluster } from '../../lib/cluster/cluster.js';
import { withinTerm } from '../../lib/cluster/within-term.js';
import { seededRandom } from '../simulation/seeded-random.js';
import { SimulatedCluster } from '../simulation/simulated-cluster.js';
import { VirtualClock } from '../simulation/virtual-clock.js';

const KEY = { namespace: 'default', name: 'a' };
const POD = { metadata: KEY, spec: { containers: [{ name: 'app', image: 'app:1' }] } };

function aCluster(): Cluster {
  return new SimulatedCluster({ clock: new VirtualClock(), random: seededRandom(1) });
}

describe('withinTerm', () => {
  it('passes every call on while the term lasts', async () => {
    const cluster = withinTerm(aCluster(), new AbortController().signal);
    await cluster.create(PODS, POD);
    const patched = await cluster.patch(PODS, KEY, { type: 'merge', body: { metadata: { labels: { a: 'b' } } } });
    expect(patched.metadata?.labels).to.deep.equal({ a: 'b' });
    expect((await cluster.list(PODS)).items).to.have.length(1);
  });

  it('lets no call begin once the term has ended, and says why', async () => {
    const behind = aCluster();
    await behind.create(PODS, POD);
    const term = new AbortController();
    const cluster = withinTerm(behind, term.signal);
    term.abort(new Error('the lease is lost'));
    const begun = [
      cluster.get(PODS, KEY),
      cluster.list(PODS),
      cluster.create(PODS, POD),
      cluster.replace(PODS, POD),
      cluster.patch(PODS, KEY, { type: 'merge', body: { metadata: { labels: { a: 'b' } } } }),
      cluster.remove(PODS, KEY),
    ];
    for (const outcome of await Promise.allSettled(begun)) {
      expect(outcome).to.deep.include({ status: 'rejected' });
      expect(String((outcome as PromiseRejectedResult).reason)).to.include('the lease is lost');
    }
    expect(() => cluster.watch(PODS, { resourceVersion: '0' })).to.throw('the lease is lost');
    expect((await behind.get(PODS, KEY)).metadata?.labels).to.equal(undefined);
  });
});
