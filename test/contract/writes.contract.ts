import { expect } from 'chai';
import { CONFIG_MAPS, LEASES } from '../../lib/api/resources.js';
import { aConfigMap, refusalOf } from './subject.js';
import type { Subject } from './subject.js';

/** Creating, reading and replacing. */
export function describeWrites(subject: () => Subject): void {
  describe('create and get', () => {
    it('hands back what was created, with a name, a uid, a version and a time', async () => {
      const { cluster, namespace } = subject();
      const created = await cluster.create(CONFIG_MAPS, aConfigMap(subject(), 'a', { data: { key: 'value' } }));
      expect(created).to.include({ apiVersion: 'v1', kind: 'ConfigMap' });
      expect(created.data).to.deep.equal({ key: 'value' });
      expect(created.metadata?.uid).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(created.metadata?.resourceVersion).to.match(/^[1-9]\d*$/);
      expect(created.metadata?.creationTimestamp).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(await cluster.get(CONFIG_MAPS, { namespace, name: 'a' })).to.deep.equal(created);
    });

    it('makes up the end of a generated name', async () => {
      const { cluster, namespace } = subject();
      const created = await cluster.create(CONFIG_MAPS, { metadata: { namespace, generateName: 'many-' } });
      expect(created.metadata?.name).to.match(/^many-[a-z0-9]{5}$/);
    });

    it('refuses a name that is taken: AlreadyExists', async () => {
      const { cluster } = subject();
      await cluster.create(CONFIG_MAPS, aConfigMap(subject(), 'a'));
      const refusal = await refusalOf(cluster.create(CONFIG_MAPS, aConfigMap(subject(), 'a')));
      expect(refusal).to.include({ code: 409, reason: 'AlreadyExists' });
      expect(refusal.message).to.contain('configmaps "a" already exists');
    });

    it('refuses a name that cannot be, with the field that is wrong: Invalid', async () => {
      const refusal = await refusalOf(subject().cluster.create(CONFIG_MAPS, aConfigMap(subject(), 'No_Name')));
      expect(refusal).to.include({ code: 422, reason: 'Invalid' });
      expect(refusal.causes.map(cause => cause.field)).to.include('metadata.name');
    });

    it('refuses an object for a namespace that is not there: NotFound', async () => {
      const object = { metadata: { namespace: 'nowhere', name: 'a' } };
      const refusal = await refusalOf(subject().cluster.create(CONFIG_MAPS, object));
      expect(refusal).to.include({ code: 404, reason: 'NotFound' });
      expect(refusal.message).to.contain('namespaces "nowhere" not found');
    });

    it('says what was asked when an object is not there: NotFound', async () => {
      const { cluster, namespace } = subject();
      const refusal = await refusalOf(cluster.get(CONFIG_MAPS, { namespace, name: 'a' }));
      expect(refusal).to.include({ code: 404, reason: 'NotFound' });
      expect(refusal.message).to.contain(`get configmaps ${namespace}/a`).and.to.contain('configmaps "a" not found');
    });

    it('stores nothing in a dry run, but answers as if it had', async () => {
      const { cluster, namespace } = subject();
      const answer = await cluster.create(CONFIG_MAPS, aConfigMap(subject(), 'a', { data: { k: 'v' } }), {
        dryRun: true,
      });
      expect(answer.data).to.deep.equal({ k: 'v' });
      expect((await refusalOf(cluster.get(CONFIG_MAPS, { namespace, name: 'a' }))).reason).to.equal('NotFound');
    });

    it('takes objects that others may not change afterwards in its memory', async () => {
      const { cluster, namespace } = subject();
      const data: Record<string, string> = { key: 'before' };
      const writing = cluster.create(CONFIG_MAPS, aConfigMap(subject(), 'a', { data }));
      await writing;
      data['key'] = 'after';
      expect((await cluster.get(CONFIG_MAPS, { namespace, name: 'a' })).data).to.deep.equal({ key: 'before' });
    });

    it('rejects with the reason of the signal that ended the call', async () => {
      const { cluster, namespace } = subject();
      const signal = AbortSignal.abort(new Error('no longer needed'));
      let reason: unknown;
      await cluster.get(CONFIG_MAPS, { namespace, name: 'a' }, { signal }).catch((error: unknown) => (reason = error));
      expect(reason).to.equal(signal.reason);
    });
  });

  describe('replace', () => {
    it('replaces the whole object and raises its version', async () => {
      const { cluster } = subject();
      const first = await cluster.create(CONFIG_MAPS, aConfigMap(subject(), 'a', { data: { one: '1' } }, { l: '1' }));
      const second = await cluster.replace(CONFIG_MAPS, { ...first, data: { two: '2' } });
      expect(second.data).to.deep.equal({ two: '2' });
      expect(second.metadata?.uid).to.equal(first.metadata?.uid);
      expect(Number(second.metadata?.resourceVersion)).to.be.greaterThan(Number(first.metadata?.resourceVersion));
    });

    it('keeps the version when nothing changes', async () => {
      const { cluster } = subject();
      const first = await cluster.create(CONFIG_MAPS, aConfigMap(subject(), 'a', { data: { one: '1' } }));
      const second = await cluster.replace(CONFIG_MAPS, first);
      expect(second.metadata?.resourceVersion).to.equal(first.metadata?.resourceVersion);
    });

    it('refuses when the object has moved on: Conflict', async () => {
      const { cluster } = subject();
      const first = await cluster.create(CONFIG_MAPS, aConfigMap(subject(), 'a'));
      await cluster.replace(CONFIG_MAPS, { ...first, data: { who: 'other' } });
      const refusal = await refusalOf(cluster.replace(CONFIG_MAPS, { ...first, data: { who: 'me' } }));
      expect(refusal).to.include({ code: 409, reason: 'Conflict' });
      expect(refusal.message).to.contain('the object has been modified');
    });

    it('refuses when another object has taken the name: Conflict', async () => {
      const { cluster, namespace } = subject();
      const first = await cluster.create(CONFIG_MAPS, aConfigMap(subject(), 'a'));
      const other = { metadata: { namespace, name: 'a', uid: 'another' } };
      expect(await refusalOf(cluster.replace(CONFIG_MAPS, { ...first, ...other }))).to.include({ code: 409 });
    });

    it('refuses an object that is not there: NotFound', async () => {
      const refusal = await refusalOf(subject().cluster.replace(CONFIG_MAPS, aConfigMap(subject(), 'a')));
      expect(refusal).to.include({ code: 404, reason: 'NotFound' });
    });

    it('insists on a version for leases, which two may write at once: Invalid', async () => {
      const { cluster, namespace } = subject();
      const lease = { metadata: { namespace, name: 'a' }, spec: { holderIdentity: 'me' } };
      const created = await cluster.create(LEASES, lease);
      expect(await refusalOf(cluster.replace(LEASES, lease))).to.include({ code: 422, reason: 'Invalid' });
      const renewed = await cluster.replace(LEASES, { ...created, spec: { holderIdentity: 'you' } });
      expect(renewed.spec?.holderIdentity).to.equal('you');
    });
  });
}
