import { expect } from 'chai';
import type { JSONSchemaProps } from '../../lib/api/kubernetes.generated.js';
import { SIDECARSET_CRD } from '../../lib/api/sidecarset-crd.generated.js';
import { schemaAt, walkSchema } from './walk-schema.js';

const { spec, metadata } = SIDECARSET_CRD;

function schemaOf(version: string): JSONSchemaProps {
  const schema = spec.versions.find(({ name }) => name === version)?.schema?.openAPIV3Schema;
  if (schema === undefined) throw new Error(`no schema for ${version}`);
  return schema;
}

describe('the CustomResourceDefinition', () => {
  it('defines the kind that OpenKruise users know', () => {
    expect(metadata?.name).to.equal('sidecarsets.apps.kruise.io');
    expect(spec).to.deep.include({
      group: 'apps.kruise.io',
      scope: 'Cluster',
      names: { kind: 'SidecarSet', listKind: 'SidecarSetList', plural: 'sidecarsets', singular: 'sidecarset' },
    });
  });

  it('serves both versions, stores v1beta1, and converts nothing', () => {
    expect(spec.versions.map(({ name, served, storage }) => ({ name, served, storage }))).to.deep.equal([
      { name: 'v1beta1', served: true, storage: true },
      { name: 'v1alpha1', served: true, storage: false },
    ]);
    expect(spec.conversion).to.deep.equal({ strategy: 'None' });
    expect(schemaOf('v1alpha1')).to.deep.equal(schemaOf('v1beta1'));
  });

  it('has a status of its own in both versions', () => {
    for (const version of spec.versions) expect(version.subresources).to.deep.equal({ status: {} });
  });

  it('prints the columns of OpenKruise, and more on request', () => {
    for (const { additionalPrinterColumns: columns = [] } of spec.versions) {
      const shown = columns.filter(({ priority = 0 }) => priority === 0).map(({ name }) => name);
      expect(shown).to.deep.equal(['MATCHED', 'UPDATED', 'READY', 'AGE']);
      expect(columns.length).to.be.greaterThan(shown.length);
    }
  });

  it('prints columns that the schema knows', () => {
    const simple = (spec.versions[0]?.additionalPrinterColumns ?? []).filter(
      ({ jsonPath }) => !/metadata|\[/.test(jsonPath),
    );
    for (const { jsonPath, type } of simple) {
      const field = schemaAt(schemaOf('v1beta1'), jsonPath.slice(1));
      expect(field.type, jsonPath).to.equal(type);
    }
  });

  it('is small enough for a plain kubectl apply, which stores it in an annotation of 256 KiB', () => {
    expect(JSON.stringify(SIDECARSET_CRD).length).to.be.lessThan(256_000);
  });
});

describe('the structural schema', () => {
  const parts = walkSchema(schemaOf('v1beta1'));

  it('types everything, but what is a number or a string, or unknown', () => {
    for (const { path, schema } of parts) {
      const isIntOrString = schema['x-kubernetes-int-or-string'] === true;
      const isUnknown = schema['x-kubernetes-preserve-unknown-fields'] === true;
      if (schema.type === undefined) expect(isIntOrString || isUnknown, path).to.be.true;
      else expect(isIntOrString, path).to.be.false;
    }
  });

  it('has items for each array, and properties or values, never both, for objects', () => {
    for (const { path, schema } of parts) {
      expect(schema.type === 'array', path).to.equal(schema.items !== undefined);
      expect(schema.properties !== undefined && schema.additionalProperties !== undefined, path).to.be.false;
    }
  });

  it('uses no construct that a CRD may not have', () => {
    const forbidden = ['$ref', 'definitions', 'dependencies', 'deprecated', 'discriminator', 'id', 'patternProperties'];
    for (const { path, schema } of parts) {
      expect(schema, path).not.to.have.any.keys(...forbidden, 'uniqueItems', 'additionalItems', 'readOnly', 'xml');
    }
  });

  it('says inside not, anyOf and allOf only what tightens, about fields that stand outside too', () => {
    for (const { path, schema } of parts.filter(part => part.schema.not !== undefined))
      checkTightening(schema.not ?? {}, schema, path);
  });

  it('demands the keys of map lists and only fields that exist', () => {
    for (const { path, schema } of parts) {
      for (const name of schema.required ?? []) expect(schema.properties, path).to.have.property(name);
      const [key] = schema['x-kubernetes-list-map-keys'] ?? [];
      expect(key === undefined, path).to.equal(schema['x-kubernetes-list-type'] !== 'map');
      const items = schema.items as JSONSchemaProps | undefined;
      if (key !== undefined) expect(items?.required, path).to.include(key);
    }
  });

  it('has defaults that fit their own type', () => {
    const kinds: Record<string, string> = { integer: 'number', boolean: 'boolean', string: 'string', object: 'object' };
    for (const { path, schema } of parts.filter(part => part.schema.default !== undefined)) {
      const wanted = schema.type === undefined ? 'number' : kinds[schema.type];
      expect(typeof schema.default, path).to.equal(wanted);
      if (schema.enum !== undefined) expect(schema.enum, path).to.include(schema.default);
    }
  });

  it('describes every field of its own', () => {
    const fields = parts.filter(({ path }) => !/[\]*]$/.test(path) && path !== 'metadata');
    for (const { path, schema } of fields) expect(schema.description, path).to.be.a('string').and.match(/\S/);
  });

  it('says with every rule what is wrong and how to mend it', () => {
    for (const { path, schema } of parts)
      for (const { rule, message } of schema['x-kubernetes-validations'] ?? []) {
        expect(rule, path).to.contain('self');
        expect(message, path).to.match(/[;,]/);
      }
  });
});

/** Kubernetes allows value limits only inside junctors, and only of fields that the schema around them declares. */
function checkTightening(inner: JSONSchemaProps, outer: JSONSchemaProps, path: string): void {
  expect(inner, path).not.to.have.any.keys(
    'type',
    'description',
    'default',
    'additionalProperties',
    'nullable',
    'title',
  );
  for (const [name, child] of Object.entries(inner.properties ?? {})) {
    const declared = outer.properties?.[name];
    expect(declared, `${path}.${name}`).to.be.an('object');
    checkTightening(child, declared ?? {}, `${path}.${name}`);
  }
  for (const junction of [...(inner.anyOf ?? []), ...(inner.allOf ?? []), ...(inner.oneOf ?? [])])
    checkTightening(junction, outer, path);
}
