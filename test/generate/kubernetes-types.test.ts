import { expect } from 'chai';
import type {
  Container,
  CustomResourceDefinition,
  Event,
  Lease,
  ObjectMeta,
  Pod,
} from '../../lib/api/kubernetes.generated.js';
import type { CoreField, CoreModels } from '../../lib/generate/core-models.js';
import { kubernetesTypes } from '../../lib/generate/kubernetes-types.js';

const text = { kind: 'text', format: '' } as const;

function typesOf(...fields: readonly Partial<CoreField>[]): string {
  const complete = fields.map(field => ({ name: 'field', type: text, required: false, description: '', ...field }));
  const models: CoreModels = new Map([['Thing', { name: 'Thing', description: 'A thing.', fields: complete }]]);
  return kubernetesTypes(models);
}

describe('TypeScript of Kubernetes types', () => {
  it('declares one interface for each type, with its description', () => {
    expect(typesOf({ name: 'a' })).to.contain('/** A thing. */\nexport interface Thing {\nreadonly a?: string;\n}');
  });

  it('lets only fields be absent that may be absent', () => {
    expect(typesOf({ name: 'a', required: true })).to.contain('readonly a: string;');
  });

  it('quotes names that are no identifiers', () => {
    expect(typesOf({ name: 'x-kubernetes-map-type' })).to.contain("readonly 'x-kubernetes-map-type'?: string;");
    expect(typesOf({ name: '$ref' })).to.contain("readonly '$ref'?: string;");
  });

  it('has the types of the wire', () => {
    const cases = [
      [{ kind: 'text', format: 'date-time' }, 'string'],
      [{ kind: 'number', format: 'int32' }, 'number'],
      [{ kind: 'boolean' }, 'boolean'],
      [{ kind: 'int-or-string' }, 'number | string'],
      [{ kind: 'any' }, 'unknown'],
      [{ kind: 'model', model: 'Other' }, 'Other'],
      [{ kind: 'list', items: { kind: 'model', model: 'Other' } }, 'readonly Other[]'],
      [{ kind: 'list', items: { kind: 'int-or-string' } }, 'readonly (number | string)[]'],
      [{ kind: 'map', items: text }, 'Readonly<Record<string, string>>'],
      [{ kind: 'map', items: { kind: 'list', items: text } }, 'Readonly<Record<string, readonly string[]>>'],
    ] as const;
    for (const [type, name] of cases) expect(typesOf({ name: 'a', type })).to.contain(`readonly a?: ${name};`);
  });

  it('fits what the API server sends, which the compiler checks here', () => {
    const metadata: ObjectMeta = { name: 'a', creationTimestamp: '2026-01-02T03:04:05Z' };
    const container: Container = { name: 'a', livenessProbe: { httpGet: { port: 'http' } } };
    const pod: Pod = { metadata, spec: { containers: [container] } };
    const lease: Lease = { spec: { renewTime: '2026-01-02T03:04:05.000006Z' } };
    const event: Event = { metadata, involvedObject: { kind: 'Pod' } };
    const crd: Pick<CustomResourceDefinition, 'kind'> = { kind: 'CustomResourceDefinition' };
    expect([pod.metadata?.name, lease.spec?.renewTime?.length, event.involvedObject.kind, crd.kind]).to.deep.equal([
      'a',
      27,
      'Pod',
      'CustomResourceDefinition',
    ]);
  });
});
