import { expect } from 'chai';
import fc from 'fast-check';
import type { Rational } from '../../lib/decide/rational.js';
import { add, ceiling, compare, divide, multiply, rational, subtract } from '../../lib/decide/rational.js';

const rationals = fc
  .tuple(
    fc.bigInt({ min: -1000n, max: 1000n }),
    fc.bigInt({ min: -50n, max: 50n }).filter(n => n !== 0n),
  )
  .map(([numerator, denominator]) => rational(numerator, denominator));

describe('rational', () => {
  it('keeps lowest terms and a positive denominator', () => {
    expect(rational(6n, -4n)).to.deep.equal({ numerator: -3n, denominator: 2n });
    expect(rational(0n, -7n)).to.deep.equal({ numerator: 0n, denominator: 1n });
  });

  it('adds thirds without loss', () => {
    const third = rational(1n, 3n);
    expect(add(add(third, third), third)).to.deep.equal(rational(1n));
  });

  it('undoes addition by subtraction and multiplication by division', () => {
    fc.assert(
      fc.property(rationals, rationals, (a, b) => {
        expect(subtract(add(a, b), b)).to.deep.equal(a);
        if (b.numerator !== 0n) expect(divide(multiply(a, b), b)).to.deep.equal(a);
      }),
    );
  });

  it('distributes', () => {
    fc.assert(
      fc.property(rationals, rationals, rationals, (a, b, c) => {
        expect(multiply(a, add(b, c))).to.deep.equal(add(multiply(a, b), multiply(a, c)));
      }),
    );
  });

  it('does not divide by zero', () => {
    expect(divide(rational(1n), rational(0n, 5n))).to.equal(undefined);
  });

  it('orders by value', () => {
    const asNumber = ({ numerator, denominator }: Rational): number => Number(numerator) / Number(denominator);
    fc.assert(
      fc.property(rationals, rationals, (a, b) => {
        expect(compare(a, b)).to.equal(Math.sign(asNumber(a) - asNumber(b)));
      }),
    );
  });

  it('finds the smallest whole number that is not smaller', () => {
    fc.assert(
      fc.property(rationals, a => {
        const whole = ceiling(a);
        expect(compare(rational(whole), a)).to.be.at.least(0);
        expect(compare(rational(whole - 1n), a)).to.be.lessThan(0);
      }),
    );
  });
});
