import { expect } from 'chai';

import { CONFIGURATION_NAME, OPERATOR_NAMESPACE } from '../../lib/api/permissions.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { InstalledCluster } from './installed-cluster.js';
import { installCluster } from './installed-cluster.js';

function writing(annotation: string): object {
  return {
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'SidecarSet',
    metadata: { name: 'writer' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      containers: [{ name: 'agent', image: 'agent:1' }],
      patchPodMetadata: [{ annotations: { [annotation]: 'x' } }],
    },
  };
}

describe('pod annotations that SidecarSets may write, on a real API server', () => {
  let installed: InstalledCluster | undefined;
  let cluster: TestCluster;

  before(async () => {
    installed = await installCluster();
    ({ cluster } = installed);
  });
  after(async () => {
    await installed?.stop();
  });

  const answer = (annotation: string): Promise<string> =>
    cluster.kubectl.apply(writing(annotation)).catch((error: unknown) => String(error));

  it('are none without a list of the administrator, and the refusal says how to allow one', async () => {
    expect(await answer('team.example/a'))
      .to.include(CONFIGURATION_NAME)
      .and.include('team.example/a');
  });

  it('are those that the list names, as soon as it is written', async () => {
    const rules = [{ annotationKeyExprs: ['^team\\.example/'] }];
    await cluster.kubectl.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: CONFIGURATION_NAME, namespace: OPERATOR_NAMESPACE },
      data: { SidecarSet_PatchPodMetadata_WhiteList: JSON.stringify({ rules }) },
    });
    await waitFor('the list to be read', async () => (await answer('team.example/a')).startsWith('sidecarset'));
    expect(await answer('other.example/a')).to.include('other.example/a');
  });
});
