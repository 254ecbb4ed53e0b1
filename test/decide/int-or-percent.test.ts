import { expect } from 'chai';
import fc from 'fast-check';
import { parseIntOrPercent, scale } from '../../lib/decide/int-or-percent.js';

describe('int or percent', () => {
  it('reads numbers and percentages', () => {
    expect(parseIntOrPercent(3)).to.deep.equal({ kind: 'int', value: 3 });
    expect(parseIntOrPercent('20%')).to.deep.equal({ kind: 'percent', value: 20 });
  });

  it('leaves the judgement of negative and large values to the field', () => {
    expect(parseIntOrPercent(-1)).to.deep.equal({ kind: 'int', value: -1 });
    expect(parseIntOrPercent('-5%')).to.deep.equal({ kind: 'percent', value: -5 });
    expect(parseIntOrPercent('250%')).to.deep.equal({ kind: 'percent', value: 250 });
  });

  it('refuses everything else', () => {
    const others = [
      '5',
      '',
      '%',
      ' 5%',
      '5 %',
      '+5%',
      '1.5%',
      '5%%',
      '٣%',
      1.5,
      NaN,
      2 ** 31,
      '2147483648%',
      null,
      undefined,
      {},
      [1],
      true,
    ];
    expect(others.filter(other => parseIntOrPercent(other) !== undefined)).to.deep.equal([]);
  });

  it('rounds the way it is told to', () => {
    const third = { kind: 'percent', value: 33 } as const;
    expect(scale(third, { of: 10, rounding: 'up' })).to.equal(4);
    expect(scale(third, { of: 10, rounding: 'down' })).to.equal(3);
  });

  it('does not round where nothing is to be rounded', () => {
    for (const rounding of ['up', 'down'] as const) {
      expect(scale({ kind: 'percent', value: 7 }, { of: 100, rounding })).to.equal(7);
      expect(scale({ kind: 'percent', value: 29 }, { of: 1_000_000_000, rounding })).to.equal(290_000_000);
    }
  });

  it('takes a number as it stands', () => {
    expect(scale({ kind: 'int', value: 12 }, { of: 10, rounding: 'up' })).to.equal(12);
  });

  it('encloses the exact share between both roundings', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), fc.nat(2 ** 31), (value, of) => {
        const percent = { kind: 'percent', value } as const;
        const up = scale(percent, { of, rounding: 'up' });
        const down = scale(percent, { of, rounding: 'down' });
        const exact = value * of;
        expect(up * 100).to.be.at.least(exact);
        expect(down * 100).to.be.at.most(exact);
        expect(up - down).to.equal(exact % 100 === 0 ? 0 : 1);
      }),
    );
  });
});
