import { expect } from 'chai';

import type { KubernetesObject } from '../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../lib/api/resources.js';
import { POD_DISRUPTION_BUDGETS } from '../../lib/api/resources.js';
import { ApiError } from '../../lib/cluster/api-error.js';
import type { CallOptions, Cluster, WatchEvent, WatchQuery } from '../../lib/cluster/cluster.js';
import type { InterceptedCall } from '../simulation/world/intercepted-cluster.js';
import { InterceptedCluster } from '../simulation/world/intercepted-cluster.js';
import { RefusingCluster } from '../simulation/world/refusing-cluster.js';
import type { RolloutWorld } from './a-rollout-world.js';
import { aRolloutWorld } from './a-rollout-world.js';

/** Does not let the pod `a` be changed, as a ValidatingAdmissionPolicy may. */
const refusalsOf =
  (policy: { readonly refuses: boolean; asked: number }) =>
  ({ verb, resource, key }: InterceptedCall): ApiError | undefined => {
    if (verb !== 'patch' || resource.plural !== 'pods' || key?.name !== 'a' || !policy.refuses) return undefined;
    policy.asked += 1;
    const call = 'patch pods default/a';
    return new ApiError({ code: 422, reason: 'Invalid', message: 'frozen by policy', call });
  };

describe('a rollout that is kept from harm', () => {
  let world: RolloutWorld;
  const start = async (between?: (cluster: Cluster) => Cluster): Promise<void> => {
    world = aRolloutWorld(between);
    await world.ask('agent:1');
    await world.populate('a', 'b', 'c');
  };
  const runs = (wanted: Readonly<Record<string, string>>): Promise<void> =>
    world.until(async () => JSON.stringify(await world.images()) === JSON.stringify(wanted));

  afterEach(() => world.stop());

  it('goes on past a pod that may not be changed, says so, and asks again', async () => {
    const policy = { refuses: true, asked: 0 };
    await start(cluster => new RefusingCluster(cluster, refusalsOf(policy)));
    await world.ask('agent:2', { maxUnavailable: 1 });
    await runs({ a: 'agent:1', b: 'agent:2', c: 'agent:2' });
    await world.until(async () => (await world.set()).status?.updatedReadyPods === 2);
    expect(policy.asked).to.equal(1);
    const { conditions = [] } = (await world.set()).status ?? {};
    expect(conditions.find(({ type }) => type === 'Stalled')).to.include({ status: 'True', reason: 'Refused' });
    expect(world.notes.filter(({ reason }) => reason === 'refused').map(({ message }) => message)).to.deep.equal([
      'SidecarSet set must not change this pod, and tries again in 60 s: patch pods default/a: frozen by policy (Invalid)',
    ]);
    expect(world.ends.toSorted()).to.deep.equal(['refused', 'written', 'written']);
    policy.refuses = false;
    await runs({ a: 'agent:2', b: 'agent:2', c: 'agent:2' });
  });

  it('takes no pod that a PodDisruptionBudget protects, and goes on when that allows it', async () => {
    await start();
    const key = { namespace: 'default', name: 'web' };
    const selector = { matchLabels: { app: 'web' } };
    await world.cluster.create(POD_DISRUPTION_BUDGETS, { metadata: key, spec: { selector, minAvailable: 3 } });
    const allow = (disruptionsAllowed: number): Promise<unknown> =>
      world.cluster.patch(
        POD_DISRUPTION_BUDGETS,
        key,
        { type: 'merge', body: { status: { observedGeneration: 1, currentHealthy: 3, disruptionsAllowed } } },
        { subresource: 'status' },
      );
    await allow(0);
    await world.ask('agent:2', { maxUnavailable: '100%', respectPodDisruptionBudgets: true });
    await world.clock.advance(60_000);
    expect(await world.images()).to.deep.equal({ a: 'agent:1', b: 'agent:1', c: 'agent:1' });
    await allow(1);
    await runs({ a: 'agent:2', b: 'agent:2', c: 'agent:2' });
  });

  it('is stalled by a PodDisruptionBudget that never allows anything, says so once, and recovers by itself', async () => {
    await start();
    const key = { namespace: 'default', name: 'web' };
    const spec = { selector: { matchLabels: { app: 'web' } }, minAvailable: 3 };
    await world.cluster.create(POD_DISRUPTION_BUDGETS, { metadata: key, spec });
    const allow = (disruptionsAllowed: number): Promise<unknown> => {
      const body = { status: { observedGeneration: 1, currentHealthy: 3, disruptionsAllowed } };
      return world.cluster.patch(POD_DISRUPTION_BUDGETS, key, { type: 'merge', body }, { subresource: 'status' });
    };
    const stalled = async (): Promise<string | undefined> =>
      (await world.set()).status?.conditions?.find(({ type }) => type === 'Stalled')?.status;
    await allow(0);
    await world.ask('agent:2', { maxUnavailable: '100%', respectPodDisruptionBudgets: true });
    await world.until(async () => (await stalled()) === 'True');
    await world.clock.advance(600_000);
    const told = world.notes.filter(({ reason }) => reason === 'disruption-budget-exhausted');
    expect(told.map(({ type, message }) => [type, message.split(';')[0]])).to.deep.equal([
      ['Warning', 'PodDisruptionBudget default/web allowed no disruption for 10 minutes'],
    ]);
    await allow(1);
    await runs({ a: 'agent:2', b: 'agent:2', c: 'agent:2' });
    await world.until(async () => (await stalled()) === 'False');
  });

  it('reads no PodDisruptionBudget unless a SidecarSet asks for it, and is content to find none', async () => {
    const watched: string[] = [];
    await start(cluster => new WatchedCluster(cluster, watched));
    await world.ask('agent:2', { maxUnavailable: '100%' });
    await runs({ a: 'agent:2', b: 'agent:2', c: 'agent:2' });
    expect(watched).not.to.include('poddisruptionbudgets');
    await world.ask('agent:3', { maxUnavailable: '100%', respectPodDisruptionBudgets: true });
    await runs({ a: 'agent:3', b: 'agent:3', c: 'agent:3' });
    expect(watched.filter(plural => plural === 'poddisruptionbudgets')).to.have.length(1);
  });

  it('pauses when an upgraded pod crashes, and goes on with an image that works', async () => {
    await start();
    const updateStrategy = { onFailure: { action: 'Pause' } } as const;
    await world.ask('agent:crashing', updateStrategy);
    await world.until(async () => (await world.set()).status?.failedUpdate !== undefined);
    await world.clock.advance(600_000);
    const images = Object.values(await world.images());
    expect(images.filter(image => image.startsWith('agent:crashing'))).to.have.length(1);
    expect(world.notes.map(({ reason }) => reason)).to.include('failing-updates');
    await world.ask('agent:2', updateStrategy);
    await runs({ a: 'agent:2', b: 'agent:2', c: 'agent:2' });
    await world.until(async () => (await world.set()).status?.failedUpdate === undefined);
  });

  it('rolls back when an upgraded pod crashes, and stays there', async () => {
    await start();
    await world.ask('agent:crashing', { maxUnavailable: 2, onFailure: { action: 'Rollback' } });
    await world.until(async () => (await world.set()).status?.failedUpdate !== undefined);
    await runs({ a: 'agent:1', b: 'agent:1', c: 'agent:1' });
    await world.until(async () => (await world.set()).status?.updatedPods === 0);
    const writes = world.notes.length;
    await world.clock.advance(600_000);
    expect(await world.images()).to.deep.equal({ a: 'agent:1', b: 'agent:1', c: 'agent:1' });
    expect(world.notes).to.have.length(writes);
    await world.ask('agent:2', { onFailure: { action: 'Rollback' } });
    await runs({ a: 'agent:2', b: 'agent:2', c: 'agent:2' });
  });
});

/** Writes down what is watched. */
class WatchedCluster extends InterceptedCluster {
  constructor(
    cluster: Cluster,
    private readonly watched: string[],
  ) {
    super(cluster);
  }

  override watch<T extends KubernetesObject>(
    resource: Resource<T>,
    query: WatchQuery,
    options?: CallOptions,
  ): AsyncIterable<WatchEvent<T>> {
    this.watched.push(resource.plural);
    return super.watch(resource, query, options);
  }
}
