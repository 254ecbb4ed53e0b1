import { expect } from 'chai';
import type { ConfigMap } from '../../../lib/api/kubernetes.generated.js';
import { CONFIG_MAPS } from '../../../lib/api/resources.js';
import { isApiError } from '../../../lib/cluster/api-error.js';
import { seededRandom } from '../seeded-random.js';
import { SimulatedCluster } from '../simulated-cluster.js';
import { VirtualClock } from '../virtual-clock.js';
import { refusalOf } from '../../contract/subject.js';
import type { FaultPlan } from './fault-plan.js';
import { FaultyCluster } from './faulty-cluster.js';

const namespace = 'default';

describe('FaultyCluster', () => {
  let clock: VirtualClock;
  let inner: SimulatedCluster;
  const start = (plan: FaultPlan): FaultyCluster => {
    clock = new VirtualClock();
    inner = new SimulatedCluster({ clock, random: seededRandom(1) });
    return new FaultyCluster({ cluster: inner, clock, random: seededRandom(1), plan });
  };
  const create = (cluster: { create: FaultyCluster['create'] }, name = 'a'): Promise<ConfigMap> =>
    cluster.create(CONFIG_MAPS, { metadata: { namespace, name } });
  const names = async (): Promise<(string | undefined)[]> =>
    (await inner.list(CONFIG_MAPS)).items.map(item => item.metadata?.name);

  for (const [fault, refusal, stored] of [
    ['lostCalls', { code: 0, reason: 'Unreachable' }, []],
    ['lostAnswers', { code: 0, reason: 'Unreachable' }, ['a']],
    ['throttled', { code: 429, reason: 'TooManyRequests', retryAfterMs: 1_000 }, []],
  ] as const) {
    it(`with ${fault}: ${refusal.reason}, and stored is [${stored.join()}]`, async () => {
      expect(await refusalOf(create(start({ [fault]: 1 })))).to.include(refusal);
      expect(await names()).to.deep.equal(stored);
    });
  }

  it('with serverErrors: some 5xx, and nothing is stored', async () => {
    const refusal = await refusalOf(create(start({ serverErrors: 1 })));
    expect(refusal.code).to.be.within(500, 504);
    expect(await names()).to.deep.equal([]);
  });

  it('with conflicts: 409 to updates and patches only', async () => {
    const cluster = start({ conflicts: 1 });
    await create(cluster);
    const patch = cluster.patch(CONFIG_MAPS, { namespace, name: 'a' }, { type: 'merge', body: { data: { k: 'v' } } });
    expect(await refusalOf(patch)).to.include({ code: 409, reason: 'Conflict' });
    expect((await inner.get(CONFIG_MAPS, { namespace, name: 'a' })).data).to.equal(undefined);
  });

  it('takes its time before a call and after it', async () => {
    const cluster = start({ delayMs: { least: 100, most: 100 } });
    let over = false;
    void create(cluster).then(() => (over = true));
    await clock.advance(99);
    expect(await names()).to.deep.equal([]);
    await clock.advance(1);
    expect([await names(), over]).to.deep.equal([['a'], false]);
    await clock.advance(100);
    expect(over).to.equal(true);
  });

  it('ends a call that waits when it is told to', async () => {
    const cluster = start({ delayMs: { least: 100, most: 100 } });
    const stop = new AbortController();
    const call = cluster
      .get(CONFIG_MAPS, { namespace, name: 'a' }, { signal: stop.signal })
      .catch((error: unknown) => error);
    await clock.settle();
    stop.abort(new Error('enough'));
    expect(await call).to.equal(stop.signal.reason);
  });

  for (const [fault, outcome] of [
    ['brokenWatches', 'Unreachable'],
    ['expiredWatches', 'Expired'],
    ['closedWatches', 'closed'],
  ] as const) {
    it(`with ${fault}: the event is not seen, the watch ends: ${outcome}`, async () => {
      const cluster = start({ [fault]: 1 });
      await create(inner);
      const first = cluster.watch(CONFIG_MAPS, { resourceVersion: '0' }).next();
      const end = await first.then(
        ({ done }) => (done === true ? 'closed' : 'event'),
        (error: unknown) => (isApiError(error) ? error.reason : error),
      );
      expect(end).to.equal(outcome);
    });
  }

  it('with repeatedEvents: each comes twice; with a delay: later', async () => {
    const cluster = start({ repeatedEvents: 1, watchDelayMs: { least: 50, most: 50 } });
    await create(inner);
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const { type } of cluster.watch(CONFIG_MAPS, { resourceVersion: '0' })) {
        seen.push(`${type} at ${clock.monotonicMs()}`);
      }
    };
    void read();
    await clock.advance(1_000);
    expect(seen).to.deep.equal(['ADDED at 50', 'ADDED at 50']);
  });

  it('is as good as the cluster behind it once its plan is empty', async () => {
    const cluster = start({ lostCalls: 1 });
    cluster.plan = {};
    expect(await create(cluster)).to.deep.equal(await inner.get(CONFIG_MAPS, { namespace, name: 'a' }));
  });

  it('fails the same way for the same seed, as often as it is told to', async () => {
    const run = async (): Promise<string> => {
      const cluster = start({ lostCalls: 0.2, conflicts: 0.2, throttled: 0.1 });
      const outcomes: string[] = [];
      for (let index = 0; index < 200; index += 1) {
        outcomes.push(
          await create(cluster, `a-${index}`).then(
            () => 'ok',
            (error: unknown) => (error as Error).message,
          ),
        );
      }
      return outcomes.join();
    };
    const first = await run();
    expect(await run()).to.equal(first);
    expect(first.split(',').filter(text => text === 'ok').length).to.be.within(110, 170);
  });
});
