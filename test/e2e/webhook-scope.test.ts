import { expect } from 'chai';

import type { MutatingWebhookConfiguration, Pod } from '../../lib/api/kubernetes.generated.js';
import { OPERATOR_NAME } from '../../lib/api/permissions.js';
import type { SidecarSet, SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { InstalledOperator } from '../operator/install-operator.js';
import { applyServerSide, whenInjectionReady } from '../operator/install-operator.js';
import { freshNamespace } from './fresh-namespace.js';
import type { InstalledCluster } from './installed-cluster.js';
import { installCluster } from './installed-cluster.js';

const CONFIGURATION = ['mutatingwebhookconfiguration', OPERATOR_NAME] as const;

function aSet(name: string, spec: Partial<SidecarSetSpec> = {}): SidecarSet {
  return {
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'SidecarSet',
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      containers: [{ name: `${name}-agent`, image: 'agent:1' }],
      ...spec,
    },
  };
}

describe('the pod webhooks, kept by the leader on a real API server', () => {
  let installed: InstalledCluster | undefined;
  let cluster: TestCluster;
  let operator: InstalledOperator;
  let namespace: string;

  before(async () => {
    installed = await installCluster();
    ({ cluster, operator } = installed);
    namespace = await freshNamespace(cluster);
  });

  after(async () => {
    await installed?.stop();
  });

  const configuration = (): Promise<MutatingWebhookConfiguration> => cluster.kubectl.get(...CONFIGURATION);
  const podWebhooks = async (): Promise<readonly string[]> =>
    ((await configuration()).webhooks ?? []).map(({ name }) => name).filter(name => name.startsWith('mpod'));

  async function createPod(name: string, app: string, place = namespace): Promise<readonly string[]> {
    const metadata = { name, namespace: place, labels: { app } };
    const spec = { containers: [{ name: 'app', image: 'app:1' }] };
    await cluster.kubectl.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
    const pod = await cluster.kubectl.get<Pod>('pod', name, '--namespace', place);
    return pod.spec?.containers.map(container => container.name) ?? [];
  }

  it('are none before there is a SidecarSet', async () => {
    expect(await podWebhooks()).to.deep.equal([]);
  });

  it('inject as soon as a SidecarSet is said to be ready', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const name = `quick-${String(attempt)}`;
      await cluster.kubectl.apply(aSet(name));
      await whenInjectionReady(cluster, name);
      expect(await createPod(name, name)).to.deep.equal([`${name}-agent`, 'app']);
      await cluster.kubectl('delete', 'sidecarset', name);
    }
  });

  it('reach into kube-system for a SidecarSet that asks for it, and not for one that does not', async () => {
    await cluster.kubectl.apply(aSet('plain'));
    await cluster.kubectl.apply(aSet('system', { namespace: 'kube-system' }));
    await whenInjectionReady(cluster, 'plain', 'system');
    expect(await createPod('plain', 'plain', 'kube-system')).to.deep.equal(['app']);
    expect(await createPod('system', 'system', 'kube-system')).to.deep.equal(['system-agent', 'app']);
    await cluster.kubectl('delete', 'sidecarset', 'plain', 'system');
  });

  it('stand for nothing while a SidecarSet is paused, and its condition says so', async () => {
    await cluster.kubectl.apply(aSet('resting', { injectionStrategy: { paused: true, failurePolicy: 'Fail' } }));
    const wait = ['wait', 'sidecarset/resting', '--for=condition=InjectionReady=False', '--timeout=300s'];
    await cluster.kubectl(...wait);
    await waitFor('the webhooks to go', async () => (await podWebhooks()).length === 0);
    await cluster.kubectl('delete', 'sidecarset', 'resting');
  });

  describe('while no operator answers', () => {
    before(async () => {
      await cluster.kubectl.apply(aSet('optional'));
      await cluster.kubectl.apply(aSet('critical', { injectionStrategy: { failurePolicy: 'Fail' } }));
      await whenInjectionReady(cluster, 'optional', 'critical');
      await operator.process.stop();
    });

    it('let pods be created that no SidecarSet selects, and are not asked about them', async () => {
      expect(await createPod('free', 'other')).to.deep.equal(['app']);
      expect(await createPod('free', 'critical', 'kube-system')).to.deep.equal(['app']);
    });

    it('have the pods of a Fail set refused, with a message that names us', async () => {
      const refusal = await createPod('refused', 'critical').catch(String);
      expect(refusal).to.contain('failed calling webhook "mpod-fail.sidecarset.kruise.io"');
      const left = await cluster.kubectl('get', 'pods', '--namespace', namespace, '--output=name');
      expect(left).to.not.contain('pod/refused');
    });

    it('let the pods of an Ignore set be created without their sidecars', async () => {
      expect(await createPod('ignored', 'optional')).to.deep.equal(['app']);
    });

    it('have those counted as not injected by the operator that comes back', async () => {
      await operator.restart();
      await waitFor('the status to name the pod', async () => {
        const { status } = await cluster.kubectl.get<SidecarSet>('sidecarset', 'optional');
        return status?.notInjected?.count === 1 && status.notInjected.examples?.[0]?.name === 'ignored';
      });
      await operator.process.stop();
    });

    it('take part again when the operator is back, which writes nothing for it', async () => {
      const before = (await configuration()).metadata?.resourceVersion;
      await operator.restart();
      await waitFor('a pod of the Fail set to be injected', async () => {
        const containers = await createPod('back', 'critical');
        return containers.length === 2;
      });
      await whenInjectionReady(cluster, 'optional', 'critical');
      expect((await configuration()).metadata?.resourceVersion).to.equal(before);
    });
  });

  describe('in the hands of others', () => {
    it('stay when the manifests are applied again, which changes nothing', async () => {
      const before = await configuration();
      expect(await podWebhooks()).to.have.length(2);
      await applyServerSide(cluster, operator.manifests);
      expect(await configuration()).to.deep.equal(before);
    });

    it('come back when somebody has taken them away', async () => {
      const webhooks = ((await configuration()).webhooks ?? []).filter(({ name }) => !name.startsWith('mpod'));
      const patch = JSON.stringify([{ op: 'replace', path: '/webhooks', value: webhooks }]);
      await cluster.kubectl('patch', ...CONFIGURATION, '--type=json', '-p', patch);
      await waitFor('the pod webhooks to be back', async () => (await podWebhooks()).length === 2);
    });

    it('are never a condition for the pods of the operator itself', async () => {
      const own = { namespace: 'sidecarset-system', injectionStrategy: { failurePolicy: 'Fail' } } as const;
      await cluster.kubectl.apply(aSet('own', own));
      await whenInjectionReady(cluster, 'own');
      await operator.process.stop();
      await waitFor('the account of the namespace', () =>
        cluster.kubectl('get', 'serviceaccount', 'default', '--namespace=sidecarset-system', '--output=name'),
      );
      const created = await createPod('own', 'own', 'sidecarset-system').catch(String);
      expect(String(created)).to.not.contain('failed calling webhook');
      await operator.restart();
    });
  });
});
