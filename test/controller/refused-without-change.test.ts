import { expect } from 'chai';

import type { KubernetesObject } from '../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../lib/api/resources.js';
import { PODS, SIDECARSETS } from '../../lib/api/resources.js';
import { ApiError } from '../../lib/cluster/api-error.js';
import type { Cluster, ObjectKey, Patch, WriteOptions } from '../../lib/cluster/cluster.js';
import { InterceptedCluster } from '../simulation/world/intercepted-cluster.js';
import type { RolloutWorld } from './a-rollout-world.js';
import { aRolloutWorld } from './a-rollout-world.js';

/** An admission webhook or a proxy may answer 409, too: then no change comes that would make the controller look again. */
describe('a write that is refused with a conflict although nothing has changed', () => {
  let world: RolloutWorld;
  afterEach(() => world.stop());

  it('is made once more when it was the status, which tells its events only then', async () => {
    const refusing = { resource: SIDECARSETS as Resource, refusals: 0 };
    world = aRolloutWorld(cluster => new RefusingCluster(cluster, refusing));
    await world.ask('agent:1');
    await world.populate('a');
    await world.until(async () => (await world.set()).status?.updatedReadyPods === 1);
    await world.clock.advance(60_000);
    const before = world.notes.length;
    refusing.refusals = 1;
    await world.ask('agent:1', { paused: true });
    await world.until(async () => (await world.set()).status?.observedGeneration === 2);
    await world.clock.advance(60_000);
    expect(refusing.refusals).to.equal(0);
    const told = world.notes.slice(before).map(({ reason }) => reason);
    expect(told).to.deep.equal([...new Set(told)]);
  });

  it('is made again and again when it was a pod', async () => {
    const refusing = { resource: PODS as Resource, refusals: 0 };
    world = aRolloutWorld(cluster => new RefusingCluster(cluster, refusing));
    await world.ask('agent:1');
    await world.populate('a');
    await world.until(async () => (await world.set()).status?.updatedReadyPods === 1);
    refusing.refusals = 5;
    await world.ask('agent:2');
    await world.until(async () => (await world.images())['a'] === 'agent:2');
    expect(refusing.refusals).to.equal(0);
  });
});

/** Refuses so many patches of one resource. */
class RefusingCluster extends InterceptedCluster {
  constructor(
    cluster: Cluster,
    private readonly refusing: { readonly resource: Resource; refusals: number },
  ) {
    super(cluster);
  }

  override patch<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<T> {
    const { refusing } = this;
    if (resource.plural !== refusing.resource.plural || refusing.refusals === 0) {
      return super.patch(resource, key, patch, options);
    }
    refusing.refusals -= 1;
    const details = { code: 409, reason: 'Conflict', message: 'not now', call: `patch ${resource.plural}` };
    return Promise.reject(new ApiError(details));
  }
}
