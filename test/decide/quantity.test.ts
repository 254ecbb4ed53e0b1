import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  MAX_AMOUNT,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  roundUpToMilli,
} from '../../lib/decide/quantity.js';
import type { Quantity } from '../../lib/decide/quantity.js';

interface Vector {
  readonly input: string;
  readonly canonical?: string;
  readonly milli?: string;
}

// Recorded from k8s.io/apimachinery v0.34.4 by the Go program in quantity-oracle (and laid out by prettier). The tests
// run from the sources and from dist/js; the vectors lie beside the sources.
const vectors = JSON.parse(
  readFileSync(new URL(import.meta.resolve('./quantity-vectors.json').replace('/dist/js/', '/')), 'utf8'),
) as readonly Vector[];

function read(text: string | number): Quantity {
  const quantity = parseQuantity(text);
  if (quantity === undefined) throw new Error(`cannot read ${text}`);
  return quantity;
}

const integers = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n });
const suffixes = fc.constantFrom('n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'e3', 'E-3', 'e0');
const texts = fc
  .tuple(integers, fc.option(fc.nat(999_999)), suffixes)
  .map(([whole, fraction, suffix]) => `${whole}${fraction === null ? '' : `.${fraction}`}${suffix}`);
const quantities = texts.map(read);

describe('quantity', () => {
  it('has vectors for every form', () => {
    expect(vectors.length).to.be.greaterThan(900);
    expect(vectors.filter(({ canonical }) => canonical === undefined).length).to.be.greaterThan(30);
  });

  it('reads what Kubernetes reads and writes what Kubernetes writes', () => {
    const wrong = vectors.flatMap(({ input, canonical }) => {
      const quantity = parseQuantity(input);
      const actual = quantity && formatQuantity(quantity);
      return actual === canonical ? [] : [{ input, canonical, actual }];
    });
    expect(wrong).to.deep.equal([]);
  });

  it('rounds up to thousandths as Kubernetes does', () => {
    const wrong = vectors.flatMap(({ input, milli }) => {
      const quantity = parseQuantity(input);
      const actual = quantity && formatQuantity(roundUpToMilli(quantity));
      return actual === milli ? [] : [{ input, milli, actual }];
    });
    expect(wrong).to.deep.equal([]);
  });

  it('takes the numbers that JSON has in place of texts', () => {
    const written = [0, 1, 0.1, 1.5, 1e21, 1e-7, -2].map(number => formatQuantity(read(number)));
    expect(written).to.deep.equal(['0', '1', '100m', '1500m', '1e+21', '100e-9', '-2']);
  });

  it('refuses numbers that are none', () => {
    expect([NaN, Infinity].map(parseQuantity)).to.deep.equal([undefined, undefined]);
  });

  it('refuses exponents that do not fit 32 bits', () => {
    expect(parseQuantity('1e2147483648')).to.equal(undefined);
    expect(parseQuantity('1e-2147483648')).to.equal(undefined);
  });

  it('rounds amounts away to a billionth however small their exponent is', () => {
    expect(formatQuantity(read('1e-2147483647'))).to.equal('1e-9');
    expect(formatQuantity(read('-7e-2147483647'))).to.equal('-1e-9');
  });

  it('caps BinarySI at the largest int64', () => {
    expect(read('8Ei').mantissa).to.equal(MAX_AMOUNT);
    expect(read('-9Ei').mantissa).to.equal(-MAX_AMOUNT);
  });

  it('writes a form that reads back to the same amount and stays as it is', () => {
    fc.assert(
      fc.property(texts, text => {
        // 10^21 and more has no suffix; Kubernetes' form then says less than the amount.
        fc.pre(compareQuantities(read(text), read('999E')) <= 0 && compareQuantities(read(text), read('-999E')) >= 0);
        const written = formatQuantity(read(text));
        expect(compareQuantities(read(written), read(text))).to.equal(0);
        expect(formatQuantity(read(written))).to.equal(written);
      }),
    );
  });

  it('never rounds down, and never by a thousandth or more', () => {
    fc.assert(
      fc.property(quantities, quantity => {
        fc.pre(quantity.mantissa > 0n && quantity.exponent < 0);
        const rounded = roundUpToMilli(quantity);
        const nanos = (q: Quantity): bigint => q.mantissa * 10n ** BigInt(q.exponent + 9);
        expect(nanos(rounded) >= nanos(quantity)).to.be.true;
        expect(nanos(rounded) - nanos(quantity) < 1_000_000n).to.be.true;
      }),
    );
  });

  it('compares amounts across formats', () => {
    const nanos = (q: Quantity): bigint => q.mantissa * 10n ** BigInt(q.exponent + 9);
    fc.assert(
      fc.property(quantities, quantities, (a, b) => {
        const expected = nanos(a) < nanos(b) ? -1 : nanos(a) > nanos(b) ? 1 : 0;
        expect(Math.sign(compareQuantities(a, b))).to.equal(expected);
      }),
    );
  });

  it('compares equal amounts of different forms as equal', () => {
    const pairs = [
      ['1024Mi', '1Gi'],
      ['1000m', '1'],
      ['1e3', '1k'],
      ['0', '-0Ki'],
      ['0.5Gi', '512Mi'],
    ] as const;
    for (const [a, b] of pairs) expect(compareQuantities(read(a), read(b)), `${a} and ${b}`).to.equal(0);
  });

  it('compares amounts with exponents that could not be written out', () => {
    expect(compareQuantities(read('1e2000000000'), read('2e2000000000'))).to.be.lessThan(0);
    expect(compareQuantities(read('1e2000000000'), read('1'))).to.be.greaterThan(0);
    expect(compareQuantities(read('-1e2000000000'), read('-1'))).to.be.lessThan(0);
    expect(compareQuantities(read('10e1999999999'), read('1e2000000000'))).to.equal(0);
  });

  it('reads no text of more than a thousand characters: it could take forever to calculate with', () => {
    expect(parseQuantity(`1${'0'.repeat(999)}`)).to.not.equal(undefined);
    expect(parseQuantity(`1${'0'.repeat(1000)}`)).to.equal(undefined);
  });
});
