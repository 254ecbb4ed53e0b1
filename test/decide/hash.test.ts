import { readFileSync } from 'node:fs';

import { expect } from 'chai';
import fc from 'fast-check';

import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { defaultSidecarSet } from '../../lib/decide/definition/default-sidecarset.js';
import { hashSidecarSet } from '../../lib/decide/hash.js';

interface Vector {
  readonly name?: string;
  readonly spec: SidecarSet['spec'];
  readonly hash: string;
  readonly hashWithoutImage: string;
}

function readVectors(file: string): readonly Vector[] {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Vector[];
}

function hashOf(spec: unknown): ReturnType<typeof hashSidecarSet> {
  return hashSidecarSet({ spec } as SidecarSet);
}

describe('hashSidecarSet', () => {
  describe('gives what OpenKruise 1.9 gave for', () => {
    for (const { name, spec, hash, hashWithoutImage } of readVectors('hash-vectors.json')) {
      it(String(name), () => {
        expect(hashOf(spec)).to.deep.equal({ specHash: hash, shapeHash: hashWithoutImage });
      });
    }
  });

  it('gives what the code of Kubernetes gives for 200 random sets', () => {
    const wrong = readVectors('hash-oracle.generated.json').filter(({ spec, hash, hashWithoutImage }) => {
      const ours = hashOf(spec);
      return ours.specHash !== hash || ours.shapeHash !== hashWithoutImage;
    });
    expect(wrong.map(({ spec }) => JSON.stringify(spec))).to.deep.equal([]);
  });
});
