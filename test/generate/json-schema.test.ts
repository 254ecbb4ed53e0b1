import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';

import type { JSONSchemaProps } from '../../lib/api/kubernetes.generated.js';
import { defaultSidecarSet } from '../../lib/decide/definition/default-sidecarset.js';
import { jsonSchema } from '../../lib/generate/json-schema.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import { readInjectionGoldens } from '../golden/injection-golden.js';

const KIND = { group: 'example.com', version: 'v1', kind: 'Thing' };

function compile(schema: object): ValidateFunction {
  // Kubernetes' formats are notes to people; a client that wants them checked brings its own.
  const ajv = new Ajv({
    strict: true,
    strictRequired: false,
    strictTypes: false,
    validateFormats: false,
    allErrors: true,
  });
  return ajv.compile(schema);
}

function published(version: 'v1beta1' | 'v1alpha1'): ValidateFunction {
  return compile(JSON.parse(readFileSync(`schemas/apps.kruise.io/sidecarset_${version}.json`, 'utf8')) as object);
}

/** Where the schema finds fault, as JSON pointers. */
function faults(validate: ValidateFunction, value: unknown): readonly string[] {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, keyword, params }) =>
    keyword === 'additionalProperties' ? `${instancePath}/${String(params['additionalProperty'])}` : instancePath,
  );
}

describe('the JSON schema of SidecarSet', () => {
  const current = published('v1beta1');

  it('accepts every SidecarSet of the goldens, before and after the defaults are filled in', () => {
    const older = published('v1alpha1');
    for (const { sentence, sidecarSets } of readInjectionGoldens())
      for (const sidecarSet of sidecarSets) {
        const validate = sidecarSet.apiVersion === 'apps.kruise.io/v1alpha1' ? older : current;
        expect(faults(validate, sidecarSet), sentence).to.deep.equal([]);
        expect(faults(validate, defaultSidecarSet(sidecarSet)), sentence).to.deep.equal([]);
      }
  });

  it('marks a mistyped field of ours, in any depth', () => {
    const updateStrategy = { maxUnavailabe: 1 };
    const mistyped = aSidecarSet({ updateStrategy, selectors: {} } as never);
    expect(faults(current, mistyped)).to.have.members(['/spec/updateStrategy/maxUnavailabe', '/spec/selectors']);
  });

  it('accepts fields of containers and volumes that it does not know, as newer Kubernetes versions add them', () => {
    const containers = [{ ...aSidecar(), futureField: { a: 1 } }];
    const volumes = [{ name: 'data', futureSource: {} }];
    expect(faults(current, aSidecarSet({ containers, volumes }))).to.deep.equal([]);
  });

  it('marks values that are no number and no percentage', () => {
    const percent = (maxUnavailable: unknown): unknown => aSidecarSet({ updateStrategy: { maxUnavailable } } as never);
    for (const good of [1, '10%', '100%']) expect(faults(current, percent(good)), String(good)).to.deep.equal([]);
    for (const bad of [0, '5', '101%', true]) expect(faults(current, percent(bad)), String(bad)).not.to.be.empty;
  });

  it('is for one version and one kind', () => {
    const fault = faults(current, { ...aSidecarSet(), apiVersion: 'apps.kruise.io/v1alpha1' });
    expect(fault).to.deep.equal(['/apiVersion']);
    expect(faults(current, { ...aSidecarSet(), kind: 'SidecarSets' })).to.deep.equal(['/kind']);
  });

  it('marks values of the wrong type', () => {
    const validate = published('v1beta1');
    const paths = faults(validate, { ...aSidecarSet(), spec: { selector: 7, containers: {} } });
    expect(paths).to.include.members(['/spec/selector', '/spec/containers']);
  });
});

describe('a JSON schema made of a structural one', () => {
  const structural: JSONSchemaProps = {
    type: 'object',
    description: 'A thing.',
    required: ['spec'],
    properties: {
      metadata: { type: 'object' },
      spec: {
        type: 'object',
        'x-kubernetes-validations': [{ rule: 'true' }],
        properties: {
          list: { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } },
          open: { type: 'object', properties: {}, 'x-kubernetes-preserve-unknown-fields': true },
          map: { type: 'object', additionalProperties: { type: 'object', properties: { b: { type: 'string' } } } },
        },
      },
    },
  };
  const validate = compile(jsonSchema(structural, KIND));
  const thing = (spec: unknown, metadata = {}): unknown => ({
    apiVersion: 'example.com/v1',
    kind: 'Thing',
    metadata,
    spec,
  });

  it('holds no keyword of Kubernetes', () => {
    expect(JSON.stringify(jsonSchema(structural, KIND))).not.to.contain('x-kubernetes');
  });

  it('closes objects in lists and maps too', () => {
    const paths = faults(validate, thing({ list: [{ b: '' }], map: { k: { a: '' } } }));
    expect(paths).to.have.members(['/spec/list/0/b', '/spec/map/k/a']);
  });

  it('leaves open what the API server keeps, and metadata, which it knows itself', () => {
    expect(faults(validate, thing({ open: { x: 1 } }, { labels: { a: 'b' } }))).to.deep.equal([]);
  });

  it('requires version and kind, and what the structural schema requires', () => {
    expect(faults(validate, {})).to.have.length(3);
  });
});
