import { createKubeClient } from '../../lib/cluster/kube-client.js';
import { loadKubeConfig } from '../../lib/cluster/kube-config.js';
import { describeClusterContract } from './cluster-contract.js';
describeClusterContract('hand', () => {
  const cluster = createKubeClient({ kubeConfig: loadKubeConfig({ file: '/tmp/dsim/kubeconfig' }) });
  return Promise.resolve({
    cluster,
    patiently: <T>(w: Promise<T>) => w,
    stop: () => {
      cluster.close();
      return Promise.resolve();
    },
  });
});
