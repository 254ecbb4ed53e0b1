import { expect } from 'chai';

import type { Resource } from '../../lib/api/resources.js';
import { PODS, SIDECARSETS } from '../../lib/api/resources.js';
import { ApiError } from '../../lib/cluster/api-error.js';
import type { InterceptedCall } from '../simulation/world/intercepted-cluster.js';
import { RefusingCluster } from '../simulation/world/refusing-cluster.js';
import type { RolloutWorld } from './a-rollout-world.js';
import { aRolloutWorld } from './a-rollout-world.js';

/** Refuses so many patches of one resource. */
const conflictsOf =
  (refusing: { readonly resource: Resource; refusals: number }) =>
  ({ verb, resource: { plural } }: InterceptedCall): ApiError | undefined => {
    if (verb !== 'patch' || plural !== refusing.resource.plural || refusing.refusals === 0) return undefined;
    refusing.refusals -= 1;
    return new ApiError({ code: 409, reason: 'Conflict', message: 'not now', call: `patch ${plural}` });
  };

/** An admission webhook or a proxy may answer 409, too: then no change comes that would make the controller look again. */
describe('a write that is refused with a conflict although nothing has changed', () => {
  let world: RolloutWorld;
  afterEach(() => world.stop());

  it('is made once more when it was the status, which tells its events only then', async () => {
    const refusing = { resource: SIDECARSETS as Resource, refusals: 0 };
    world = aRolloutWorld(cluster => new RefusingCluster(cluster, conflictsOf(refusing)));
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
    world = aRolloutWorld(cluster => new RefusingCluster(cluster, conflictsOf(refusing)));
    await world.ask('agent:1');
    await world.populate('a');
    await world.until(async () => (await world.set()).status?.updatedReadyPods === 1);
    refusing.refusals = 5;
    await world.ask('agent:2');
    await world.until(async () => (await world.images())['a'] === 'agent:2');
    expect(refusing.refusals).to.equal(0);
  });
});
