import { expect } from 'chai';
import fc from 'fast-check';

import { keptCount, unavailableLimit } from '../../../lib/decide/rollout/partition.js';

const TABLE: readonly (readonly [partition: number | string | undefined, matched: number, kept: number])[] = [
  [undefined, 10, 0],
  [0, 10, 0],
  [3, 10, 3],
  [20, 10, 10],
  ['0%', 10, 0],
  ['1%', 10, 1],
  ['10%', 10, 1],
  ['11%', 10, 2],
  ['99%', 10, 9],
  ['100%', 10, 10],
  ['99%', 2, 1],
  ['99%', 1, 1],
  ['50%', 1, 1],
  ['50%', 3, 2],
  ['50%', 0, 0],
];

describe('keptCount', () => {
  for (const [partition, matched, kept] of TABLE) {
    it(`keeps ${String(kept)} of ${String(matched)} at partition ${String(partition)}`, () => {
      expect(keptCount(partition, matched)).to.equal(kept);
    });
  }

  it('keeps every pod when the partition cannot be read', () => {
    expect(keptCount('half', 10)).to.equal(10);
  });

  it('below 100 % always lets at least one of several pods go, and above 0 % keeps at least one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 2, max: 5000 }), (percent, matched) => {
        const kept = keptCount(`${String(percent)}%`, matched);
        expect(kept).to.be.within(1, matched - 1);
      }),
    );
  });
});

describe('unavailableLimit', () => {
  it('is at least one', () => {
    expect(unavailableLimit(undefined, 10)).to.equal(1);
    expect(unavailableLimit(0, 10)).to.equal(1);
    expect(unavailableLimit('1%', 3)).to.equal(1);
  });

  it('rounds percentages up', () => {
    expect(unavailableLimit('25%', 10)).to.equal(3);
    expect(unavailableLimit(4, 10)).to.equal(4);
  });
});
