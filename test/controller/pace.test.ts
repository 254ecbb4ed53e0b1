import { expect } from 'chai';
import { Pace, planPauseMs } from '../../controller/pace.js';
import { VirtualClock } from '../simulation/virtual-clock.js';

describe('Pace', () => {
  it('lets the first turn come at once and the next one after the pause', async () => {
    const clock = new VirtualClock();
    const pace = new Pace(clock);
    expect(pace.waitMs('mesh')).to.equal(0);
    pace.begin('mesh', 500);
    await clock.advance(200);
    expect(pace.waitMs('mesh')).to.equal(300);
    await clock.advance(400);
    expect(pace.waitMs('mesh')).to.equal(0);
  });

  it('keeps SidecarSets apart, and forgets those that are gone', () => {
    const pace = new Pace(new VirtualClock());
    pace.begin('mesh', 500);
    expect([pace.waitMs('mesh'), pace.waitMs('logs')]).to.deep.equal([500, 0]);
    pace.forget('mesh');
    expect(pace.waitMs('mesh')).to.equal(0);
  });
});

describe('planPauseMs', () => {
  for (const [pods, pauseMs] of [
    [0, 0],
    [10, 4],
    [1_000, 400],
    [5_000, 2_000],
    [100_000, 2_000],
  ] as const) {
    it(`is ${String(pauseMs)} ms for ${String(pods)} pods`, () => {
      expect(planPauseMs(pods)).to.equal(pauseMs);
    });
  }
});
