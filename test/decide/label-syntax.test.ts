import { expect } from 'chai';
import { labelKeyComplaint, labelValueComplaint } from '../../lib/decide/label-syntax.js';

const accepted = (complaint: (text: unknown) => string | undefined, texts: readonly unknown[]): readonly unknown[] =>
  texts.filter(text => complaint(text) === undefined);

describe('label syntax', () => {
  it('accepts the keys that the API server accepts', () => {
    const keys = [
      'app',
      'App_1.x-y',
      'a',
      'example.com/app',
      'a/b',
      `${'p'.repeat(253)}/${'n'.repeat(63)}`,
      '0',
      '1.2/3',
    ];
    expect(accepted(labelKeyComplaint, keys)).to.deep.equal(keys);
  });

  it('refuses the keys that the API server refuses', () => {
    const keys = [
      '',
      '/',
      'a/',
      '/a',
      'a/b/c',
      '-a',
      'a-',
      'a b',
      'Example.com/a',
      'a..b/c',
      'ä',
      'a\n',
      'n'.repeat(64),
      `${'p'.repeat(254)}/n`,
      3,
      null,
    ];
    expect(accepted(labelKeyComplaint, keys)).to.deep.equal([]);
  });

  it('accepts the values that the API server accepts', () => {
    const values = ['', 'a', 'A-1_b.c', '7', 'v'.repeat(63)];
    expect(accepted(labelValueComplaint, values)).to.deep.equal(values);
  });

  it('refuses the values that the API server refuses', () => {
    const values = ['-', 'a-', '.a', 'a b', 'a/b', ' ', 'a\n', 'v'.repeat(64), 1, true, null, undefined];
    expect(accepted(labelValueComplaint, values)).to.deep.equal([]);
  });
});
