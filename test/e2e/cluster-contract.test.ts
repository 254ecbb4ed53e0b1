import { CUSTOM_RESOURCE_DEFINITIONS, SIDECARSETS } from '../../lib/api/resources.js';
import { SIDECARSET_CRD } from '../../lib/api/sidecarset-crd.generated.js';
import { createKubeClient } from '../../lib/cluster/kube-client.js';
import { loadKubeConfig } from '../../lib/cluster/kube-config.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { describeClusterContract } from '../contract/cluster-contract.js';

describeClusterContract('a real API server', async () => {
  const testCluster = await startTestCluster({ node: 'none' });
  const client = createKubeClient({ kubeConfig: loadKubeConfig({ file: testCluster.kubeconfigPath }) });
  await client.create(CUSTOM_RESOURCE_DEFINITIONS, SIDECARSET_CRD);
  await waitFor('SidecarSets to be served', async () => {
    await client.list(SIDECARSETS);
    return true;
  });
  return {
    cluster: client,
    patiently: work => work,
    stop: async () => {
      client.close();
      await testCluster.stop();
    },
  };
});
