import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

import { expect } from 'chai';

import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { SIDECARSET_CRD } from '../../lib/api/sidecarset-crd.generated.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import type { RecordedSidecarSet } from '../build/as-openkruise.js';
import { injectedByOpenKruise, revisionByOpenKruise, storedByOpenKruise } from '../build/as-openkruise.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { InstalledOperator } from '../operator/install-operator.js';
import { installOperator } from '../operator/install-operator.js';
import { freshNamespace } from './fresh-namespace.js';

const runFile = promisify(execFile);
const OLD_NAMESPACE = 'kruise-system';
const RECORDED = (
  JSON.parse(readFileSync('test/decide/hash-vectors.json', 'utf8')) as readonly RecordedSidecarSet[]
).filter(({ spec }) => (spec.containers ?? []).every(({ upgradeStrategy }) => upgradeStrategy === undefined));

/** Stands for OpenKruise: the objects that it leaves, under a definition that only stores them. */
describe('a cluster that ran OpenKruise', function () {
  let cluster: TestCluster;
  let operator: InstalledOperator | undefined;
  let namespace: string;
  let podsBefore: readonly string[];
  let setsBefore: readonly SidecarSet[];

  before(async () => {
    cluster = await startTestCluster({ node: 'none' });
    namespace = await freshNamespace(cluster);
    await cluster.kubectl.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: OLD_NAMESPACE } });
    await cluster.kubectl.create({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      ...SIDECARSET_CRD,
    });
    // kubectl wait fails as long as the definition has no conditions at all.
    await waitFor('the definition to be established', () =>
      cluster.kubectl('wait', '--for=condition=Established', 'crd/sidecarsets.apps.kruise.io', '--timeout=300s'),
    );
    for (const recorded of RECORDED) await leave(recorded);
    // Nobody but us writes to them any more: there is no node, and the scheduler has said so.
    await waitFor('the pods to be as they stay', async () => {
      const pods = await cluster.kubectl.get<{ items: Pod[] }>('pods', '--namespace', namespace);
      return pods.items.every(({ status }) => status?.conditions?.some(({ type }) => type === 'PodScheduled'));
    });
    podsBefore = await podVersions();
    setsBefore = await sidecarSets();
  });

  after(async () => {
    await operator?.process.stop();
    await cluster.stop();
  });

  async function leave(recorded: RecordedSidecarSet): Promise<void> {
    const { name } = recorded;
    await cluster.kubectl.create(storedByOpenKruise(recorded));
    const stored = await cluster.kubectl.get<SidecarSet>('sidecarset', name);
    const revision = revisionByOpenKruise(stored, { namespace: OLD_NAMESPACE, uid: stored.metadata?.uid ?? '' });
    await cluster.kubectl.create(revision);
    const place = { podName: `web-${name}`, namespace, revision: revision.metadata?.name ?? '' };
    await cluster.kubectl.create(injectedByOpenKruise(recorded, place));
  }

  const podVersions = async (): Promise<readonly string[]> => {
    const { items } = await cluster.kubectl.get<{ items: Pod[] }>('pods', '--namespace', namespace);
    return items.map(({ metadata }) => `${metadata?.name ?? ''} ${metadata?.resourceVersion ?? ''}`);
  };
  const sidecarSets = async (): Promise<readonly SidecarSet[]> =>
    (await cluster.kubectl.get<{ items: SidecarSet[] }>('sidecarsets')).items;
  const checked = async (): Promise<string> => {
    const args = ['dist/js/lib/cli/main.js', 'migrate', 'check', '--kubeconfig', cluster.kubeconfigPath];
    return (await runFile(process.execPath, args)).stdout;
  };
  const seen = (): Promise<unknown> =>
    waitFor('the operator to have looked at every SidecarSet', async () =>
      (await sidecarSets()).every(
        ({ metadata, status }) => status?.observedGeneration === metadata?.generation && status?.updatedPods === 1,
      ),
    );

  it('is told before the move that no pod will be written', async () => {
    const told = await checked();
    for (const { name } of RECORDED) {
      expect(told).to.match(new RegExp(`^fits +SidecarSet ${name}: its hash stays`, 'm'));
      expect(told).to.match(new RegExp(`^fits +SidecarSet ${name}: 1 injected pod, 0 of them outdated`, 'm'));
    }
    expect(told).to.contain('0 to look at before the move');
  });

  it('is taken over without a write on a pod, without a new revision, and with its SidecarSets as they were', async () => {
    operator = await installOperator(cluster, { namespace: OLD_NAMESPACE, createNamespace: false });
    await seen();
    expect(await podVersions()).to.deep.equal(podsBefore);
    const revisions = await cluster.kubectl('get', 'controllerrevisions', '-n', OLD_NAMESPACE, '--output=name');
    expect(revisions.trim().split('\n')).to.have.length(RECORDED.length);
    // So the way back is open: OpenKruise would find what it left.
    const asLeft = ({ spec, metadata }: SidecarSet): unknown => [metadata?.name, spec, metadata?.annotations];
    expect((await sidecarSets()).map(asLeft)).to.deep.equal(setsBefore.map(asLeft));
  });

  it('makes no pod outdated by the first harmless edit', async () => {
    for (const { name } of RECORDED) {
      const patch = JSON.stringify({ metadata: { labels: { team: 'shop' } }, spec: { revisionHistoryLimit: 7 } });
      await cluster.kubectl('patch', 'sidecarset', name, '--type=merge', '--patch', patch);
    }
    await seen();
    expect(await podVersions()).to.deep.equal(podsBefore);
  });

  it('makes no pod outdated when an author applies what he wrote, without the defaults that OpenKruise had stored', async () => {
    for (const { name, spec } of RECORDED) {
      // The operator may write a status between what is read and what is replaced; authors try again, too.
      await waitFor(`${name} to be replaced`, async () => {
        const { metadata } = await cluster.kubectl.get<SidecarSet>('sidecarset', name);
        const object = {
          apiVersion: 'apps.kruise.io/v1beta1',
          kind: 'SidecarSet',
          metadata: { name, resourceVersion: metadata?.resourceVersion ?? '' },
          spec,
        };
        return cluster.kubectl.replace(object);
      });
    }
    await seen();
    expect(await podVersions()).to.deep.equal(podsBefore);
    const hashes = (await sidecarSets()).map(({ metadata }) => metadata?.annotations?.['kruise.io/sidecarset-hash']);
    expect(hashes).to.have.members(RECORDED.map(({ hash }) => hash));
  });
});
