import { expect } from 'chai';
import fc from 'fast-check';

import { compileGoRegex, isTooMuchWork } from '../../lib/decide/go-regex.js';

function isFound(expression: string, text: string): boolean {
  const regex = compileGoRegex(expression);
  if (regex.kind === 'malformed') throw new Error(`${expression} ${regex.complaint}`);
  return regex.isFoundIn(text);
}

function complaint(expression: string): string | undefined {
  const regex = compileGoRegex(expression);
  return regex.kind === 'malformed' ? regex.complaint : undefined;
}

describe('compileGoRegex', () => {
  it('finds a match anywhere, unless the expression is anchored', () => {
    expect(isFound('b', 'abc')).to.equal(true);
    expect(isFound('^b', 'abc')).to.equal(false);
    expect(isFound('b$', 'abc')).to.equal(false);
    expect(isFound('^abc$', 'abc')).to.equal(true);
    expect(isFound('', '')).to.equal(true);
  });

  it('knows choices, groups and repetitions', () => {
    expect(['main', 'web', 'webmain', ''].map(text => isFound('^(?:main|web)$', text))).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
    expect(['b', 'ab', 'aab', 'aaab', 'aaaab'].map(text => isFound('^a{1,3}b$', text))).to.deep.equal([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(['', 'a', 'aa'].map(text => isFound('^a?$', text))).to.deep.equal([true, true, false]);
    expect(isFound('^(?P<name>ab)+c*?$', 'abab')).to.equal(true);
    expect(isFound('^a{2,}$', 'aaaa')).to.equal(true);
  });

  it('knows sets of characters', () => {
    expect(isFound('^[a-c_]+$', 'abc_')).to.equal(true);
    expect(isFound('^[^a-c]$', 'b')).to.equal(false);
    expect(isFound('^[]a-]+$', ']a-')).to.equal(true);
    expect(isFound('^[[:digit:][:^alpha:]]+$', '12-')).to.equal(true);
    expect(isFound('^\\d\\w\\s\\D\\W\\S$', '1a a 1')).to.equal(true);
    expect(isFound('^\\p{Greek}\\pL\\P{Lu}$', 'αéx')).to.equal(true);
    expect(isFound('^.$', '\n')).to.equal(false);
  });

  it('knows escapes and quotes', () => {
    expect(isFound('^a\\.b\\-c\\_$', 'a.b-c_')).to.equal(true);
    expect(isFound('^a\\.b$', 'axb')).to.equal(false);
    expect(isFound('^\\x41\\x{1F600}\\101\\t$', 'A😀A\t')).to.equal(true);
    expect(isFound('^\\Qa.b\\E+$', 'a.bbb')).to.equal(true);
    expect(isFound('\\bweb\\b', 'a web b')).to.equal(true);
    expect(isFound('\\Bweb', 'cobweb')).to.equal(true);
    expect(isFound('\\Aa\\z', 'ab')).to.equal(false);
  });

  it('knows flags for the rest of a group and for a group of its own', () => {
    expect(isFound('^(?i)ABC[x-z]$', 'abcY')).to.equal(true);
    expect(isFound('^(?:(?i)a)b$', 'AB')).to.equal(false);
    expect(isFound('(?s)a.b', 'a\nb')).to.equal(true);
    expect(isFound('(?m)^b$', 'a\nb\nc')).to.equal(true);
    expect(isFound('(?i:a)b', 'Ab')).to.equal(true);
    expect(isFound('(?i)a(?-i:b)', 'AB')).to.equal(false);
  });

  it('takes a brace that repeats nothing for itself', () => {
    expect(isFound('^a{,2}$', 'a{,2}')).to.equal(true);
    expect(isFound('^{}$', '{}')).to.equal(true);
  });

  it('says what is wrong with an expression', () => {
    const complaints = Object.fromEntries(
      [
        '(a',
        'a)',
        '[a',
        '[b-a]',
        '*a',
        'a**',
        'a\\',
        '\\1',
        '\\y',
        '(?=a)',
        'a{1001}',
        'a{3,2}',
        '[[:nope:]]',
        '\\p{Nope}',
        '\\x{110000}',
      ].map(expression => [expression, complaint(expression)]),
    );
    expect(complaints).to.deep.equal({
      '(a': 'has a ( that is never closed',
      'a)': 'has a ) that closes nothing',
      '[a': 'has a [ that is never closed',
      '[b-a]': 'has a range of characters that runs backwards after b-',
      '*a': 'repeats nothing',
      'a**': 'repeats a repetition; put it in parentheses',
      'a\\': 'ends too early',
      '\\1': 'has \\1, which Go does not know',
      '\\y': 'has \\y, which Go does not know',
      '(?=a)': 'has a group that begins with (? in a way that Go does not know, such as a look-ahead',
      'a{1001}': 'repeats more than 1000 times',
      'a{3,2}': 'repeats at most less often than at least in {3,2}',
      '[[:nope:]]': 'names an unknown class of characters, [:nope:]',
      '\\p{Nope}': 'names an unknown set of characters, \\p{Nope}',
      '\\x{110000}': 'names a character beyond Unicode',
    });
  });

  it('refuses to write out repetitions of repetitions without end', () => {
    expect(complaint('((a{100}){100}){100}')).to.equal('repeats more than 1000 times');
    expect(complaint('(){1000}{2}')).to.equal('repeats a repetition; put it in parentheses');
    expect(complaint('('.repeat(300) + ')'.repeat(300))).to.equal('nests more than 200 groups');
    expect(complaint(`(?:${'a'.repeat(100)}){1000}`)).to.equal('is too large once its repetitions are written out');
  });

  it('refuses what would be too large, by whatever way it grows', () => {
    const tooLarge = 'is too large once its repetitions are written out';
    expect(complaint('(a{1000}){1000}')).to.equal('repeats more than 1000 times');
    expect(complaint('a'.repeat(10_001))).to.equal('is longer than 10000 characters');
    expect(complaint(`(?:[${'ab'.repeat(100)}]){1000}`)).to.equal(tooLarge);
    expect(complaint(`(?:${'|'.repeat(100)}){1000}`)).to.equal(tooLarge);
    expect(complaint('(?:){1000}'.repeat(20))).to.equal(tooLarge);
    expect(complaint('a{1000}')).to.equal(undefined);
  });

  it('knows beforehand what would be too much work', () => {
    const compiled = (expression: string): Extract<ReturnType<typeof compileGoRegex>, { kind: 'regex' }> => {
      const regex = compileGoRegex(expression);
      if (regex.kind === 'malformed') throw new Error(regex.complaint);
      return regex;
    };
    const names = Array.from({ length: 30 }, (_, at) => `container-${at}`);
    expect(isTooMuchWork([compiled('^(?:a?){500}a{500}$')], names)).to.equal(false);
    expect(isTooMuchWork([compiled('^(?:a?){500}a{500}$')], ['a'.repeat(100_000)])).to.equal(true);
    expect(
      isTooMuchWork(
        [compiled('a')],
        Array.from({ length: 1_000_000 }, () => 'a'),
      ),
    ).to.equal(true);
    expect(isTooMuchWork([], names)).to.equal(false);
  });

  it('answers where a backtracking engine would not', () => {
    expect(isFound('^(a+)+$', `${'a'.repeat(2000)}b`)).to.equal(false);
    expect(isFound(`^${'a?'.repeat(100)}${'a'.repeat(100)}$`, 'a'.repeat(100))).to.equal(true);
  });

  it('agrees with JavaScript where both know the syntax', () => {
    const part = fc.constantFrom(
      'a',
      'b',
      '.',
      '[ab]',
      '[^a]',
      '(a|b)',
      '(?:ab)',
      'a*',
      'b+',
      '(?:a|bc)?',
      'a{1,2}',
      '|',
      '^',
      '$',
      '\\b',
    );
    const expression = fc.array(part, { minLength: 1, maxLength: 6 }).map(parts => parts.join(''));
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ' '), { maxLength: 8 }).map(parts => parts.join(''));
    fc.assert(
      fc.property(expression, text, (source, subject) => {
        expect(isFound(source, subject)).to.equal(new RegExp(source).test(subject));
      }),
    );
  });

  it('compiles or complains, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[ab()[\]{}*+?|\\^$.,:<>=!-]*$/)),
        fc.string(),
        (source, subject) => {
          const regex = compileGoRegex(source);
          if (regex.kind === 'regex') regex.isFoundIn(subject);
          else expect(regex.complaint).not.to.equal('');
        },
      ),
    );
  });
});
