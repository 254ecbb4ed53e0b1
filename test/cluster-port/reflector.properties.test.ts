import { expect } from 'chai';
import type { ConfigMap } from '../../lib/api/kubernetes.generated.js';
import { CONFIG_MAPS } from '../../lib/api/resources.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { reflect } from '../../lib/cluster/reflector.js';
import { FaultyCluster } from '../simulation/faults/faulty-cluster.js';
import type { FaultPlan } from '../simulation/faults/fault-plan.js';
import type { SeededRandom } from '../simulation/seeded-random.js';
import { seededRandom } from '../simulation/seeded-random.js';
import { SimulatedCluster } from '../simulation/simulated-cluster.js';
import { VirtualClock } from '../simulation/virtual-clock.js';

const BAD_DAY: FaultPlan = {
  delayMs: { least: 0, most: 300 },
  lostCalls: 0.1,
  lostAnswers: 0.1,
  serverErrors: 0.1,
  throttled: 0.05,
  watchDelayMs: { least: 0, most: 400 },
  repeatedEvents: 0.1,
  brokenWatches: 0.05,
  closedWatches: 0.05,
  expiredWatches: 0.03,
};
const NAMES = ['a', 'b', 'c', 'd'];

/** Five minutes of writes and faults, then one long enough for every backoff to run out. */
async function liveThrough(seed: number): Promise<void> {
  const random = seededRandom(seed);
  const clock = new VirtualClock();
  const truth = new SimulatedCluster({ clock, random, historyLimit: 20, streamsState: random.chance(0.5) });
  const faulty = new FaultyCluster({ cluster: truth, clock, random, plan: BAD_DAY });
  const failures: unknown[] = [];
  const observer = { listenerFailed: ({ error }: { error: unknown }) => failures.push(error) };
  const store = new ObjectStore<ConfigMap>({ resource: CONFIG_MAPS, observer });
  neverBackwards(store);
  const stop = new AbortController();
  let rounds = 0;
  const done = reflect({
    cluster: faulty,
    store,
    clock,
    random: random.fork('reflector'),
    observer: { watchEnded: () => (rounds += 1) },
    signal: stop.signal,
    pageLimit: 2,
  });

  for (let n = 0; n < 200; n += 1) {
    await writeSomething(truth, store, random);
    if (random.chance(0.02)) truth.forgetHistory();
    await clock.advance(random.between(0, 3000));
  }
  faulty.plan = {};
  await clock.advance(120_000);
  const { items } = await truth.list(CONFIG_MAPS);
  expect(store.list()).to.have.deep.members([...items]);
  expect(failures).to.deep.equal([]);
  expect(rounds, 'rounds in seven minutes').to.be.below(500);

  stop.abort();
  await clock.settle();
  await done;
}

/** Some answers are folded in, as our own writes are; others were made by somebody else. */
async function writeSomething(
  truth: SimulatedCluster,
  store: ObjectStore<ConfigMap>,
  random: SeededRandom,
): Promise<void> {
  const key = { namespace: 'default', name: random.pick(NAMES) };
  const data = { number: String(random.between(0, 1_000_000)) };
  const exists = await truth.get(CONFIG_MAPS, key).then(
    () => true,
    () => false,
  );
  if (exists && random.chance(0.3)) {
    await truth.remove(CONFIG_MAPS, key);
    return;
  }
  const written = exists
    ? await truth.patch(CONFIG_MAPS, key, { type: 'merge', body: { data } })
    : await truth.create(CONFIG_MAPS, { metadata: key, data });
  if (random.chance(0.5)) store.fold(written);
}

function neverBackwards(store: ObjectStore<ConfigMap>): void {
  const newest = new Map<string, number>();
  store.subscribe(change => {
    const { metadata } = change.kind === 'removed' ? change.before : change.object;
    const version = Number(metadata!.resourceVersion);
    const before = newest.get(metadata!.name!) ?? 0;
    if (change.kind !== 'removed') expect(version).to.be.above(before);
    newest.set(metadata!.name!, Math.max(before, version));
  });
}

describe('reflector on a bad day', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    it(`ends with the truth, having never gone backwards nor round in circles (seed ${seed})`, () => liveThrough(seed));
  }
});
