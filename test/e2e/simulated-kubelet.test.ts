import { expect } from 'chai';
import type { ContainerStatus, Pod } from '../../lib/api/kubernetes.generated.js';
import { NAMESPACES, NODES, PODS } from '../../lib/api/resources.js';
import { systemClock } from '../../lib/cluster/clock.js';
import type { KubeClient } from '../../lib/cluster/kube-client.js';
import { createKubeClient } from '../../lib/cluster/kube-client.js';
import { loadKubeConfig } from '../../lib/cluster/kube-config.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { Kubelet } from '../simulation/kubelet/start-kubelet.js';
import { startKubelet } from '../simulation/kubelet/start-kubelet.js';
import { seededRandom } from '../simulation/seeded-random.js';

const namespace = 'simulated';
const key = { namespace, name: 'web' };

describe('the simulated kubelet on a real API server', function () {
  let testCluster: TestCluster;
  let cluster: KubeClient;
  let kubelet: Kubelet;

  before(async () => {
    testCluster = await startTestCluster({ node: 'none' });
    const kubeConfig = loadKubeConfig({ file: testCluster.kubeconfigPath });
    cluster = createKubeClient({ kubeConfig, queriesPerSecond: 1_000, burst: 1_000 });
    await cluster.create(NAMESPACES, { metadata: { name: namespace } });
    kubelet = startKubelet({
      cluster,
      clock: systemClock,
      random: seededRandom(1),
      nodeName: 'simulated-1',
      bindsPods: true,
      delays: { stop: [50, 100], pull: [50, 100], initRun: [50, 100], ready: [50, 100] },
    });
  });
  after(async () => {
    await kubelet.stop();
    cluster.close();
    await testCluster.stop();
  });

  const ready = (pod: Pod): boolean =>
    (pod.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
  const meshOf = (pod: Pod): ContainerStatus | undefined =>
    pod.status?.containerStatuses?.find(({ name }) => name === 'mesh');

  async function create(name: string): Promise<void> {
    const containers = [
      { name: 'app', image: 'app:1' },
      { name: 'mesh', image: 'mesh:1' },
    ];
    const initContainers = [
      { name: 'setup', image: 'setup:1' },
      { name: 'native', image: 'native:1', restartPolicy: 'Always' },
    ];
    await cluster.create(PODS, { metadata: { namespace, name }, spec: { containers, initContainers } });
  }

  it('keeps a node that the node controller finds ready', async () => {
    await waitFor('a node that is ready and free of taints', async () => {
      const { spec, status } = await cluster.get(NODES, { name: 'simulated-1' });
      const isReady = status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True');
      return isReady === true && (spec?.taints ?? []).length === 0;
    });
  });

  it('brings a pod up, upgrades a container in place, and lets the pod go', async () => {
    await create('web');
    const before = await waitFor('a ready pod', async () => {
      const pod = await cluster.get(PODS, key);
      return ready(pod) ? pod : undefined;
    });
    const body = { spec: { containers: [{ name: 'mesh', image: 'mesh:2' }] } };
    await cluster.patch(PODS, key, { type: 'strategic', body });
    const after = await waitFor('the new image', async () => {
      const pod = await cluster.get(PODS, key);
      return ready(pod) && meshOf(pod)?.image === 'docker.io/library/mesh:2' ? pod : undefined;
    });
    expect(meshOf(after)).to.include({ restartCount: 1, ready: true });
    expect(meshOf(after)?.imageID).not.to.equal(meshOf(before)?.imageID);
    expect(after.status?.containerStatuses?.[0]).to.deep.equal(before.status?.containerStatuses?.[0]);

    await cluster.remove(PODS, key);
    await waitFor('the pod to be gone', async () => (await cluster.list(PODS, { namespace })).items.length === 0);
  });

  it('runs three hundred pods', async () => {
    await Promise.all(Array.from({ length: 300 }, (_, index) => create(`many-${index}`)));
    await waitFor('three hundred ready pods', async () => {
      const { items } = await cluster.list(PODS, { namespace });
      return items.filter(ready).length === 300;
    });
    expect(kubelet.podCount).to.equal(300);
  });
});
