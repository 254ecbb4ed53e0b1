import { expect } from 'chai';
import { EVENTS, LEASES, PODS } from '../../lib/api/resources.js';
import type { ListQuery } from '../../lib/cluster/cluster.js';
import { aLease, aPod, refusalOf } from './subject.js';
import type { Subject } from './subject.js';

/** Reading many objects. */
export function describeLists(subject: () => Subject): void {
  describe('list', () => {
    const list = (query: ListQuery = {}) =>
      subject().cluster.list(LEASES, { namespace: subject().namespace, ...query });
    const names = async (query: ListQuery = {}): Promise<(string | undefined)[]> =>
      (await list(query)).items.map(item => item.metadata?.name);

    beforeEach(async () => {
      const labels = { c: { tier: 'web', canary: '' }, a: { tier: 'web' }, b: { tier: 'db' }, d: {} };
      for (const [name, own] of Object.entries(labels)) {
        await subject().cluster.create(LEASES, aLease(subject(), name, own));
      }
    });

    it('hands out whole objects, with their type, in the order of their names', async () => {
      const { cluster, namespace } = subject();
      const page = await list();
      expect(page.items.map(item => item.metadata?.name)).to.deep.equal(['a', 'b', 'c', 'd']);
      expect(page.items[0]).to.deep.equal(await cluster.get(LEASES, { namespace, name: 'a' }));
      expect(page.metadata.resourceVersion).to.match(/^[1-9]\d*$/);
    });

    it('stays within its namespace, or sees all of them', async () => {
      const { cluster, namespace } = subject();
      const labelSelector = 'tier=db';
      const everywhere = await cluster.list(LEASES, { labelSelector });
      expect(everywhere.items.map(item => item.metadata?.namespace)).to.include(namespace);
      expect((await cluster.list(LEASES, { labelSelector, namespace: 'kube-system' })).items).to.deep.equal([]);
    });

    for (const [labelSelector, found] of [
      ['tier=web', ['a', 'c']],
      ['tier==web,canary', ['c']],
      ['tier!=web', ['b', 'd']],
      ['tier in (web, db),!canary', ['a', 'b']],
      ['tier notin (web)', ['b', 'd']],
      ['canary=', ['c']],
    ] as const) {
      it(`selects by labels: ${labelSelector}`, async () => {
        expect(await names({ labelSelector })).to.deep.equal(found);
      });
    }

    it('selects by name', async () => {
      expect(await names({ fieldSelector: 'metadata.name=b' })).to.deep.equal(['b']);
      expect(await names({ fieldSelector: 'metadata.name!=b' })).to.deep.equal(['a', 'c', 'd']);
    });

    it('selects pods by node and events by what they are about', async () => {
      const { cluster, namespace } = subject();
      await cluster.create(PODS, aPod(subject(), 'on', { nodeName: 'n1' }));
      await cluster.create(PODS, aPod(subject(), 'off'));
      const about = { kind: 'Pod', namespace, name: 'on' };
      await cluster.create(EVENTS, { metadata: { namespace, name: 'on.1' }, involvedObject: about, reason: 'Told' });
      const on = await cluster.list(PODS, { namespace, fieldSelector: 'spec.nodeName=n1' });
      const off = await cluster.list(PODS, { namespace, fieldSelector: 'spec.nodeName=' });
      const told = await cluster.list(EVENTS, { namespace, fieldSelector: 'involvedObject.name=on,reason=Told' });
      expect([on, off, told].map(page => page.items.map(item => item.metadata?.name))).to.deep.equal([
        ['on'],
        ['off'],
        ['on.1'],
      ]);
      await cluster.remove(PODS, { namespace, name: 'on' }, { gracePeriodSeconds: 0 });
    });

    it('refuses selectors that it does not understand: BadRequest', async () => {
      for (const query of [{ labelSelector: 'a===b' }, { fieldSelector: 'data.key=v' }]) {
        expect(await refusalOf(list(query))).to.include({ code: 400, reason: 'BadRequest' });
      }
    });

    it('hands out pages that together show one moment, whatever happens meanwhile', async () => {
      const { cluster, namespace } = subject();
      const first = await list({ limit: 3 });
      expect(first.items.map(item => item.metadata?.name)).to.deep.equal(['a', 'b', 'c']);
      expect(first.metadata.remainingItemCount).to.equal(1);

      await cluster.create(LEASES, aLease(subject(), 'e'));
      await cluster.remove(LEASES, { namespace, name: 'd' });
      const second = await list({ limit: 3, continue: first.metadata.continue ?? '' });
      expect(second.items.map(item => item.metadata?.name)).to.deep.equal(['d']);
      expect(second.metadata.continue ?? '').to.equal('');
      expect(second.metadata.resourceVersion).to.equal(first.metadata.resourceVersion);
    });

    it('refuses a page token that it has not made: BadRequest', async () => {
      const refusal = await refusalOf(list({ limit: 1, continue: 'no-token' }));
      expect(refusal).to.include({ code: 400, reason: 'BadRequest' });
    });
  });
}
