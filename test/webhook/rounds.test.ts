import { expect } from 'chai';
import { SECRETS } from '../../lib/api/resources.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { runRounds } from '../../webhook/rounds.js';
import { VirtualClock } from '../simulation/virtual-clock.js';

describe('runRounds', () => {
  let clock: VirtualClock;
  let store: ObjectStore<{ metadata: { name: string; resourceVersion: string } }>;
  let stop: AbortController;
  let ended: Promise<void> | undefined;
  let roundsAtMs: number[];
  let failures: number[];

  beforeEach(() => {
    clock = new VirtualClock();
    store = new ObjectStore({ resource: SECRETS as never });
    stop = new AbortController();
    roundsAtMs = [];
    failures = [];
  });

  afterEach(async () => {
    stop.abort(new Error('the test is over'));
    await ended;
    expect(clock.pending, 'timers left behind').to.equal(0);
  });

  function run(round: (count: number) => number | Promise<number>): void {
    ended = runRounds({
      stores: [store],
      clock,
      random: () => 0,
      round: async () => {
        roundsAtMs.push(clock.monotonicMs());
        return round(roundsAtMs.length);
      },
      onFailure: (_error, retryInMs) => failures.push(retryInMs),
      signal: stop.signal,
    });
  }

  function change(version: number): void {
    store.apply({ type: 'MODIFIED', object: { metadata: { name: 'a', resourceVersion: String(version) } } });
  }

  it('begins when every store has been read', async () => {
    run(() => Infinity);
    await clock.advance(1000);
    expect(roundsAtMs).to.deep.equal([]);
    store.replace([], '1');
    await clock.advance(0);
    expect(roundsAtMs).to.deep.equal([1000]);
  });

  it('begins again on a change, and when a round has asked for it', async () => {
    store.replace([], '1');
    run(() => 5000);
    await clock.advance(1000);
    change(2);
    await clock.advance(6000);
    expect(roundsAtMs).to.deep.equal([0, 1000, 6000]);
  });

  it('does not miss a change that comes during a round', async () => {
    store.replace([], '1');
    run(count => {
      if (count === 1) change(2);
      return Infinity;
    });
    await clock.advance(1000);
    expect(roundsAtMs).to.deep.equal([0, 0]);
  });

  it('looks at the clock once a day at the latest: longer timers overflow', async () => {
    store.replace([], '1');
    run(() => 365 * 86_400_000);
    await clock.advance(2 * 86_400_000);
    expect(roundsAtMs).to.deep.equal([0, 86_400_000, 2 * 86_400_000]);
  });

  it('waits twice as long after each failure, whatever changes meanwhile', async () => {
    store.replace([], '1');
    run(count => {
      if (count < 4) throw new Error('no');
      return Infinity;
    });
    await clock.advance(100);
    change(2);
    await clock.advance(10_000);
    expect(roundsAtMs).to.deep.equal([0, 500, 1500, 3500]);
    expect(failures).to.deep.equal([500, 1000, 2000]);
  });

  it('slows down when there is always more to do', async () => {
    store.replace([], '1');
    run(() => 0);
    await clock.advance(1000);
    expect(roundsAtMs.slice(0, 9)).to.deep.equal([0, 0, 0, 0, 0, 0, 0, 0, 0]);
    await clock.advance(600_000);
    expect(roundsAtMs.length).to.be.within(10, 30);
  });

  it('ends without a word when it is told to before anything was read', async () => {
    run(() => Infinity);
    stop.abort(new Error('stop'));
    await ended;
    expect(failures).to.deep.equal([]);
  });
});
