import { expect } from 'chai';

import type { Condition } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet, SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { InstalledOperator } from '../operator/install-operator.js';
import { whenInjectionReady } from '../operator/install-operator.js';
import { freshNamespace } from './fresh-namespace.js';
import type { InstalledCluster } from './installed-cluster.js';
import { installCluster } from './installed-cluster.js';

function theSet(name: string, spec: Partial<SidecarSetSpec> = {}): SidecarSet {
  return {
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'SidecarSet',
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      containers: [{ name: 'agent', image: 'agent:1' }],
      ...spec,
    },
  };
}

describe('the status on a real API server', function () {
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

  /** Once the status is about the stored generation and counts so many pods. */
  async function settled(name: string, matchedPods: number): Promise<SidecarSet> {
    let stored: SidecarSet | undefined;
    await waitFor(`the status of ${name} to count ${String(matchedPods)} pods`, async () => {
      stored = await cluster.kubectl.get<SidecarSet>('sidecarset', name);
      const { status, metadata } = stored;
      return status?.observedGeneration === metadata?.generation && status?.matchedPods === matchedPods;
    });
    return stored!;
  }

  const createPod = (name: string, app: string): Promise<string> =>
    cluster.kubectl.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels: { app } },
      spec: { containers: [{ name: 'app', image: 'nginx:1.15.1' }] },
    });

  const find = ({ status }: SidecarSet, type: string): Condition | undefined =>
    status?.conditions?.find(condition => condition.type === type);

  it('has conditions for which kubectl can wait', async () => {
    await cluster.kubectl.apply(theSet('set'));
    await cluster.kubectl('wait', 'sidecarset/set', '--for=condition=Available', '--timeout=300s');
    await cluster.kubectl('wait', 'sidecarset/set', '--for=condition=Stalled=False', '--timeout=300s');
    await whenInjectionReady(cluster, 'set');
    expect(find(await settled('set', 0), 'Progressing')).to.include({ status: 'False', reason: 'NoPods' });
  });

  it('names pods that cannot be upgraded, and takes it back when they are gone', async () => {
    await createPod('old', 'set');
    await settled('set', 1);
    await cluster.kubectl.apply(theSet('set', { containers: [{ name: 'agent', image: 'agent:1', args: ['-v'] }] }));
    const reshaped = await settled('set', 1);
    expect(reshaped.status?.notUpgradable).to.deep.include({ count: 1 });
    expect(reshaped.status?.notUpgradable?.examples).to.have.length(1);
    expect(find(reshaped, 'Progressing')).to.include({ status: 'False', reason: 'Reshaped' });

    await cluster.kubectl('delete', 'pod', 'old', '--namespace', namespace, '--grace-period=0', '--force');
    expect((await settled('set', 0)).status?.notUpgradable).to.deep.equal({ count: 0, examples: [] });
  });

  it('names pods that were not injected, each with the reason that can be told', async () => {
    const reasons = async (): Promise<readonly string[]> => {
      const { status } = await cluster.kubectl.get<SidecarSet>('sidecarset', 'missing');
      return (status?.notInjected?.examples ?? []).map(({ name, reason }) => `${name} ${reason}`);
    };
    const until = (...wanted: readonly string[]): Promise<unknown> =>
      waitFor(`the status to name ${String(wanted)}`, async () => String(await reasons()) === String(wanted));

    await createPod('early', 'missing');
    await cluster.kubectl.apply(theSet('missing', { injectionStrategy: { paused: true } }));
    const { metadata } = await settled('missing', 0);
    await until('early before-sidecarset');
    // The API server's times are whole seconds.
    const oneSecondLater = Date.parse(metadata?.creationTimestamp ?? '') + 1000;
    await waitFor('another second to begin', () => Date.now() > oneSecondLater);
    await createPod('paused', 'missing');
    await until('early before-sidecarset', 'paused injection-paused');

    await cluster.kubectl.apply(theSet('missing', { injectionStrategy: { paused: false } }));
    await until('early before-sidecarset', 'paused injection-missed');
    await whenInjectionReady(cluster, 'missing');
    await createPod('injected', 'missing');
    expect((await settled('missing', 1)).status?.notInjected?.count).to.equal(2);
    await cluster.kubectl('delete', 'pod', 'early', '--namespace', namespace, '--grace-period=0', '--force');
    await until('paused injection-missed');
  });

  it('is written no more after a restart of the operator', async () => {
    await createPod('new', 'set');
    await settled('set', 1);
    await whenInjectionReady(cluster, 'set');
    await operator.process.stop();
    const versions = (): Promise<string> =>
      cluster.kubectl('get', 'sidecarset', 'set', 'missing', '-o', 'jsonpath={.items[*].metadata.resourceVersion}');
    const before = await versions();
    await operator.restart();
    // Those that were there come first: once a new one has a status, the other has been looked at.
    await cluster.kubectl.apply(theSet('later'));
    await settled('later', 0);
    await whenInjectionReady(cluster, 'later');
    expect(await versions()).to.equal(before);
  });
});
