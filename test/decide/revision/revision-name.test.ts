import { expect } from 'chai';

import { hashData, revisionName } from '../../../lib/decide/revision/revision-name.js';

const nameOf = (data: string, collisionCount = 0): string =>
  revisionName({ sidecarSet: 'set', dataHash: hashData(data), collisionCount });

describe('revisionName', () => {
  it('is FNV-1 of 32 bits, in decimal digits that are safely encoded', () => {
    const digits = String(fnv1('foobar0'));
    const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
    const encoded = Array.from(digits, digit => alphabet[digit.charCodeAt(0) % 27]).join('');
    expect(nameOf('foobar')).to.equal(`set-${encoded}`);
  });

  it('differs for other data and for another count of collisions', () => {
    expect(new Set([nameOf('a'), nameOf('b'), nameOf('a', 1), nameOf('a', 2)]).size).to.equal(4);
  });

  it('takes in the bytes of UTF-8', () => {
    expect(nameOf('ü')).to.not.equal(nameOf('u'));
  });
});

/** The definition, in whole numbers of any size. */
function fnv1(text: string): bigint {
  return Array.from(text).reduce(
    (hash, character) => ((hash * 16_777_619n) % 2n ** 32n) ^ BigInt(character.charCodeAt(0)),
    2_166_136_261n,
  );
}
