import { expect } from 'chai';

import type { ControllerRevision, Pod } from '../../lib/api/kubernetes.generated.js';
import { OPERATOR_NAMESPACE } from '../../lib/api/permissions.js';
import type { InjectionFailurePolicy, SidecarSet, SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { whenInjectionReady } from '../operator/install-operator.js';
import { freshNamespace } from './fresh-namespace.js';
import type { InstalledCluster } from './installed-cluster.js';
import { installCluster } from './installed-cluster.js';

const SET = 'history';
const VERSION_LABEL = 'apps.kruise.io/sidecarset-custom-version';

function theSet(image: string, spec: Partial<SidecarSetSpec> = {}): SidecarSet {
  return {
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'SidecarSet',
    metadata: { name: SET },
    spec: {
      selector: { matchLabels: { app: 'history' } },
      revisionHistoryLimit: 3,
      containers: [{ name: 'agent', image }],
      ...spec,
    },
  };
}

describe('revisions on a real API server', function () {
  let installed: InstalledCluster | undefined;
  let cluster: TestCluster;
  let namespace: string;

  before(async () => {
    installed = await installCluster();
    ({ cluster } = installed);
    namespace = await freshNamespace(cluster);
  });

  after(async () => {
    await installed?.stop();
  });

  /** Those of the SidecarSet, oldest first. */
  async function revisions(): Promise<readonly ControllerRevision[]> {
    const { items } = await cluster.kubectl.get<{ items: readonly ControllerRevision[] }>(
      'controllerrevisions',
      `--namespace=${OPERATOR_NAMESPACE}`,
      `--selector=kruise.io/sidecarset-name=${SET}`,
    );
    return items.toSorted((a, b) => a.revision - b.revision);
  }

  /** What each revision injects. */
  async function images(): Promise<readonly string[]> {
    return (await revisions()).map(({ data }) => {
      const { spec } = data as { spec: { containers: readonly { image: string }[] } };
      return spec.containers[0]?.image ?? '';
    });
  }

  const nameOf = ({ metadata }: ControllerRevision | Pod): string => metadata?.name ?? '';

  async function revisionOf(image: string): Promise<string> {
    const at = (await images()).indexOf(image);
    const found = (await revisions())[at];
    if (found === undefined) throw new Error(`no revision injects ${image}`);
    return nameOf(found);
  }

  /** Applies it and waits until the status is about it. */
  async function roll(image: string, spec: Partial<SidecarSetSpec> = {}): Promise<SidecarSet> {
    await cluster.kubectl.apply(theSet(image, spec));
    let stored: SidecarSet | undefined;
    await waitFor(`the status to be about ${image}`, async () => {
      stored = await cluster.kubectl.get<SidecarSet>('sidecarset', SET);
      return stored.status?.observedGeneration === stored.metadata?.generation;
    });
    await whenInjectionReady(cluster, SET);
    return stored!;
  }

  async function createPod(name: string): Promise<Pod> {
    await cluster.kubectl.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels: { app: 'history' } },
      spec: { containers: [{ name: 'app', image: 'nginx:1.15.1' }] },
    });
    return cluster.kubectl.get<Pod>('pod', name, '--namespace', namespace);
  }

  const imageIn = ({ spec }: Pod): string | undefined => spec?.containers.find(({ name }) => name === 'agent')?.image;

  function revisionIn({ metadata }: Pod): string | undefined {
    const text = metadata?.annotations?.['kruise.io/sidecarset-hash'] ?? '{}';
    return (JSON.parse(text) as Record<string, { controllerRevision?: string }>)[SET]?.controllerRevision;
  }

  it('are kept in the namespace of the operator, the latest one in the status', async () => {
    const { status } = await roll('agent:1', { customVersion: 'v1' });
    const [first, ...others] = await revisions();
    expect(others).to.deep.equal([]);
    expect(first).to.include({ revision: 1 });
    expect(first?.metadata?.labels).to.include({ [VERSION_LABEL]: 'v1' });
    expect(first?.data)
      .to.have.property('spec')
      .that.has.all.keys('$patch', 'volumes', 'containers', 'initContainers', 'imagePullSecrets', 'patchPodMetadata');
    expect(status).to.include({ latestRevision: nameOf(first!), collisionCount: 0 });
  });

  it('are written into the record of each new pod', async () => {
    const pod = await createPod('first');
    expect(imageIn(pod)).to.equal('agent:1');
    expect(revisionIn(pod)).to.equal(await revisionOf('agent:1'));
  });

  it('count up with each change of the sidecars, and not with others', async () => {
    const paused = { updateStrategy: { paused: true } };
    const { status } = await roll('agent:2', { customVersion: 'v2', ...paused });
    await roll('agent:2', { customVersion: 'v2', ...paused, revisionHistoryLimit: 4 });
    expect(await images()).to.deep.equal(['agent:1', 'agent:2']);
    expect((await revisions()).map(({ revision }) => revision)).to.deep.equal([1, 2]);
    expect(status?.latestRevision).to.equal(await revisionOf('agent:2'));
  });

  it('are counted in the status, each with its custom version and its pods', async () => {
    const [v1, v2] = [await revisionOf('agent:1'), await revisionOf('agent:2')];
    const { status } = await cluster.kubectl.get<SidecarSet>('sidecarset', SET);
    expect(status?.revisions).to.deep.equal([
      { name: v2, customVersion: 'v2', pods: 0, readyPods: 0 },
      { name: v1, customVersion: 'v1', pods: 1, readyPods: 0 },
    ]);
  });

  it('can be given to new pods by their custom version or their name', async () => {
    const updateStrategy = { paused: true };
    await roll('agent:2', { updateStrategy, injectionStrategy: { revision: { customVersion: 'v1' } } });
    const older = await createPod('by-version');
    expect(imageIn(older)).to.equal('agent:1');
    expect(revisionIn(older)).to.equal(await revisionOf('agent:1'));

    const revisionName = await revisionOf('agent:2');
    await roll('agent:2', { updateStrategy, injectionStrategy: { revision: { revisionName } } });
    expect(imageIn(await createPod('by-name'))).to.equal('agent:2');
  });

  it('that do not exist are refused in a SidecarSet', async () => {
    const injectionStrategy = { revision: { revisionName: 'history-none' } };
    const refusal = await cluster.kubectl.apply(theSet('agent:2', { injectionStrategy })).catch(String);
    expect(refusal).to.contain('spec.injectionStrategy.revision.revisionName: is "history-none"');
    const { spec } = await cluster.kubectl.get<SidecarSet>('sidecarset', SET);
    expect(spec.injectionStrategy?.revision?.revisionName).to.not.equal('history-none');
  });

  /** Deletes the revision that new pods get, until `seen`, and brings it back. */
  async function withoutRevision(failurePolicy: InjectionFailurePolicy, seen: () => Promise<boolean>): Promise<void> {
    const revisionName = await revisionOf('agent:1');
    const updateStrategy = { paused: true };
    await roll('agent:2', { updateStrategy, injectionStrategy: { revision: { revisionName }, failurePolicy } });
    const backup = await cluster.kubectl.get<ControllerRevision>(
      'controllerrevision',
      revisionName,
      `--namespace=${OPERATOR_NAMESPACE}`,
    );
    await cluster.kubectl('delete', 'controllerrevision', revisionName, `--namespace=${OPERATOR_NAMESPACE}`);
    await waitFor('the operator to miss it', seen);
    const { labels, ownerReferences } = backup.metadata!;
    const metadata = { name: revisionName, namespace: OPERATOR_NAMESPACE, labels, ownerReferences };
    await cluster.kubectl.create({ ...backup, metadata });
    await waitFor('pods to get it again', async () => imageIn(await createPod(nextName())) === 'agent:1');
  }

  let created = 0;
  const nextName = (): string => `without-${String((created += 1))}`;

  it('that somebody deletes while pods need them stop the pods of a Fail set, with the reason', async () => {
    await withoutRevision('Fail', async () => {
      const refusal = await createPod(nextName()).then(imageIn, String);
      if (refusal === 'agent:1') return false;
      expect(refusal).to.contain(`SidecarSet ${SET} gives new pods revision`);
      return true;
    });
  });

  it('that somebody deletes leave the pods of an Ignore set without it, with an event on the SidecarSet', async () => {
    await withoutRevision('Ignore', async () => imageIn(await createPod(nextName())) === undefined);
    await waitFor('the event', async () => {
      const query = ['get', 'events', '--namespace=default', '--field-selector=reason=revision-missing'];
      const messages = await cluster.kubectl(...query, '-o', 'jsonpath={.items[*].message}');
      return messages.includes(`SidecarSet ${SET} gives new pods revision`);
    });
  });

  it('that nobody uses are deleted beyond the limit', async () => {
    for (const image of ['agent:3', 'agent:4', 'agent:5']) await roll(image, { updateStrategy: { paused: true } });
    // Pods still hold agent:1 and agent:2, and agent:5 is the present one.
    await waitFor('the history to be truncated', async () => (await images()).length === 3);
    expect(await images()).to.deep.equal(['agent:1', 'agent:2', 'agent:5']);
  });

  it('come back under the next number when the sidecars do', async () => {
    const name = await revisionOf('agent:1');
    const { status } = await roll('agent:1', { updateStrategy: { paused: true } });
    expect(await images()).to.deep.equal(['agent:2', 'agent:5', 'agent:1']);
    expect((await revisions()).at(-1)).to.include({ revision: 6 });
    expect(status?.latestRevision).to.equal(name);
  });

  it('go with their SidecarSet', async () => {
    await cluster.kubectl('delete', 'sidecarset', SET);
    // The garbage collector looks for new kinds of owners every 30 seconds.
    await waitFor('the revisions to go', async () => (await revisions()).length === 0);
  });
});
