import { expect } from 'chai';

import { didYouMean } from '../../../../lib/decide/definition/rules/did-you-mean.js';

describe('didYouMean', () => {
  const known = ['maxUnavailable', 'partition', 'paused', 'type'];

  it('finds the closest word, whatever its case', () => {
    expect(didYouMean('maxUnavailble', known)).to.equal('; did you mean maxUnavailable?');
    expect(didYouMean('PARTITION', known)).to.equal('; did you mean partition?');
    expect(didYouMean('tpye', known)).to.equal('; did you mean type?');
  });

  it('keeps quiet when nothing is close', () => {
    expect(didYouMean('selector', known)).to.equal('');
    expect(didYouMean('', known)).to.equal('');
    expect(didYouMean('x'.repeat(100_000), known)).to.equal('');
  });
});
