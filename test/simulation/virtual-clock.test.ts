import { expect } from 'chai';
import fc from 'fast-check';
import { sleep } from '../../lib/cluster/clock.js';
import { VirtualClock } from './virtual-clock.js';

describe('VirtualClock', () => {
  it('stands still until it is told to move', async () => {
    const clock = new VirtualClock(1_000);
    let ran = false;
    clock.schedule(1, () => (ran = true));
    await clock.settle();
    expect([clock.nowMs(), clock.monotonicMs(), ran]).to.deep.equal([1_000, 0, false]);
    await clock.advance(1);
    expect([clock.nowMs(), clock.monotonicMs(), ran]).to.deep.equal([1_001, 1, true]);
  });

  it('runs callbacks in the order of their times, and of their scheduling within one time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 50 }), async delays => {
        const clock = new VirtualClock();
        const seen: { delay: number; index: number; atMs: number }[] = [];
        delays.forEach((delay, index) =>
          clock.schedule(delay, () => seen.push({ delay, index, atMs: clock.monotonicMs() })),
        );
        await clock.advance(20);
        const wanted = delays.map((delay, index) => ({ delay, index, atMs: delay }));
        expect(seen).to.deep.equal(wanted.sort((a, b) => a.delay - b.delay || a.index - b.index));
      }),
      { numRuns: 50 },
    );
  });

  it('lets promises go as far as they can between two callbacks', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const work = async (name: string): Promise<void> => {
      await sleep(clock, 5);
      for (const step of [1, 2, 3]) {
        await Promise.resolve();
        seen.push(`${name}${step}`);
      }
    };
    void work('a');
    void work('b');
    await clock.advance(5);
    expect(seen).to.deep.equal(['a1', 'a2', 'a3', 'b1', 'b2', 'b3']);
  });

  it('runs what callbacks schedule within the same move', async () => {
    const clock = new VirtualClock();
    const times: number[] = [];
    const tick = (): void => {
      times.push(clock.monotonicMs());
      clock.schedule(10, tick);
    };
    clock.schedule(10, tick);
    await clock.advance(35);
    expect(times).to.deep.equal([10, 20, 30]);
    expect(clock.monotonicMs()).to.equal(35);
  });

  it('forgets a callback that was taken back, before and after its time', async () => {
    const clock = new VirtualClock();
    let runs = 0;
    const cancelEarly = clock.schedule(5, () => (runs += 1));
    const cancelLate = clock.schedule(5, () => (runs += 10));
    cancelEarly();
    expect(clock.pending).to.equal(1);
    await clock.advance(5);
    cancelLate();
    expect([runs, clock.pending]).to.deep.equal([10, 0]);
  });

  it('moves wall time alone when it is skewed', async () => {
    const clock = new VirtualClock(0);
    clock.skewWall(-60_000);
    await clock.advance(1_000);
    expect([clock.nowMs(), clock.monotonicMs()]).to.deep.equal([-59_000, 1_000]);
  });

  it('shows another machine its own wall time and its own speed', async () => {
    const clock = new VirtualClock(0);
    const other = clock.machine({ wallSkewMs: 500, rate: 2 });
    let atMs: number | undefined;
    other.schedule(1_000, () => (atMs = clock.monotonicMs()));
    await clock.advance(1_000);
    expect(atMs).to.equal(500);
    expect([other.nowMs(), other.monotonicMs()]).to.deep.equal([2_500, 2_000]);
  });

  it('stops at the moment at which something has become true', async () => {
    const clock = new VirtualClock();
    let done = false;
    clock.schedule(70, () => (done = true));
    clock.schedule(80, () => expect.fail('too far'));
    await clock.runUntil(() => done, 1_000);
    expect(clock.monotonicMs()).to.equal(70);
  });

  it('says what it waited for in vain', async () => {
    const clock = new VirtualClock();
    const error = await clock.runUntil(() => false, 10).catch((reason: unknown) => reason as Error);
    expect(error?.message).to.match(/^still waiting after 10 ms for .*false$/);
    expect(clock.monotonicMs()).to.equal(10);
  });

  it('is moved from one place at a time', async () => {
    const clock = new VirtualClock();
    const first = clock.advance(10);
    const second = await clock.advance(10).catch((reason: unknown) => reason as Error);
    await first;
    expect(second).to.be.instanceOf(Error).with.property('message', 'time is moved from two places at once');
  });
});
