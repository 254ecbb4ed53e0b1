import { expect } from 'chai';
import { backoffMs } from '../../lib/cluster/backoff.js';

const LIMITS = { firstMs: 800, maxMs: 30_000 };

describe('backoff', () => {
  it('doubles up to its limit', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 100].map(failures => backoffMs(failures, LIMITS, () => 0));
    expect(waits).to.deep.equal([800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
  });

  it('adds up to as much again by chance', () => {
    expect(backoffMs(1, LIMITS, () => 0.5)).to.equal(1200);
    expect(backoffMs(1000, LIMITS, () => 0.999)).to.be.closeTo(60_000, 50);
  });
});
