import { expect } from 'chai';
import type { MutatingWebhookConfiguration, Pod } from '../../lib/api/kubernetes.generated.js';
import { CERTIFICATE_SECRET, OPERATOR_NAME, OPERATOR_NAMESPACE } from '../../lib/api/permissions.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { applyServerSide, whenInjectionReady } from '../operator/install-operator.js';
import { freshNamespace } from './fresh-namespace.js';
import type { InstalledCluster } from './installed-cluster.js';
import { installCluster } from './installed-cluster.js';

/** The manual's first SidecarSet. */
function theManualsExample(command: readonly string[] = ['sleep', '999d']): SidecarSet {
  return {
    apiVersion: 'apps.kruise.io/v1alpha1',
    kind: 'SidecarSet',
    metadata: { name: 'test-sidecarset' },
    spec: {
      selector: { matchLabels: { app: 'nginx' } },
      updateStrategy: { type: 'RollingUpdate', maxUnavailable: 1 },
      containers: [
        {
          name: 'sidecar1',
          image: 'centos:6.7',
          command,
          volumeMounts: [{ name: 'log-volume', mountPath: '/var/log' }],
        },
      ],
      volumes: [{ name: 'log-volume', emptyDir: {} }],
    },
  };
}

/** The manual's first pod. */
function itsPod(name: string, namespace: string): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: 'nginx' } },
    spec: { containers: [{ name: 'app', image: 'nginx:1.15.1' }] },
  };
}

describe('the webhooks, asked by a real API server', function () {
  let installed: InstalledCluster | undefined;
  let cluster: TestCluster;
  let namespace: string;

  before(async () => {
    installed = await installCluster();
    ({ cluster } = installed);
    namespace = await freshNamespace(cluster);
    await cluster.kubectl.apply(theManualsExample());
    await whenInjectionReady(cluster, 'test-sidecarset');
  });

  after(async () => {
    await installed?.stop();
  });

  function expectInjected({ metadata, spec }: Pod): void {
    expect(spec?.containers.map(({ name }) => name)).to.deep.equal(['sidecar1', 'app']);
    expect(spec?.containers[0]).to.deep.include({ command: ['sleep', '999d'] });
    expect(spec?.containers[0]?.env).to.deep.equal([{ name: 'IS_INJECTED', value: 'true' }]);
    expect(spec?.volumes).to.deep.include({ name: 'log-volume', emptyDir: {} });
    expect(metadata?.annotations?.['kruise.io/sidecarset-injected-list']).to.equal('test-sidecarset');
  }

  function createPod(name: string): Promise<string> {
    return cluster.kubectl.create(itsPod(name, namespace));
  }

  it('inject a pod at its creation', async () => {
    await createPod('injected');
    expectInjected(await cluster.kubectl.get<Pod>('pod', 'injected', '--namespace', namespace));
  });

  it('inject a pod in a dry run, of which nothing stays', async () => {
    const dryRun = await applyServerSide(
      cluster,
      JSON.stringify(itsPod('dry', namespace)),
      '--dry-run=server',
      '--output=json',
    );
    expectInjected(JSON.parse(dryRun) as Pod);
    const left = await cluster.kubectl('get', 'pods', '--namespace', namespace, '--output=name');
    expect(left).to.not.contain('pod/dry');
  });

  it('refuse a pod whose own container has the name of a sidecar, and say which', async () => {
    const pod = { ...itsPod('taken', namespace), spec: { containers: [{ name: 'sidecar1', image: 'mine' }] } };
    const refusal = await cluster.kubectl.create(pod).catch(String);
    expect(refusal).to.contain('SidecarSet test-sidecarset injects a container named sidecar1');
  });

  it('store our defaults and OpenKruise’s hashes', async () => {
    const { metadata, spec } = await cluster.kubectl.get<SidecarSet>('sidecarset', 'test-sidecarset');
    expect(spec.containers?.[0]).to.include({ podInjectPolicy: 'BeforeAppContainer' });
    expect(metadata?.annotations).to.include.keys(
      'kruise.io/sidecarset-hash',
      'kruise.io/sidecarset-hash-without-image',
    );
  });

  it('change nothing when the same SidecarSet is applied again', async () => {
    const set = JSON.stringify({ ...theManualsExample(), metadata: { name: 'applied-twice' }, spec: OTHER_SPEC });
    const version = async (): Promise<string | undefined> => {
      await applyServerSide(cluster, set);
      // The last that the operator writes of it by itself.
      await whenInjectionReady(cluster, 'applied-twice');
      const { metadata } = await cluster.kubectl.get<SidecarSet>('sidecarset', 'applied-twice');
      return metadata?.resourceVersion;
    };
    const first = await version();
    expect(first).to.be.a('string');
    expect(await version()).to.equal(first);
  });

  it('refuse a SidecarSet with ten faults by ten messages', async () => {
    // Not by server-side apply: a list keyed by name with a name used twice never gets as far as admission there.
    const refusal = await cluster.kubectl('create', '--filename=examples/ten-faults/sidecarset.yaml').catch(String);
    for (const [index, place] of TEN_PLACES.entries()) expect(refusal, `fault ${index + 1}`).to.contain(`${place}: `);
    expect(refusal.match(/^\* spec\./gm)).to.have.length(10);
  });

  it('warn that a change needs new pods', async () => {
    const changed = JSON.stringify(theManualsExample(['sleep', '1d']));
    const warned = await applyServerSide(
      cluster,
      changed,
      '--force-conflicts',
      '--dry-run=server',
      '--warnings-as-errors',
    ).catch(String);
    expect(warned).to.match(/Warning: spec.*new pods/);
  });

  it('are trusted again soon after somebody has taken the trust away', async () => {
    const operations = [{ op: 'remove', path: '/webhooks/0/clientConfig/caBundle' }];
    const kind = 'mutatingwebhookconfiguration';
    await cluster.kubectl('patch', kind, OPERATOR_NAME, '--type=json', `--patch=${JSON.stringify(operations)}`);
    await waitFor('caBundle to be back', async () => {
      const { webhooks } = await cluster.kubectl.get<MutatingWebhookConfiguration>(kind, OPERATOR_NAME);
      return webhooks?.every(({ clientConfig }) => clientConfig.caBundle !== undefined) === true;
    });
  });

  it('serve with a new certificate, without a restart, after its Secret was deleted', async () => {
    await cluster.kubectl('delete', 'secret', CERTIFICATE_SECRET, '--namespace', OPERATOR_NAMESPACE);
    let attempts = 0;
    await waitFor('the API server to reach the webhook again', async () => {
      attempts += 1;
      const name = `again-${attempts}`;
      await createPod(name);
      const pod = await cluster.kubectl.get<Pod>('pod', name, '--namespace', namespace);
      return pod.spec?.containers.length === 2;
    });
    const secret = await cluster.kubectl('get', 'secret', CERTIFICATE_SECRET, '--namespace', OPERATOR_NAMESPACE);
    expect(secret).to.contain(CERTIFICATE_SECRET);
  });
});

/** Has nothing to do with what another test makes. */
const OTHER_SPEC = {
  selector: { matchLabels: { app: 'another' } },
  containers: [{ name: 'another', image: 'agent:1' }],
};

const TEN_PLACES = [
  'spec.selector',
  'spec.updateStrategy.maxUnavailable',
  'spec.updateStrategy.partition',
  'spec.updateStrategy.type',
  'spec.containers[0].podInjectPolicy',
  'spec.containers[0].transferEnv[0].sourceContainerNameFrom.fieldRef.fieldPath',
  'spec.containers[1].name',
  'spec.containers[2].upgradeStrategy.hotUpgradeEmptyImage',
  'spec.containers[2].ports[0].containerPort',
  'spec.containers[2].volumeMounts[1].mountPath',
];
