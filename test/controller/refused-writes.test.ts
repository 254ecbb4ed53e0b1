import { expect } from 'chai';

import { isLastingRefusal, RefusedWrites } from '../../controller/refused-writes.js';
import { ApiError } from '../../lib/cluster/api-error.js';
import { VirtualClock } from '../simulation/virtual-clock.js';

describe('isLastingRefusal', () => {
  const answer = (code: number): ApiError => new ApiError({ code, reason: 'X', message: 'no', call: 'patch pods a' });

  it('is what a policy, a webhook or a missing right says', () => {
    expect([400, 403, 413, 422].map(code => isLastingRefusal(answer(code)))).to.deep.equal([true, true, true, true]);
  });

  it('is nothing that passes, or that leaves open what happened', () => {
    const codes = [0, 401, 404, 408, 409, 429, 500, 503, 504];
    expect(codes.filter(code => isLastingRefusal(answer(code)))).to.deep.equal([]);
    expect(isLastingRefusal(new Error('422'))).to.equal(false);
  });
});

describe('RefusedWrites', () => {
  let clock: VirtualClock;
  let refused: RefusedWrites;
  beforeEach(() => {
    clock = new VirtualClock();
    refused = new RefusedWrites(clock);
  });
  const alone = (generation = 1): readonly string[] => [...refused.podsOf('set', generation)];

  it('leaves a pod alone for a minute, then for twice as long each time, at most for ten', async () => {
    const pauses: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const pauseMs = refused.note('set', { uid: 'a', generation: 1 });
      pauses.push(pauseMs);
      expect(refused.waitMs('set')).to.equal(pauseMs);
      await clock.advance(pauseMs - 1);
      expect(alone()).to.deep.equal(['a']);
      await clock.advance(1);
      expect(alone()).to.deep.equal([]);
      expect(refused.waitMs('set')).to.equal(undefined);
    }
    expect(pauses).to.deep.equal([60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
  });

  it('forgets a refusal that was about another generation of the SidecarSet', () => {
    refused.note('set', { uid: 'a', generation: 1 });
    expect(alone(2)).to.deep.equal([]);
    expect(refused.note('set', { uid: 'a', generation: 2 })).to.equal(60_000);
  });

  it('tells SidecarSets apart, and forgets one that is gone', () => {
    refused.note('set', { uid: 'a', generation: 1 });
    expect([...refused.podsOf('other', 1)]).to.deep.equal([]);
    refused.forget('set');
    expect(alone()).to.deep.equal([]);
  });
});
