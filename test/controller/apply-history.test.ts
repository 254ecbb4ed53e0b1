import { expect } from 'chai';

import { applyHistory } from '../../controller/apply-history.js';
import type { ControllerRevision } from '../../lib/api/kubernetes.generated.js';
import { CONTROLLER_REVISIONS, NAMESPACES } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import type { ObjectStore } from '../../lib/cluster/object-store.js';
import { planHistory } from '../../lib/decide/revision/plan-history.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import { refusalOf } from '../contract/subject.js';
import { seededRandom } from '../simulation/seeded-random.js';
import { SimulatedCluster } from '../simulation/simulated-cluster.js';
import { VirtualClock } from '../simulation/virtual-clock.js';
import { aStore } from '../webhook/store-fixture.js';

const namespace = 'operator';

const withImage = (image: string, revisionHistoryLimit = 10): SidecarSet =>
  aSidecarSet({ containers: [aSidecar({ image })], revisionHistoryLimit }, { uid: 'uid-of-set' });

describe('applyHistory', () => {
  let cluster: SimulatedCluster;
  let revisions: ObjectStore<ControllerRevision>;

  beforeEach(async () => {
    cluster = new SimulatedCluster({ clock: new VirtualClock(), random: seededRandom(1) });
    await cluster.create(NAMESPACES, { metadata: { name: namespace } });
    revisions = aStore(CONTROLLER_REVISIONS, []);
  });

  /** Plans on what the store holds and carries it out. */
  async function keep(sidecarSet: SidecarSet): Promise<readonly string[]> {
    const done: string[] = [];
    const { steps } = planHistory({ sidecarSet, revisions: revisions.list(), pods: [], namespace });
    await applyHistory(steps, { cluster, revisions, namespace, onStep: step => done.push(step.kind) });
    return done;
  }

  async function stored(): Promise<readonly ControllerRevision[]> {
    const { items } = await cluster.list(CONTROLLER_REVISIONS, { namespace });
    return items.toSorted((a, b) => a.revision - b.revision);
  }

  const imagesOf = (all: readonly ControllerRevision[]): readonly string[] =>
    all.map(({ data }) => (data as { spec: { containers: readonly { image: string }[] } }).spec.containers[0]!.image);

  it('creates a revision, and plans nothing on what it has folded in', async () => {
    expect(await keep(withImage('a:1'))).to.deep.equal(['create']);
    expect(imagesOf(await stored())).to.deep.equal(['a:1']);
    expect(await keep(withImage('a:1'))).to.deep.equal([]);
  });

  it('brings an older revision forward, its data and labels as they were', async () => {
    await keep(withImage('a:1'));
    await keep(withImage('a:2'));
    const [first] = await stored();
    expect(await keep(withImage('a:1'))).to.deep.equal(['renumber']);
    const newest = (await stored()).at(-1);
    expect(newest).to.deep.include({ revision: 3, data: first?.data });
    expect(newest?.metadata?.labels).to.deep.equal(first?.metadata?.labels);
  });

  it('gives the newest revision another custom version', async () => {
    await keep(withImage('a:1'));
    const { spec, ...set } = withImage('a:1');
    expect(await keep({ ...set, spec: { ...spec, customVersion: 'v2' } })).to.deep.equal(['relabel']);
    const [only] = await stored();
    expect(only?.metadata?.labels).to.include({ 'apps.kruise.io/sidecarset-custom-version': 'v2' });
  });

  it('deletes what is beyond the limit', async () => {
    for (const image of ['a:1', 'a:2', 'a:3']) await keep(withImage(image));
    expect(await keep(withImage('a:4', 2))).to.deep.equal(['create', 'delete', 'delete']);
    expect(imagesOf(await stored())).to.deep.equal(['a:3', 'a:4']);
  });

  it('is content when what it would delete has gone', async () => {
    for (const image of ['a:1', 'a:2']) await keep(withImage(image));
    const name = revisions.list()[0]?.metadata?.name ?? '';
    await cluster.remove(CONTROLLER_REVISIONS, { namespace, name });
    expect(await keep(withImage('a:2', 1))).to.deep.equal(['delete']);
  });

  it('does not delete a revision that was made the newest meanwhile', async () => {
    for (const image of ['a:1', 'a:2']) await keep(withImage(image));
    const name = revisions.list()[0]?.metadata?.name ?? '';
    const body = { revision: 3 };
    await cluster.patch(CONTROLLER_REVISIONS, { namespace, name }, { type: 'merge', body });
    await keep(withImage('a:2', 1));
    expect(imagesOf(await stored())).to.deep.equal(['a:2', 'a:1']);
  });

  it('fails on a name that the store did not know of, so that it is decided anew', async () => {
    await keep(withImage('a:1'));
    revisions = aStore(CONTROLLER_REVISIONS, []);
    expect(await refusalOf(keep(withImage('a:1')))).to.include({ code: 409, reason: 'AlreadyExists' });
  });
});
