import { expect } from 'chai';

import { PODS } from '../../lib/api/resources.js';
import type { Cluster, CallOptions } from '../../lib/cluster/cluster.js';
import type { Term } from '../../lib/cluster/term.js';
import { withinTerm } from '../../lib/cluster/within-term.js';
import { seededRandom } from '../simulation/seeded-random.js';
import { SimulatedCluster } from '../simulation/simulated-cluster.js';
import { VirtualClock } from '../simulation/virtual-clock.js';

const KEY = { namespace: 'default', name: 'a' };
const POD = { metadata: KEY, spec: { containers: [{ name: 'app', image: 'app:1' }] } };

function aCluster(): Cluster {
  return new SimulatedCluster({ clock: new VirtualClock(), random: seededRandom(1) });
}

/** A term that a test ends. */
class TestTerm implements Term {
  readonly #end = new AbortController();

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  throwIfOver(): void {
    this.signal.throwIfAborted();
  }

  end(): void {
    this.#end.abort(new Error('the lease is lost'));
  }
}

describe('withinTerm', () => {
  it('passes every call on while the term lasts', async () => {
    const cluster = withinTerm(aCluster(), new TestTerm());
    await cluster.create(PODS, POD);
    const patched = await cluster.patch(PODS, KEY, { type: 'merge', body: { metadata: { labels: { a: 'b' } } } });
    expect(patched.metadata?.labels).to.deep.equal({ a: 'b' });
    expect((await cluster.list(PODS)).items).to.have.length(1);
  });

  it('lets no call begin once the term has ended, and says why', async () => {
    const behind = aCluster();
    await behind.create(PODS, POD);
    const term = new TestTerm();
    const cluster = withinTerm(behind, term);
    term.end();
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

  it('lets no call be sent that stood in line when the term ended', async () => {
    const line: CallOptions[] = [];
    const cluster = aCluster();
    cluster.remove = (_resource, _key, options = {}) => Promise.resolve(void line.push(options));
    const term = new TestTerm();
    await withinTerm(cluster, term).remove(PODS, KEY, { priority: 'high' });
    expect(line.map(({ priority }) => priority)).to.deep.equal(['high']);
    expect(() => line[0]?.mayBeSent?.()).not.to.throw();
    term.end();
    expect(() => line[0]?.mayBeSent?.()).to.throw('the lease is lost');
  });
});
