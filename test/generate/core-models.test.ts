import { expect } from 'chai';
import { type CoreField, type CoreModels, readCoreModels } from '../../lib/generate/core-models.js';

describe('Kubernetes types read from client-node', () => {
  let models: CoreModels;

  before(async () => {
    models = await readCoreModels(['V1Pod', 'V1Lease', 'CoreV1Event', 'V1CustomResourceDefinition', 'V1Status']);
  });

  function field(model: string, name: string): CoreField {
    const found = models.get(model)?.fields.find(candidate => candidate.name === name);
    if (found === undefined) throw new Error(`${model} has no ${name}`);
    return found;
  }

  it('lose the version in their name', () => {
    expect(models.has('Pod')).to.be.true;
    expect(models.has('Event')).to.be.true;
    expect([...models.keys()].filter(name => name.startsWith('V1'))).to.deep.equal([]);
  });

  it('bring along what they refer to', () => {
    expect(field('Pod', 'spec').type).to.deep.equal({ kind: 'model', model: 'PodSpec' });
    expect(models.has('SecretKeySelector')).to.be.true;
  });

  it('refer to nothing that is missing', () => {
    const referred = [...models.values()].flatMap(({ fields }) =>
      fields.map(({ type }) => ('items' in type ? type.items : type)),
    );
    const missing = referred.filter(type => type.kind === 'model').filter(({ model }) => !models.has(model));
    expect(missing).to.deep.equal([]);
  });

  it('have the names that travel on the wire, not those that JavaScript can spell', () => {
    expect(field('ListMeta', 'continue').type).to.deep.equal({ kind: 'text', format: '' });
    expect(field('JSONSchemaProps', 'default').type).to.deep.equal({ kind: 'any' });
    expect(field('JSONSchemaProps', 'enum').type).to.deep.equal({ kind: 'list', items: { kind: 'any' } });
    expect(field('JSONSchemaProps', '$ref').type.kind).to.equal('text');
    expect(field('JSONSchemaProps', 'x-kubernetes-preserve-unknown-fields').type.kind).to.equal('boolean');
  });

  it('keep formats apart', () => {
    expect(field('ObjectMeta', 'creationTimestamp').type).to.deep.equal({ kind: 'text', format: 'date-time' });
    expect(field('LeaseSpec', 'renewTime').type).to.deep.equal({ kind: 'text', format: 'date-time-micro' });
    expect(field('ObjectMeta', 'generation').type).to.deep.equal({ kind: 'number', format: 'int64' });
    expect(field('HTTPGetAction', 'port').type).to.deep.equal({ kind: 'int-or-string' });
    expect(field('ObjectMeta', 'labels').type).to.deep.equal({ kind: 'map', items: { kind: 'text', format: '' } });
  });

  it('say what may be absent', () => {
    expect(field('Container', 'name').required).to.be.true;
    expect(field('Container', 'image').required).to.be.false;
  });

  it('carry descriptions over without the marks of their generator', () => {
    expect(models.get('Container')?.description).to.equal(
      'A single application container that you want to run within a pod.',
    );
    expect(field('Container', 'args').description).to.contain("The container image's CMD is used");
    const all = [...models.values()].flatMap(({ description, fields }) => [
      description,
      ...fields.map(each => each.description),
    ]);
    expect(all.filter(text => /\\['"`]/.test(text))).to.deep.equal([]);
  });

  it('come in the order of their names, so that a newer client-node changes little', () => {
    const names = [...models.keys()];
    expect(names).to.deep.equal(names.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it('fail with the file name when client-node has no such type', async () => {
    const failure = await readCoreModels(['V1Nothing']).catch((error: unknown) => error);
    expect(failure).to.be.an('error');
    expect(String(failure)).to.contain('V1Nothing');
  });
});
