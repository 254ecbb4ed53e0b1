import { expect } from 'chai';
import { watchSilence } from '../../lib/cluster/silence-watchdog.js';
import { VirtualClock } from '../simulation/virtual-clock.js';

describe('silence watchdog', () => {
  it('barks once after silence', async () => {
    const clock = new VirtualClock();
    const barks: number[] = [];
    const watchdog = watchSilence(clock, 1000, () => barks.push(clock.monotonicMs()));
    await clock.advance(10_000);
    expect(barks).to.deep.equal([1000]);
    expect(watchdog.barked).to.be.true;
  });

  it('counts the silence from what it heard last', async () => {
    const clock = new VirtualClock();
    const barks: number[] = [];
    const watchdog = watchSilence(clock, 1000, () => barks.push(clock.monotonicMs()));
    for (let n = 0; n < 10; n += 1) {
      await clock.advance(900);
      watchdog.heard();
    }
    expect(barks).to.deep.equal([]);
    await clock.advance(5000);
    expect(barks).to.deep.equal([10_000]);
  });

  it('leaves nothing behind when it is stopped', async () => {
    const clock = new VirtualClock();
    const watchdog = watchSilence(clock, 1000, () => expect.fail('barked'));
    watchdog.stop();
    await clock.advance(10_000);
    expect(watchdog.barked).to.be.false;
    expect(clock.pending).to.equal(0);
  });
});
