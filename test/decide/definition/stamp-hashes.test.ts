import { expect } from 'chai';

import { HASH_ANNOTATION, HASH_WITHOUT_IMAGE_ANNOTATION } from '../../../lib/api/names.js';
import type { SidecarSet } from '../../../lib/api/sidecarset.generated.js';
import { stampHashes } from '../../../lib/decide/definition/stamp-hashes.js';
import { hashSidecarSet } from '../../../lib/decide/hash.js';
import { aSidecarSet } from '../../build/a-sidecarset.js';

describe('stampHashes', () => {
  it('writes both hashes beside the annotations that are there', () => {
    const set = aSidecarSet({}, { annotations: { mine: 'x', [HASH_ANNOTATION]: 'forged' } });
    const { specHash, shapeHash } = hashSidecarSet(set);
    expect(stampHashes(set).metadata?.annotations).to.deep.equal({
      mine: 'x',
      [HASH_ANNOTATION]: specHash,
      [HASH_WITHOUT_IMAGE_ANNOTATION]: shapeHash,
    });
  });

  it('keeps everything else, and changes nothing the second time', () => {
    const once = stampHashes(aSidecarSet());
    expect(once.spec).to.deep.equal(aSidecarSet().spec);
    expect(stampHashes(once)).to.deep.equal(once);
  });

  it('leaves a set alone whose annotations are no object', () => {
    for (const metadata of ['x', 5, null, { annotations: 'x' }, { annotations: [1] }]) {
      const odd = { ...aSidecarSet(), metadata } as unknown as SidecarSet;
      expect(stampHashes(odd)).to.equal(odd);
    }
  });
});
