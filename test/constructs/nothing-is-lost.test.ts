import { expect } from 'chai';
import fc from 'fast-check';

import { SPEC } from '../../lib/api/schema/spec.js';
import type { SidecarSet as SidecarSetManifest, SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import { Sidecar } from '../../lib/constructs/sidecar.js';
import { SidecarSet } from '../../lib/constructs/sidecarset.js';
import { defaultSidecarSet } from '../../lib/decide/definition/default-sidecarset.js';
import { anyOf } from '../build/any-of-schema.js';
import { readInjectionGoldens } from '../golden/injection-golden.js';
import { aChart } from './synthesize.js';

/** Every leaf with the path that leads to it. */
function leaves(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [`${path} = ${JSON.stringify(value)}`];
  const inner = Object.entries(value).flatMap(([name, field]) => leaves(field, `${path}/${name}`));
  return inner.length === 0 ? [`${path} = ${Array.isArray(value) ? '[]' : '{}'}`] : inner;
}

function rendered({ apiVersion, metadata, spec }: SidecarSetManifest): SidecarSetManifest {
  const version = apiVersion === 'apps.kruise.io/v1alpha1' ? 'v1alpha1' : 'v1beta1';
  const props = { ...spec, apiVersion: version, metadata: metadata as { readonly name: string } } as const;
  return new SidecarSet(aChart(), 'set', props).toJson() as SidecarSetManifest;
}

describe('from the construct to the manifest', () => {
  for (const { sentence, sidecarSets } of readInjectionGoldens())
    it(`no field is lost of a SidecarSet in the golden: ${sentence}`, () => {
      for (const sidecarSet of sidecarSets) expect(rendered(sidecarSet)).to.deep.equal(defaultSidecarSet(sidecarSet));
    });

  it('no field is lost that the schema knows, or that Kubernetes may add', () => {
    fc.assert(
      fc.property(anyOf(SPEC), any => {
        const spec = any as SidecarSetSpec;
        const written = { apiVersion: 'apps.kruise.io/v1beta1', kind: 'SidecarSet', metadata: { name: 'set' }, spec };
        const after = rendered(written);
        // Absent where an empty object or a default stood before: the leaves inside are what counts.
        const filled = leaves(defaultSidecarSet(written));
        expect(leaves(after)).to.have.members(filled);
        const kept = new Set(leaves(after));
        const values = leaves(written).filter(leaf => !/ = (\{\}|"")$/.test(leaf));
        expect(values.filter(leaf => !kept.has(leaf))).to.deep.equal([]);
      }),
      { numRuns: 300 },
    );
  });

  it('no field is lost of a sidecar that a factory makes', () => {
    fc.assert(
      fc.property(anyOf(SPEC), any => {
        const [container] = (any as SidecarSetSpec).containers ?? [];
        fc.pre(container !== undefined);
        const kept = new Set(leaves(Sidecar.cold(container).toContainer()));
        expect(leaves(container).filter(leaf => !kept.has(leaf))).to.deep.equal([]);
        const native = new Set(leaves({ restartPolicy: 'Always', ...Sidecar.native(container).toContainer() }));
        expect(leaves(container).filter(leaf => !native.has(leaf))).to.deep.equal([]);
      }),
      { numRuns: 100 },
    );
  });
});
