import { expect } from 'chai';
import fc from 'fast-check';
import type { Rational } from '../../lib/decide/rational.js';
import { rational } from '../../lib/decide/rational.js';
import { evaluateExpression, parseExpression } from '../../lib/decide/resources-expression.js';

const VARIABLES = { cpu: rational(3n, 2n), memory: rational(1_048_576n) };

function evaluate(text: string): Rational | 'division-by-zero' {
  const parsed = parseExpression(text);
  if (parsed.kind === 'malformed') throw new Error(parsed.message);
  const evaluation = evaluateExpression(parsed.expression, VARIABLES);
  return evaluation.kind === 'value' ? evaluation.value : evaluation.reason;
}

function complaint(text: string): { readonly at: number; readonly message: string } {
  const parsed = parseExpression(text);
  if (parsed.kind !== 'malformed') throw new Error(`${text} was accepted`);
  return parsed;
}

/** A random expression, fully parenthesised, and what it comes to as a fraction, calculated beside the code under test. */
interface Sample {
  readonly text: string;
  /** Not in lowest terms; undefined after a division by zero. */
  readonly value: readonly [bigint, bigint] | undefined;
}

const leaves: fc.Arbitrary<Sample> = fc.oneof(
  fc.nat(20).map((n): Sample => ({ text: String(n), value: [BigInt(n), 1n] })),
  fc.nat(300).map((n): Sample => ({ text: `${n}%`, value: [BigInt(n), 100n] })),
  fc.nat(5000).map((n): Sample => ({ text: `${n}m`, value: [BigInt(n), 1000n] })),
  fc.nat(9).map((n): Sample => ({ text: `0.${n}`, value: [BigInt(n), 10n] })),
  fc.constant<Sample>({ text: '2Ki', value: [2048n, 1n] }),
  fc.constant<Sample>({ text: 'cpu', value: [3n, 2n] }),
  fc.constant<Sample>({ text: 'memory', value: [1_048_576n, 1n] }),
);

function combine(operator: string, a: Sample, b: Sample): Sample {
  const text = operator.length > 1 ? `${operator}(${a.text}, ${b.text})` : `(${a.text} ${operator} ${b.text})`;
  if (a.value === undefined || b.value === undefined) return { text, value: undefined };
  const [[p, q], [r, s]] = [a.value, b.value];
  // All denominators are kept positive, so that fractions compare by cross multiplication.
  const results: Readonly<Record<string, () => readonly [bigint, bigint] | undefined>> = {
    '+': () => [p * s + r * q, q * s],
    '-': () => [p * s - r * q, q * s],
    '*': () => [p * r, q * s],
    '/': () => (r === 0n ? undefined : r < 0n ? [-p * s, q * -r] : [p * s, q * r]),
    max: () => (p * s >= r * q ? [p, q] : [r, s]),
    min: () => (p * s <= r * q ? [p, q] : [r, s]),
  };
  return { text, value: results[operator]!() };
}

const { sample } = fc.letrec<{ sample: Sample }>(tie => ({
  sample: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaves,
    fc
      .tuple(fc.constantFrom('+', '-', '*', '/', 'max', 'min'), tie('sample'), tie('sample'))
      .map(([operator, a, b]) => combine(operator, a, b)),
  ),
}));

describe('resources expression', () => {
  it('comes to the same as a calculation by hand', () => {
    fc.assert(
      fc.property(sample, ({ text, value }) => {
        fc.pre(text.length <= 1024);
        expect(evaluate(text)).to.deep.equal(value === undefined ? 'division-by-zero' : rational(...value));
      }),
      { numRuns: 500 },
    );
  });

  it('multiplies before it adds, and goes from left to right', () => {
    expect(evaluate('1 + 2 * 3')).to.deep.equal(rational(7n));
    expect(evaluate('10 - 3 - 2')).to.deep.equal(rational(5n));
    expect(evaluate('12 / 3 / 2')).to.deep.equal(rational(2n));
    expect(evaluate('(1 + 2) * 3')).to.deep.equal(rational(9n));
  });

  it('takes signs before anything', () => {
    expect(evaluate('-cpu + 2')).to.deep.equal(rational(1n, 2n));
    expect(evaluate('2 * -3')).to.deep.equal(rational(-6n));
    expect(evaluate('--+2')).to.deep.equal(rational(2n));
  });

  it('knows the forms of the manual', () => {
    expect(evaluate('max(cpu*50%, 50m)')).to.deep.equal(rational(3n, 4n));
    expect(evaluate('min(memory, 200Mi, 512Ki)')).to.deep.equal(rational(524_288n));
    expect(evaluate('0.1+0.2')).to.deep.equal(rational(3n, 10n));
    expect(evaluate('max(7)')).to.deep.equal(rational(7n));
    expect(evaluate('1e3*12.5%')).to.deep.equal(rational(125n));
    expect(evaluate('\tcpu\n')).to.deep.equal(rational(3n, 2n));
  });

  it('reports a division by zero, wherever it happens', () => {
    expect(evaluate('max(1, 2 / (cpu - 1.5))')).to.equal('division-by-zero');
    expect(evaluate('0 * (1 / 0)')).to.equal('division-by-zero');
  });

  it('tells which variables it asks for', () => {
    const variables = (text: string): readonly string[] => {
      const parsed = parseExpression(text);
      return parsed.kind === 'expression' ? [...parsed.variables] : [];
    };
    expect(variables('max(cpu, 50m) + cpu')).to.deep.equal(['cpu']);
    expect(variables('2')).to.deep.equal([]);
  });

  it('points at the first character that is wrong', () => {
    const places = [
      '',
      '1 +',
      '1 + )',
      '(1',
      'max 1',
      'max()',
      'max(1,)',
      'disk * 2',
      'cpu $ 2',
      '1 2',
      '5x + 1',
      '1 + 5Mb',
      '10m%',
      '1;',
    ];
    expect(places.map(text => complaint(text).at)).to.deep.equal([1, 4, 5, 3, 5, 5, 7, 1, 5, 3, 1, 5, 1, 2]);
  });

  it('says what it expected', () => {
    expect(complaint('max(1').message).to.equal('expected ")", but found the end (character 6)');
    expect(complaint('1 1').message).to.equal('expected an operator or the end, but found "1" (character 3)');
    expect(complaint('5Mb').message).to.contain('"5Mb" is no number, percentage or quantity');
    expect(complaint('cpu × 2').message).to.equal('"×" has no meaning here (character 5)');
  });

  it('refuses what is longer than anyone needs', () => {
    expect(evaluate('('.repeat(511) + '1' + ')'.repeat(511))).to.deep.equal(rational(1n));
    expect(complaint('('.repeat(100_000)).message).to.contain('at most 1024 characters');
  });

  it('refuses more operators than anyone needs, at the first one too many', () => {
    expect(evaluate(`0${' + 1'.repeat(64)}`)).to.deep.equal(rational(64n));
    expect(complaint(`0${' + 1'.repeat(65)}`)).to.include({ at: 259 });
    expect(complaint('cpu' + '*cpu'.repeat(250)).message).to.equal(
      'an expression has at most 64 operators; write a shorter one (character 260)',
    );
    expect(complaint('-'.repeat(100) + '1').at).to.equal(65);
    expect(complaint('max('.repeat(100) + '1' + ')'.repeat(100)).message).to.contain('at most 64 operators');
  });

  it('survives any text', () => {
    const pieces = fc.array(
      fc.constantFrom('1', '(', ')', '*', '-', 'max', ',', 'cpu', '5%', '2Mi', ' ', '.', 'e', '%'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map(parts => parts.join('')),
        ),
        text => {
          const parsed = parseExpression(text);
          if (parsed.kind === 'malformed') expect(parsed.at).to.be.within(1, text.length + 1);
          else evaluateExpression(parsed.expression, VARIABLES);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
