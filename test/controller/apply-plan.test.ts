import { expect } from 'chai';

import type { WriteEnd } from '../../controller/apply-plan.js';
import { applyStatus, applySteps } from '../../controller/apply-plan.js';
import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { PODS, SIDECARSETS } from '../../lib/api/resources.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import type { Step } from '../../lib/decide/rollout/rollout-step.js';
import { aSidecarSet } from '../build/a-sidecarset.js';
import { GrantedCluster } from '../simulation/granted-cluster.js';
import { seededRandom } from '../simulation/seeded-random.js';
import { SimulatedCluster } from '../simulation/simulated-cluster.js';
import { VirtualClock } from '../simulation/virtual-clock.js';

const web = { namespace: 'default', name: 'web' };
const ready = { type: 'Ready', status: 'True' };

describe('applySteps', () => {
  let inner: SimulatedCluster;
  let pods: ObjectStore<Pod>;
  let stored: Pod;
  let refused: string[];

  beforeEach(async () => {
    refused = [];
    inner = new SimulatedCluster({ clock: new VirtualClock(), random: seededRandom(1) });
    pods = new ObjectStore({ resource: PODS });
    const containers = [
      { name: 'app', image: 'app:1' },
      { name: 'agent', image: 'agent:1' },
    ];
    await inner.create(PODS, { metadata: web, spec: { containers } });
    const status = { conditions: [ready] };
    stored = await inner.patch(PODS, web, { type: 'merge', body: { status } }, { subresource: 'status' });
  });

  /** With the rights of the controller and no other. */
  async function apply(...steps: readonly Step[]): Promise<readonly (readonly [Step['kind'], WriteEnd])[]> {
    const ends: (readonly [Step['kind'], WriteEnd])[] = [];
    await applySteps(steps, {
      cluster: new GrantedCluster(inner, { roles: ['controller'] }),
      pods,
      sidecarSets: new ObjectStore({ resource: SIDECARSETS }),
      parallelWrites: 2,
      onFailure: () => undefined,
      onRefusal: step => refused.push(step.name),
      onWrite: (step, end) => ends.push([step.kind, end]),
    });
    return ends;
  }

  const mark = (resourceVersion = stored.metadata?.resourceVersion): Step => ({
    kind: 'mark-reshaped',
    ...web,
    upgradable: false,
    patch: {
      metadata: { resourceVersion },
      status: { conditions: [{ type: 'SidecarSetUpgradable', status: 'False' }] },
    },
  });
  const upgrade = (): Step => ({
    kind: 'cold-upgrade',
    ...web,
    images: { agent: 'agent:2' },
    patch: {
      metadata: { resourceVersion: stored.metadata?.resourceVersion },
      spec: { containers: [{ name: 'agent', image: 'agent:2' }] },
    },
  });

  it('writes a mark to the status, beside the conditions of the kubelet', async () => {
    expect(await apply(mark())).to.deep.equal([['mark-reshaped', 'written']]);
    const { status } = await inner.get(PODS, web);
    expect(status?.conditions).to.have.deep.members([ready, { type: 'SidecarSetUpgradable', status: 'False' }]);
  });

  it('writes an upgrade to the spec, by the names of the containers', async () => {
    expect(await apply(upgrade())).to.deep.equal([['cold-upgrade', 'written']]);
    const { spec } = await inner.get(PODS, web);
    expect(spec?.containers.map(({ image }) => image)).to.deep.equal(['app:1', 'agent:2']);
  });

  it('shows the store what was written before the watch does', async () => {
    await apply(mark());
    expect(pods.get(web)?.status?.conditions).to.have.length(2);
  });

  it('leaves a step out whose pod has moved since', async () => {
    expect(await apply(upgrade(), mark('1'))).to.have.deep.members([
      ['cold-upgrade', 'written'],
      ['mark-reshaped', 'moved'],
    ]);
    expect((await inner.get(PODS, web)).status?.conditions).to.deep.equal([ready]);
  });

  it('tells of a step that the API server will not have, and carries out the others', async () => {
    const odd: Step = { ...upgrade(), patch: { ...upgrade().patch, spec: { nodeName: 'elsewhere' } } };
    expect(await apply(odd, mark())).to.deep.equal([['mark-reshaped', 'written']]);
    expect(refused).to.deep.equal(['web']);
  });

  it('leaves a step out whose pod is gone', async () => {
    await inner.remove(PODS, web, { gracePeriodSeconds: 0 });
    expect(await apply(mark())).to.deep.equal([['mark-reshaped', 'moved']]);
  });
});

describe('applyStatus', () => {
  it('takes away what the new status does not say any more', async () => {
    const cluster = new SimulatedCluster({ clock: new VirtualClock(), random: seededRandom(1) });
    const sidecarSets = new ObjectStore({ resource: SIDECARSETS });
    const { spec } = aSidecarSet();
    const created = await cluster.create(SIDECARSETS, { metadata: { name: 'set' }, spec });
    const failedUpdate = { specHash: 'h', action: 'Pause', failingPods: 1, message: '' };
    await applyStatus(created, { matchedPods: 1, failedUpdate }, { cluster, sidecarSets });
    const failed = await cluster.get(SIDECARSETS, { name: 'set' });
    expect(failed.status).to.deep.equal({ matchedPods: 1, failedUpdate });
    await applyStatus(failed, { matchedPods: 2 }, { cluster, sidecarSets });
    expect((await cluster.get(SIDECARSETS, { name: 'set' })).status).to.deep.equal({ matchedPods: 2 });
  });
});
