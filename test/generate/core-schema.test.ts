import { expect } from 'chai';
import { SIDECAR_LAYOUT } from '../../lib/api/container-field-order.generated.js';
import type { GoType } from '../../lib/api/go-layout.js';
import type { JSONSchemaProps } from '../../lib/api/kubernetes.generated.js';
import { type CoreModels, readCoreModels } from '../../lib/generate/core-models.js';
import { coreSchema } from '../../lib/generate/core-schema.js';
import { schemaAt, walkSchema } from './walk-schema.js';

const UNTYPED = { 'x-kubernetes-preserve-unknown-fields': true };

describe('the schema of a Kubernetes type', () => {
  let models: CoreModels;
  let container: JSONSchemaProps;
  let volume: JSONSchemaProps;

  before(async () => {
    models = await readCoreModels(['V1Pod', 'V1Condition']);
    container = coreSchema('Container', { models, strictness: 'lenient' });
    volume = coreSchema('Volume', { models, strictness: 'lenient' });
  });

  it('keeps what it does not know, at every depth', () => {
    for (const { path, schema } of [...walkSchema(container), ...walkSchema(volume)])
      if (schema.type === 'object' && schema.additionalProperties === undefined)
        expect(schema, path).to.include(UNTYPED);
  });

  it('demands nothing, as what is required is for the API server to say when the pod is created', () => {
    for (const { path, schema } of [...walkSchema(container), ...walkSchema(volume)])
      expect(schema.required, path).to.equal(undefined);
  });

  it('takes quantities in every form, a fraction such as cpu: 0.5 too', () => {
    for (const path of ['resources.limits.*', 'resources.requests.*'])
      expect(schemaAt(container, path), path).to.deep.equal(UNTYPED);
    expect(schemaAt(container, 'env[].valueFrom.resourceFieldRef.divisor'))
      .to.include(UNTYPED)
      .and.not.have.property('type');
    expect(schemaAt(volume, 'emptyDir.sizeLimit')).to.include(UNTYPED).and.not.have.property('type');
  });

  it('takes a port by number and by name', () => {
    expect(schemaAt(container, 'livenessProbe.httpGet.port')).to.deep.include({
      anyOf: [{ type: 'integer' }, { type: 'string' }],
      'x-kubernetes-int-or-string': true,
    });
  });

  it('is as wide as Go is, for every field that Go has', () => {
    const narrower = compareWithGo({ struct: 'SidecarContainer' }, container, 'container');
    expect(narrower.filter(path => !SIDECAR_FIELDS.some(own => path.startsWith(`container.${own}`)))).to.deep.equal([]);
  });

  it('describes a container completely on the first level', () => {
    for (const [name, field] of Object.entries(container.properties ?? {}))
      expect(field.description, name).to.be.a('string').and.not.equal('');
  });

  it('spells volumes out for two levels and keeps the rest open', () => {
    expect(schemaAt(volume, 'configMap.defaultMode').type).to.equal('integer');
    expect(schemaAt(volume, 'projected.sources[]')).to.deep.equal({ type: 'object', ...UNTYPED });
  });

  it('cuts long descriptions between sentences', () => {
    const { description = '' } = schemaAt(container, 'restartPolicy');
    const whole = models.get('Container')?.fields.find(({ name }) => name === 'restartPolicy')?.description ?? '';
    expect(description.length).to.be.lessThan(whole.length);
    expect(whole.startsWith(description)).to.be.true;
    expect(description).to.match(/\.$/);
  });

  it('demands in the strict form what the type demands', () => {
    const condition = coreSchema('Condition', { models, strictness: 'strict' });
    expect(condition.required).to.have.members(['lastTransitionTime', 'message', 'reason', 'status', 'type']);
    expect(condition).not.to.have.property('x-kubernetes-preserve-unknown-fields');
    expect(schemaAt(condition, 'lastTransitionTime')).to.include({ type: 'string', format: 'date-time' });
  });

  it('fails for a type that was not read', () => {
    expect(() => coreSchema('Nothing', { models, strictness: 'strict' })).to.throw('Nothing');
  });
});

/** Fields of a sidecar that are no fields of a Kubernetes container. */
const SIDECAR_FIELDS = [
  'podInjectPolicy',
  'upgradeStrategy',
  'shareVolumePolicy',
  'shareVolumeDevicePolicy',
  'transferEnv',
  'resourcesPolicy',
];

/** Paths at which the schema lacks a field of Go's declaration, or takes less than Go does. */
function compareWithGo(type: GoType, schema: JSONSchemaProps | undefined, path: string): readonly string[] {
  if (schema === undefined) return [path];
  if (typeof type === 'string') return accepts(type, schema) ? [] : [path];
  if ('pointer' in type) return compareWithGo(type.pointer, schema, path);
  if ('list' in type) return compareWithGo(type.list, schema.items as JSONSchemaProps | undefined, `${path}[]`);
  if ('map' in type)
    return compareWithGo(type.map, schema.additionalProperties as JSONSchemaProps | undefined, `${path}.*`);
  const fields = SIDECAR_LAYOUT[type.struct] ?? [];
  return fields.flatMap(({ name, type: inner }) => compareWithGo(inner, schema.properties?.[name], `${path}.${name}`));
}

function accepts(type: GoType, schema: JSONSchemaProps): boolean {
  switch (type) {
    case 'string':
      return schema.type === 'string';
    case 'bool':
      return schema.type === 'boolean';
    case 'int':
      return schema.type === 'integer';
    case 'int-or-string':
      return schema['x-kubernetes-int-or-string'] === true;
    case 'quantity':
      return schema.type === undefined && schema['x-kubernetes-preserve-unknown-fields'] === true;
    default:
      return false;
  }
}
