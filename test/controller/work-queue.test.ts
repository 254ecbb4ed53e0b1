import { expect } from 'chai';

import { WorkQueue } from '../../controller/work-queue.js';
import type { Clock } from '../../lib/cluster/clock.js';

/** Time that stands still until the test moves it. */
class ManualClock implements Clock {
  #nowMs = 0;
  readonly #due: { atMs: number; run: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, run: () => void): () => void {
    const entry = { atMs: this.#nowMs + delayMs, run };
    this.#due.push(entry);
    return () => {
      const index = this.#due.indexOf(entry);
      if (index >= 0) this.#due.splice(index, 1);
    };
  }

  async advance(ms: number): Promise<void> {
    this.#nowMs += ms;
    for (const entry of this.#due.filter(({ atMs }) => atMs <= this.#nowMs)) {
      this.#due.splice(this.#due.indexOf(entry), 1);
      entry.run();
    }
    await settled();
  }
}

const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** A piece of work that the test ends when it likes. */
function gate(): {
  readonly entered: string[];
  readonly work: (key: string) => Promise<void>;
  readonly open: () => void;
} {
  const entered: string[] = [];
  const waiting: (() => void)[] = [];
  return {
    entered,
    work: key => {
      entered.push(key);
      return new Promise(resolve => waiting.push(resolve));
    },
    open: () => waiting.shift()?.(),
  };
}

describe('WorkQueue', () => {
  it('works once on a key that was added several times while it waited', async () => {
    const { entered, work, open } = gate();
    const queue = new WorkQueue({ clock: new ManualClock(), random: () => 0, work, concurrency: 1 });
    queue.add('first');
    queue.add('a');
    queue.add('a');
    await settled();
    open();
    await settled();
    open();
    await settled();
    expect(entered).to.deep.equal(['first', 'a']);
  });

  it('works again, afterwards, on a key that was added while it was worked on', async () => {
    const { entered, work, open } = gate();
    const queue = new WorkQueue({ clock: new ManualClock(), random: () => 0, work });
    queue.add('a');
    await settled();
    queue.add('a');
    queue.add('a');
    await settled();
    expect(entered).to.deep.equal(['a']);
    open();
    await settled();
    expect(entered).to.deep.equal(['a', 'a']);
  });

  it('gives different keys to different workers, up to its concurrency', async () => {
    const { entered, work } = gate();
    const queue = new WorkQueue({ clock: new ManualClock(), random: () => 0, work, concurrency: 2 });
    for (const key of ['a', 'b', 'c']) queue.add(key);
    await settled();
    expect(entered).to.deep.equal(['a', 'b']);
  });

  it('tries work that failed again, after pauses that double up to the longest', async () => {
    const clock = new ManualClock();
    const delays: number[] = [];
    const queue = new WorkQueue({
      clock,
      random: () => 1,
      work: () => Promise.reject(new Error('no')),
      firstRetryMs: 100,
      maxRetryMs: 300,
      observer: { retried: (_key, delayMs) => delays.push(delayMs) },
    });
    queue.add('a');
    await settled();
    for (const ms of [100, 200, 300]) await clock.advance(ms);
    expect(delays).to.deep.equal([100, 200, 300, 300]);
    await queue.stop();
  });

  it('forgets the failures of a key once its work succeeds', async () => {
    const clock = new ManualClock();
    const delays: number[] = [];
    const ends = [false, true, false];
    const queue = new WorkQueue({
      clock,
      random: () => 1,
      work: () => (ends.shift() === true ? Promise.resolve() : Promise.reject(new Error('no'))),
      firstRetryMs: 100,
      observer: { retried: (_key, delayMs) => delays.push(delayMs) },
    });
    queue.add('a');
    await settled();
    await clock.advance(100);
    queue.add('a');
    await settled();
    expect(delays).to.deep.equal([100, 100]);
    await queue.stop();
  });

  it('keeps the soonest of several appointments', async () => {
    const clock = new ManualClock();
    const { entered, work } = gate();
    const queue = new WorkQueue({ clock, random: () => 0, work });
    queue.addAfter('a', 500);
    queue.addAfter('a', 100);
    queue.addAfter('a', 900);
    await clock.advance(99);
    expect(entered).to.deep.equal([]);
    await clock.advance(1);
    expect(entered).to.deep.equal(['a']);
    await clock.advance(1000);
    expect(entered).to.deep.equal(['a']);
  });

  it('stops when the work that has begun is over, and takes on nothing more', async () => {
    const { entered, work, open } = gate();
    const queue = new WorkQueue({ clock: new ManualClock(), random: () => 0, work, concurrency: 1 });
    queue.add('a');
    queue.add('b');
    await settled();
    let stopped = false;
    const stopping = queue.stop().then(() => (stopped = true));
    queue.add('c');
    await settled();
    expect(stopped).to.equal(false);
    open();
    await stopping;
    expect(entered).to.deep.equal(['a']);
  });
});
