import { expect } from 'chai';

import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { OPERATOR_NAMESPACE } from '../../lib/api/permissions.js';
import { CONFIG_MAPS, NAMESPACES, PODS, SIDECARSETS } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { isApiError } from '../../lib/cluster/api-error.js';
import type { KubeClient } from '../../lib/cluster/kube-client.js';
import { createKubeClient } from '../../lib/cluster/kube-client.js';
import { loadKubeConfig } from '../../lib/cluster/kube-config.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { InjectionGolden } from '../golden/injection-golden.js';
import { readInjectionGoldens } from '../golden/injection-golden.js';
import { differences, owned } from './owned-fields.js';
import type { InstalledCluster } from './installed-cluster.js';
import { installCluster } from './installed-cluster.js';

const goldens = readInjectionGoldens();

describe('injection goldens through a real API server', function () {
  let installed: InstalledCluster | undefined;
  let cluster: TestCluster;
  let client: KubeClient;

  before(async () => {
    installed = await installCluster();
    ({ cluster } = installed);
    client = createKubeClient({ kubeConfig: loadKubeConfig({ file: cluster.kubeconfigPath }) });
    await client.create(CONFIG_MAPS, EVERY_ANNOTATION_ALLOWED);
    await createNamespaces(client);
  });

  after(async () => {
    client.close();
    await installed?.stop();
  });

  let left: readonly SidecarSet[] = [];

  afterEach(async () => {
    for (const { metadata } of left) await client.remove(SIDECARSETS, { name: metadata?.name ?? '' });
    left = [];
  });

  /**
   * Until the operator, whose webhook and controller share one cache, has said in the status that it has seen them; and
   * where pods are to be left alone, whether the API server asks about them: otherwise nothing would be shown.
   */
  async function createSidecarSets({ sidecarSets, want }: InjectionGolden): Promise<void> {
    for (const sidecarSet of sidecarSets) {
      const version = sidecarSet.apiVersion?.split('/')[1] ?? '';
      // It is refused as long as the webhook has not seen that those of the golden before are gone.
      await waitFor('the SidecarSet to be accepted', () => client.create({ ...SIDECARSETS, version }, sidecarSet));
      left = [...left, sidecarSet];
    }
    for (const { metadata } of sidecarSets) {
      await waitFor(`the operator to see SidecarSet ${metadata?.name ?? ''}`, async () => {
        const { status } = await client.get(SIDECARSETS, { name: metadata?.name ?? '' });
        const isJudged = status?.conditions?.some(({ type }) => type === 'InjectionReady') === true;
        return status?.observedGeneration === 1 && (isJudged || want?.kind !== 'leave');
      });
    }
  }

  for (const golden of goldens) {
    it(golden.sentence, async () => {
      await createSidecarSets(golden);
      // Nobody says when an API server has learnt which pods to ask about: it is asked until it does as wanted.
      await waitFor(`the API server to create the pod as wanted`, async () => {
        await expectAsWanted(golden);
        return true;
      });
    });
  }

  async function expectAsWanted(golden: InjectionGolden): Promise<void> {
    const created = await createDryRun(golden).catch((error: unknown) => error);
    const want = golden.want!;
    if (want.kind === 'reject') {
      expect(isApiError(created, 'Forbidden'), String(created)).to.equal(true);
      expect(String(created)).to.contain(want.message);
      return;
    }
    if (created instanceof Error) throw created;
    const wanted = want.kind === 'leave' ? golden.pod : want.pod;
    expect(differences(owned(created as Pod), owned(wanted))).to.deep.equal([]);
  }

  function createDryRun({ pod, namespace }: InjectionGolden): Promise<Pod> {
    return client.create(PODS, { ...pod, metadata: { ...pod.metadata, namespace } }, { dryRun: true });
  }
});

const EVERY_ANNOTATION_ALLOWED = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: OPERATOR_NAMESPACE, name: 'kruise-configuration' },
  data: { SidecarSet_PatchPodMetadata_WhiteList: JSON.stringify({ rules: [{ annotationKeyExprs: ['.*'] }] }) },
};

/** All at the start, with their labels: nothing about a Namespace changes between two goldens. */
async function createNamespaces(client: KubeClient): Promise<void> {
  const namespaces = new Map(goldens.flatMap(golden => golden.namespaces).map(one => [one.metadata?.name, one]));
  for (const namespace of namespaces.values()) {
    await client.create(NAMESPACES, namespace).catch((error: unknown) => {
      if (!isApiError(error, 'AlreadyExists')) throw error;
    });
  }
  for (const namespace of new Set(goldens.map(golden => golden.namespace))) {
    const accounts = { ...CONFIG_MAPS, plural: 'serviceaccounts', kind: 'ServiceAccount' };
    await waitFor(`the default service account of ${namespace}`, () =>
      client.get(accounts, { namespace, name: 'default' }),
    );
  }
}
