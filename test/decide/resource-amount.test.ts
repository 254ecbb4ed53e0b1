import { expect } from 'chai';
import { MAX_AMOUNT, formatQuantity, parseQuantity } from '../../lib/decide/quantity.js';
import type { Rational } from '../../lib/decide/rational.js';
import { multiply, rational } from '../../lib/decide/rational.js';
import { amountOf, cpuQuantity, memoryQuantity } from '../../lib/decide/resource-amount.js';

function amount(text: string): Rational {
  return amountOf(parseQuantity(text)!);
}

describe('resource amount', () => {
  it('counts in cores and bytes', () => {
    expect(amount('250m')).to.deep.equal(rational(1n, 4n));
    expect(amount('64Mi')).to.deep.equal(rational(67_108_864n));
    expect(amount('1e3')).to.deep.equal(rational(1000n));
  });

  it('writes processors in thousandths, rounded up', () => {
    expect(formatQuantity(cpuQuantity(rational(1n, 3n)))).to.equal('334m');
    expect(formatQuantity(cpuQuantity(rational(2n)))).to.equal('2');
  });

  it('writes memory in bytes, rounded up, with a binary suffix where one divides it', () => {
    expect(formatQuantity(memoryQuantity(multiply(amount('200Mi'), rational(3n, 2n))))).to.equal('300Mi');
    expect(formatQuantity(memoryQuantity(rational(4097n, 2n)))).to.equal('2049');
    expect(formatQuantity(memoryQuantity(rational(4095n, 2n)))).to.equal('2Ki');
  });

  it('does not count beyond what Kubernetes counts', () => {
    expect(amount('1e2000000000')).to.deep.equal(rational(MAX_AMOUNT));
    expect(amount('-1e2000000000')).to.deep.equal(rational(-MAX_AMOUNT));
    expect(memoryQuantity(multiply(rational(MAX_AMOUNT), rational(2n))).mantissa).to.equal(MAX_AMOUNT);
    expect(formatQuantity(cpuQuantity(rational(10n ** 30n)))).to.equal(String(MAX_AMOUNT));
  });
});
