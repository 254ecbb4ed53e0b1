import { expect } from 'chai';
import type { Permission } from '../../lib/api/permissions.js';
import { CERTIFICATE_SECRET, OPERATOR_NAMESPACE } from '../../lib/api/permissions.js';
import { CONFIG_MAPS, NAMESPACES, PODS, SECRETS, SIDECARSETS } from '../../lib/api/resources.js';
import { refusalOf } from '../contract/subject.js';
import { GrantedCluster } from './granted-cluster.js';
import { seededRandom } from './seeded-random.js';
import { SimulatedCluster } from './simulated-cluster.js';
import { VirtualClock } from './virtual-clock.js';

describe('GrantedCluster', () => {
  const inner = new SimulatedCluster({ clock: new VirtualClock(), random: seededRandom(1) });
  const secret = { namespace: OPERATOR_NAMESPACE, name: CERTIFICATE_SECRET };
  const webhook = new GrantedCluster(inner, { roles: ['webhook'] });
  const controller = new GrantedCluster(inner, { roles: ['controller'] });

  before(async () => {
    await inner.create(NAMESPACES, { metadata: { name: OPERATOR_NAMESPACE } });
    await inner.create(SECRETS, { metadata: secret });
  });

  it('lets through what is granted', async () => {
    expect((await webhook.list(SIDECARSETS)).items).to.deep.equal([]);
    expect((await webhook.get(SECRETS, secret)).metadata?.name).to.equal(CERTIFICATE_SECRET);
  });

  it('refuses the rest in the words of the API server: Forbidden', async () => {
    const refusal = await refusalOf(webhook.list(PODS));
    expect(refusal).to.include({ code: 403, reason: 'Forbidden' });
    expect(refusal.message).to.equal(
      'list pods: pods is forbidden: User "system:serviceaccount:sidecarset-system:sidecarset-operator" cannot list resource "pods" in API group "" at the cluster scope (Forbidden)',
    );
    const remove = await refusalOf(controller.remove(PODS, { namespace: 'default', name: 'web' }));
    expect(remove.message).to.contain('pods "web" is forbidden').and.to.contain('in the namespace "default"');
  });

  it('tells roles apart', async () => {
    expect((await controller.list(PODS)).items).to.deep.equal([]);
    expect((await refusalOf(webhook.watch(PODS, { resourceVersion: '0' }).next())).reason).to.equal('Forbidden');
  });

  it('tells subresources from their objects', async () => {
    const key = { name: 'nobody' };
    const patch = { type: 'merge', body: {} } as const;
    expect((await refusalOf(controller.patch(SIDECARSETS, key, patch))).reason).to.equal('Forbidden');
    const status = controller.patch(SIDECARSETS, key, patch, { subresource: 'status' });
    expect((await refusalOf(status)).reason).to.equal('NotFound');
  });

  it("keeps to the operator's own namespace", async () => {
    const elsewhere = new GrantedCluster(inner, { roles: ['webhook'], operatorNamespace: 'elsewhere' });
    expect((await refusalOf(elsewhere.get(SECRETS, secret))).reason).to.equal('Forbidden');
  });

  it('keeps to the names that are granted, in lists and watches by their field selector', async () => {
    const { namespace, name } = secret;
    const query = { namespace, fieldSelector: `metadata.name=${name}` };
    expect((await webhook.list(SECRETS, query)).items).to.have.length(1);
    expect((await refusalOf(webhook.list(SECRETS, { namespace }))).reason).to.equal('Forbidden');
    expect((await refusalOf(webhook.get(SECRETS, { namespace, name: 'other' }))).reason).to.equal('Forbidden');
    expect((await refusalOf(webhook.create(SECRETS, { metadata: secret }))).reason).to.equal('AlreadyExists');
  });

  it('grants by the table that it is given', async () => {
    const table: Permission[] = [
      { roles: ['webhook'], resource: CONFIG_MAPS, verbs: ['list'], scope: 'cluster', why: 'to test' },
    ];
    const narrow = new GrantedCluster(inner, { roles: ['webhook'], permissions: table, user: 'me' });
    expect((await narrow.list(CONFIG_MAPS)).items).to.deep.equal([]);
    expect((await refusalOf(narrow.list(SIDECARSETS))).message).to.contain('User "me" cannot list');
  });
});
