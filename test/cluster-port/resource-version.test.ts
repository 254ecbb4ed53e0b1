import { expect } from 'chai';
import fc from 'fast-check';
import { isNewer, mayBeNewer } from '../../lib/cluster/resource-version.js';

describe('resource versions', () => {
  it('compare as the numbers they are, however long', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 1n << 80n }), fc.bigInt({ min: 1n, max: 1n << 80n }), (a, b) => {
        expect(isNewer(String(a), String(b))).to.equal(a > b);
        expect(mayBeNewer(String(a), String(b))).to.equal(a > b);
      }),
    );
  });

  it('put 10 after 9', () => {
    expect(isNewer('10', '9')).to.be.true;
    expect(isNewer('9', '10')).to.be.false;
  });

  for (const odd of ['', '0', '007', 'abc', '1.5', '-3']) {
    it(`know no order between "${odd}" and a number, so what arrives later counts`, () => {
      expect(isNewer(odd, '5')).to.be.false;
      expect(isNewer('5', odd)).to.be.false;
      expect(mayBeNewer(odd, '5')).to.be.true;
      expect(mayBeNewer('5', odd)).to.be.true;
      expect(mayBeNewer(odd, odd)).to.be.false;
    });
  }
});
