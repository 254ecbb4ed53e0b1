import { expect } from 'chai';
import type { Priority } from '../../lib/cluster/rate-limit.js';
import { RateLimit } from '../../lib/cluster/rate-limit.js';
import { VirtualClock } from '../simulation/virtual-clock.js';

/** Calls that note when they were let through. */
function callers(limit: RateLimit, clock: VirtualClock) {
  const admitted: string[] = [];
  return {
    admitted,
    call: (name: string, priority: Priority = 'normal', signal?: AbortSignal): void => {
      limit.take(priority, signal).then(
        () => admitted.push(`${name}@${clock.monotonicMs()}`),
        (error: unknown) => admitted.push(`${name} ${(error as Error).message}`),
      );
    },
  };
}

describe('rate limit', () => {
  it('lets a burst through at once and then as many as it earns', async () => {
    const clock = new VirtualClock();
    const { admitted, call } = callers(new RateLimit({ queriesPerSecond: 10, burst: 3, clock }), clock);
    for (const name of ['a', 'b', 'c', 'd', 'e']) call(name);
    await clock.advance(1000);
    expect(admitted).to.deep.equal(['a@0', 'b@0', 'c@0', 'd@100', 'e@200']);
  });

  it('saves up no more than a burst while nobody calls', async () => {
    const clock = new VirtualClock();
    const { admitted, call } = callers(new RateLimit({ queriesPerSecond: 10, burst: 2, clock }), clock);
    await clock.advance(60_000);
    for (const name of ['a', 'b', 'c']) call(name);
    await clock.advance(100);
    expect(admitted).to.deep.equal(['a@60000', 'b@60000', 'c@60100']);
  });

  it('serves the urgent first, and each line in the order of arrival', async () => {
    const clock = new VirtualClock();
    const { admitted, call } = callers(new RateLimit({ queriesPerSecond: 1000, burst: 1, clock }), clock);
    call('first', 'low');
    call('low-1', 'low');
    call('normal-1', 'normal');
    call('high-1', 'high');
    call('normal-2', 'normal');
    call('high-2', 'high');
    await clock.advance(100);
    expect(admitted.map(text => text.split('@')[0])).to.deep.equal([
      'first',
      'high-1',
      'high-2',
      'normal-1',
      'normal-2',
      'low-1',
    ]);
  });

  it('lets those leave the line who no longer want to wait, at no cost to the others', async () => {
    const clock = new VirtualClock();
    const { admitted, call } = callers(new RateLimit({ queriesPerSecond: 10, burst: 1, clock }), clock);
    const stop = new AbortController();
    call('a');
    call('b', 'normal', stop.signal);
    call('c');
    stop.abort(new Error('has left'));
    await clock.advance(100);
    expect(admitted).to.deep.equal(['a@0', 'b has left', 'c@100']);
  });

  it('refuses those who come with an aborted signal', async () => {
    const clock = new VirtualClock();
    const { admitted, call } = callers(new RateLimit({ queriesPerSecond: 10, burst: 1, clock }), clock);
    call('late', 'normal', AbortSignal.abort(new Error('was too late')));
    call('a');
    await clock.settle();
    expect(admitted).to.have.members(['late was too late', 'a@0']);
  });

  it('keeps no timer when nobody waits', async () => {
    const clock = new VirtualClock();
    const { call } = callers(new RateLimit({ queriesPerSecond: 10, burst: 1, clock }), clock);
    for (const name of ['a', 'b']) call(name);
    await clock.advance(1000);
    expect(clock.pending).to.equal(0);
  });

  it('never waits when there is no limit', async () => {
    const clock = new VirtualClock();
    const { admitted, call } = callers(new RateLimit({ queriesPerSecond: Infinity, burst: 1, clock }), clock);
    for (let n = 0; n < 100; n += 1) call(String(n));
    await clock.settle();
    expect(admitted).to.have.length(100);
  });

  it('refuses numbers that would never let anybody through', () => {
    const clock = new VirtualClock();
    expect(() => new RateLimit({ queriesPerSecond: 0, burst: 1, clock })).to.throw(RangeError);
    expect(() => new RateLimit({ queriesPerSecond: 5, burst: 0, clock })).to.throw(RangeError);
    expect(() => new RateLimit({ queriesPerSecond: NaN, burst: 1, clock })).to.throw(RangeError);
  });
});
