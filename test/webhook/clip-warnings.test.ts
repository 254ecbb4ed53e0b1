import { expect } from 'chai';
import fc from 'fast-check';
import { clipWarnings } from '../../webhook/clip-warnings.js';

function lengthOf(text: string): number {
  return Array.from(text).length;
}

describe('clipWarnings', () => {
  it('leaves short warnings as they are', () => {
    expect(clipWarnings(['spec.containers[0].image: needs new pods', 'another'])).to.deep.equal([
      'spec.containers[0].image: needs new pods',
      'another',
    ]);
  });

  it('says each warning once, on one line', () => {
    expect(clipWarnings(['a\n b', 'a b', '  '])).to.deep.equal(['a b']);
  });

  it('cuts a warning after 256 characters and shows that it did', () => {
    const [clipped = ''] = clipWarnings(['x'.repeat(257)]);
    expect(lengthOf(clipped)).to.equal(256);
    expect(clipped).to.match(/x…$/);
    expect(clipWarnings(['x'.repeat(256)])).to.deep.equal(['x'.repeat(256)]);
  });

  it('does not cut a character in two', () => {
    const [clipped = ''] = clipWarnings(['😀'.repeat(300)]);
    expect(clipped).to.equal(`${'😀'.repeat(255)}…`);
  });

  it('says how many warnings found no room', () => {
    const many = Array.from({ length: 40 }, (_, index) => `${index} `.padEnd(200, 'x'));
    const clipped = clipWarnings(many);
    expect(clipped).to.have.length(21);
    expect(clipped.at(-1)).to.equal('20 more warnings are left out');
  });

  it('keeps to the limits of the API server, whatever the warnings', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2000, unit: 'binary' }), { maxLength: 60 }), warnings => {
        const clipped = clipWarnings(warnings);
        expect(clipped.every(line => lengthOf(line) <= 256 && !/\p{Cc}/u.test(line))).to.equal(true);
        expect(clipped.reduce((sum, line) => sum + lengthOf(line), 0)).to.be.at.most(4096);
      }),
    );
  });
});
