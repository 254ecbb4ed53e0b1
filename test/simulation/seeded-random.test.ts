import { expect } from 'chai';
import fc from 'fast-check';
import { seededRandom } from './seeded-random.js';

const draws = (random: () => number, count = 20): number[] => Array.from({ length: count }, random);

describe('seededRandom', () => {
  it('repeats itself for the same seed, and not for another', () => {
    expect(draws(seededRandom(7))).to.deep.equal(draws(seededRandom(7)));
    expect(draws(seededRandom(7))).not.to.deep.equal(draws(seededRandom(8)));
  });

  it('draws numbers that lie in [0, 1) and spread evenly', () => {
    const numbers = draws(seededRandom('even'), 10_000);
    expect(Math.min(...numbers)).to.be.at.least(0);
    expect(Math.max(...numbers)).to.be.below(1);
    const tenths = Array.from({ length: 10 }, (_, tenth) => numbers.filter(n => Math.floor(n * 10) === tenth).length);
    for (const count of tenths) expect(count).to.be.within(850, 1_150);
  });

  it('gives a fork the same numbers, whatever was drawn and forked before', () => {
    const calm = seededRandom(7);
    const busy = seededRandom(7);
    draws(busy);
    draws(busy.fork('other'));
    expect(draws(busy.fork('mine'))).to.deep.equal(draws(calm.fork('mine')));
    expect(draws(calm.fork('mine'))).not.to.deep.equal(draws(calm.fork('yours')));
  });

  it('stays between its bounds and reaches both', () => {
    const random = seededRandom(7);
    const seen = new Set(Array.from({ length: 200 }, () => random.between(-1, 2)));
    expect([...seen].sort((a, b) => a - b)).to.deep.equal([-1, 0, 1, 2]);
  });

  it('takes a chance as often as it is told to', () => {
    const random = seededRandom(7);
    const taken = (share: number): number =>
      Array.from({ length: 1_000 }, () => random.chance(share)).filter(Boolean).length;
    expect(taken(0)).to.equal(0);
    expect(taken(1)).to.equal(1_000);
    expect(taken(0.2)).to.be.within(150, 250);
  });

  it('shuffles without losing anything', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (values, seed) => {
        expect(seededRandom(seed).shuffle(values)).to.have.members(values);
      }),
    );
  });

  it('has nothing to pick from nothing', () => {
    expect(() => seededRandom(7).pick([])).to.throw('nothing to pick from');
    expect(seededRandom(7).pick(['only'])).to.equal('only');
  });
});
