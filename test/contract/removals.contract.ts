import { expect } from 'chai';
import { CONFIG_MAPS } from '../../lib/api/resources.js';
import { aConfigMap, refusalOf } from './subject.js';
import type { Subject } from './subject.js';

/** Removing objects. */
export function describeRemovals(subject: () => Subject): void {
  describe('remove', () => {
    const key = (): { namespace: string; name: string } => ({ namespace: subject().namespace, name: 'a' });

    it('removes the object', async () => {
      const { cluster } = subject();
      await cluster.create(CONFIG_MAPS, aConfigMap(subject(), 'a'));
      await cluster.remove(CONFIG_MAPS, key());
      expect((await refusalOf(cluster.get(CONFIG_MAPS, key()))).reason).to.equal('NotFound');
      expect((await refusalOf(cluster.remove(CONFIG_MAPS, key()))).reason).to.equal('NotFound');
    });

    it('spares an object that is not the one that was meant: Conflict', async () => {
      const { cluster } = subject();
      const { metadata } = await cluster.create(CONFIG_MAPS, aConfigMap(subject(), 'a'));
      for (const preconditions of [{ uid: 'another' }, { resourceVersion: '1' }]) {
        const refusal = await refusalOf(cluster.remove(CONFIG_MAPS, key(), { preconditions }));
        expect(refusal).to.include({ code: 409, reason: 'Conflict' });
      }
      const { uid = '', resourceVersion = '' } = metadata ?? {};
      await cluster.remove(CONFIG_MAPS, key(), { preconditions: { uid, resourceVersion } });
      expect((await refusalOf(cluster.get(CONFIG_MAPS, key()))).reason).to.equal('NotFound');
    });

    it('leaves an object with finalizers marked, takes no more of them, and removes it with the last one', async () => {
      const { cluster, namespace } = subject();
      const finalizers = ['example.com/mine'];
      await cluster.create(CONFIG_MAPS, { metadata: { namespace, name: 'a', finalizers } });
      await cluster.remove(CONFIG_MAPS, key());
      const marked = await cluster.get(CONFIG_MAPS, key());
      expect(marked.metadata?.deletionTimestamp).to.be.a('string');

      const more = { metadata: { finalizers: [...finalizers, 'example.com/late'] } };
      const refusal = await refusalOf(cluster.patch(CONFIG_MAPS, key(), { type: 'merge', body: more }));
      expect(refusal).to.include({ code: 422, reason: 'Invalid' });

      await cluster.patch(CONFIG_MAPS, key(), { type: 'merge', body: { metadata: { finalizers: null } } });
      expect((await refusalOf(cluster.get(CONFIG_MAPS, key()))).reason).to.equal('NotFound');
    });
  });
}
