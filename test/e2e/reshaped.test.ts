import { expect } from 'chai';

import type { Pod, PodCondition } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { whenInjectionReady } from '../operator/install-operator.js';
import type { InstalledCluster } from './installed-cluster.js';
import { installCluster } from './installed-cluster.js';

/** A SidecarSet that selects one label and injects one container of its own name. */
function aSidecarSetNamed(name: string, args: readonly string[]): SidecarSet {
  return {
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'SidecarSet',
    metadata: { name },
    spec: { selector: { matchLabels: { app: 'web' } }, containers: [{ name, image: 'agent:1', args }] },
  };
}

const web = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
  spec: { containers: [{ name: 'app', image: 'app:1' }] },
};

describe('a pod that cannot be upgraded in place, on a real API server', function () {
  let installed: InstalledCluster | undefined;
  let cluster: TestCluster;

  before(async () => {
    installed = await installCluster();
    ({ cluster } = installed);
    await cluster.kubectl.apply(aSidecarSetNamed('first', ['-a']));
    await cluster.kubectl.apply(aSidecarSetNamed('second', ['-a']));
    await whenInjectionReady(cluster, 'first', 'second');
    await waitFor('a pod with both sidecars', async () => {
      await cluster.kubectl.apply(web);
      const pod = await read();
      if (pod.spec?.containers.length === 3) return true;
      await cluster.kubectl('delete', 'pod', 'web', '--now');
      return false;
    });
  });

  after(async () => {
    await installed?.stop();
  });

  const read = async (): Promise<Pod> => JSON.parse(await cluster.kubectl('get', 'pod', 'web', '-o', 'json')) as Pod;
  const condition = async (): Promise<PodCondition | undefined> =>
    (await read()).status?.conditions?.find(({ type }) => type === 'SidecarSetUpgradable');
  const saysSo = (message: string): Promise<true> =>
    waitFor(`the pod to say ${message}`, async () => (await condition())?.message === message);

  it('says nothing while every SidecarSet can upgrade it', async () => {
    const matched = async (name: string): Promise<string> =>
      cluster.kubectl('get', 'sidecarset', name, '-o', 'jsonpath={.status.matchedPods}');
    for (const name of ['first', 'second']) {
      await waitFor(`the pod to be counted by ${name}`, async () => (await matched(name)) === '1');
    }
    expect(await condition()).to.equal(undefined);
  });

  it('says which SidecarSet cannot, beside the conditions of others', async () => {
    await cluster.kubectl.apply(aSidecarSetNamed('first', ['-b']));
    await saysSo('{"first":false}');
    expect(await condition()).to.include({ status: 'False', reason: 'UpdateImmutableField' });
    expect((await read()).status?.conditions?.length).to.be.greaterThan(1);
  });

  it('keeps what one SidecarSet says when another joins it', async () => {
    await cluster.kubectl.apply(aSidecarSetNamed('second', ['-b']));
    await saysSo('{"first":false,"second":false}');
  });

  it('says that it can once all of them can again', async () => {
    await cluster.kubectl.apply(aSidecarSetNamed('first', ['-a']));
    await saysSo('{"first":true,"second":false}');
    expect((await condition())?.status).to.equal('False');
    await cluster.kubectl.apply(aSidecarSetNamed('second', ['-a']));
    await saysSo('{"first":true,"second":true}');
    expect(await condition()).to.include({ status: 'True', reason: 'AllSidecarsetUpgradable' });
  });
});
