import { systemClock } from '../../lib/cluster/clock.js';
import { createKubeClient } from '../../lib/cluster/kube-client.js';
import { loadKubeConfig } from '../../lib/cluster/kube-config.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import type { SimulatedImage } from '../simulation/kubelet/image-catalogue.js';
import { startKubelet } from '../simulation/kubelet/start-kubelet.js';
import { seededRandom } from '../simulation/seeded-random.js';

/** What runs the pods of a test cluster. */
export interface SuppliedNode {
  /** For people. */
  readonly description: string;
  stop(): Promise<void>;
}

/**
 * Makes sure that pods run: on the real node, for which these images are made, or, where there is none, on a simulated
 * one, which can pull these images and no other.
 */
export async function supplyNode(cluster: TestCluster, images: readonly string[]): Promise<SuppliedNode> {
  if (cluster.realNode) {
    for (const reference of images) await cluster.pushImage({ reference });
    return {
      description: `a real kubelet and containerd (node ${cluster.nodeName ?? ''})`,
      stop: () => Promise.resolve(),
    };
  }
  const client = createKubeClient({
    kubeConfig: loadKubeConfig({ file: cluster.kubeconfigPath }),
    queriesPerSecond: 1000,
    burst: 1000,
  });
  const pull = (image: string): SimulatedImage => ({ pull: images.includes(image) ? 'works' : 'fails' });
  const kubelet = startKubelet({
    cluster: client,
    clock: systemClock,
    random: seededRandom(1),
    nodeName: 'simulated',
    images: pull,
  });
  return { description: 'a simulated node: no containerd here, or not root', stop: () => kubelet.stop() };
}
