import { readFileSync } from 'node:fs';

import { expect } from 'chai';
import fc from 'fast-check';

import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { defaultSidecarSet } from '../../lib/decide/definition/default-sidecarset.js';
import { hashSidecarSet } from '../../lib/decide/hash.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';

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

  it('is the same for the stored object and for the one its author wrote', () => {
    const set = aSidecarSet({ initContainers: [aSidecar({ name: 'native', restartPolicy: 'Always' })] });
    expect(hashSidecarSet(defaultSidecarSet(set))).to.deep.equal(hashSidecarSet(set));
  });

  it('is the same for both API versions', () => {
    const set = aSidecarSet();
    expect(hashSidecarSet({ ...set, apiVersion: 'apps.kruise.io/v1alpha1' })).to.deep.equal(hashSidecarSet(set));
  });

  it('keeps the shape while only an image changes', () => {
    const [one, two] = [hashOf(withImage('agent:1')), hashOf(withImage('agent:2'))];
    expect(one.specHash).not.to.equal(two.specHash);
    expect(one.shapeHash).to.equal(two.shapeHash);
  });

  it('changes the shape when a new tag changes the default pull policy, as OpenKruise does', () => {
    expect(hashOf(withImage('agent:latest')).shapeHash).not.to.equal(hashOf(withImage('agent:1')).shapeHash);
  });

  it('leaves volumes, strategies and metadata out', () => {
    const plain = aSidecarSet();
    const rich = aSidecarSet(
      { volumes: [{ name: 'v', emptyDir: {} }], updateStrategy: { paused: true }, imagePullSecrets: [{ name: 's' }] },
      { labels: { a: 'b' } },
    );
    expect(hashSidecarSet(rich)).to.deep.equal(hashSidecarSet(plain));
  });

  it('changes with the order of containers', () => {
    const [one, two] = [aSidecar({ name: 'one' }), aSidecar({ name: 'two' })];
    expect(hashOf({ containers: [one, two] })).not.to.deep.equal(hashOf({ containers: [two, one] }));
  });

  it('changes with a field that no version knows', () => {
    const known = aSidecar();
    expect(hashOf({ containers: [known] }).shapeHash).not.to.equal(
      hashOf({ containers: [{ ...known, fieldOfTheFuture: 1 }] }).shapeHash,
    );
  });

  it('exists for any JSON in place of a set, a spec, a list or a container', () => {
    const shape = /^[bcdfghjklmnpqrstvwxz2456789]{64}$/;
    fc.assert(
      fc.property(fc.jsonValue(), json => {
        for (const set of [json, { spec: json }, { spec: { containers: json } }, { spec: { containers: [json] } }]) {
          expect(hashSidecarSet(set as unknown as SidecarSet).specHash).to.match(shape);
        }
      }),
    );
  });

  it('exists for an object that nests 5,000 levels', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`) as unknown;
    expect(hashOf({ containers: [{ name: 'a', future: deep }] }).specHash).to.have.length(64);
  });
});

function withImage(image: string): unknown {
  return { containers: [aSidecar({ image })] };
}
