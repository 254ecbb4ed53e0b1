import { expect } from 'chai';
import fc from 'fast-check';
import { podShapeProblems } from '../../../lib/decide/injection/pod-shape.js';
import { aPod } from '../../build/a-pod.js';

function problemsOf(pod: unknown): readonly string[] {
  return podShapeProblems(pod).map(({ path, message }) => `${path} ${message}`);
}

describe('podShapeProblems', () => {
  it('finds nothing about a pod, nor about fields that nobody reads', () => {
    expect(problemsOf(aPod('web'))).to.deep.equal([]);
    expect(problemsOf({ spec: { containers: [{ name: 'a', futureField: [[1]] }], other: 5 } })).to.deep.equal([]);
  });

  it('takes null for absent, as Go writes it', () => {
    const metadata = { labels: null, annotations: null, creationTimestamp: null };
    expect(problemsOf({ metadata, spec: { containers: null, volumes: null } })).to.deep.equal([]);
  });

  it('says where something is not what it must be', () => {
    const container = { name: 5, env: [{}, null], volumeMounts: {}, resources: { limits: { cpu: [] } } };
    const pod = { metadata: { labels: { app: 1 } }, spec: { containers: [{ name: 'a' }, container] }, status: '' };
    expect(problemsOf(pod)).to.deep.equal([
      'metadata.labels.app must be a text',
      'spec.containers[1].name must be a text',
      'spec.containers[1].env[0].name must be a text',
      'spec.containers[1].env[1] must not be null',
      'spec.containers[1].volumeMounts must be a list',
      'spec.containers[1].resources.limits.cpu must be a quantity',
      'status must be an object',
    ]);
    expect(problemsOf([])).to.deep.equal(['the pod must be an object']);
  });

  it('stops after ten problems', () => {
    expect(problemsOf({ spec: { containers: Array.from({ length: 1000 }, () => ({})) } })).to.have.length(10);
  });

  it('finds in a pod the same whether or not there is something else to be found', () => {
    fc.assert(
      fc.property(anyPod, pod => {
        // One fault that is known makes it look at every field by the table.
        const known = 'status must be an object';
        const found = problemsOf({ ...pod, status: 5 }).filter(problem => problem !== known);
        expect(problemsOf({ ...pod, status: {} })).to.deep.equal(found);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Mostly what it must be, sometimes anything else. */
function mostly<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  const odd = fc.constantFrom<unknown>(null, 5, 'text', true, [], {}, [null], [5], { a: 5 }, { a: null });
  return fc.oneof({ weight: 60, arbitrary }, { weight: 1, arbitrary: odd });
}

function fields(of: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  return mostly(fc.record(of, { requiredKeys: [] }));
}

function listOf(items: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return mostly(fc.array(items, { maxLength: 2 }));
}

const text = mostly(fc.constantFrom('', 'a'));
const texts = mostly(fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), text));
const amounts = mostly(fc.dictionary(fc.constantFrom('cpu', '__proto__'), mostly(fc.constantFrom<unknown>('1', 1))));
const named = mostly(fc.record({ name: text }));
const container = mostly(
  fc.record(
    {
      name: text,
      env: listOf(named),
      volumeMounts: listOf(fields({ name: text, mountPath: text, subPathExpr: text })),
      volumeDevices: listOf(fields({ name: text, devicePath: text })),
      resources: fields({ limits: amounts, requests: amounts }),
    },
    { requiredKeys: ['name'] },
  ),
);
const anyPod = fc.record({
  metadata: fields({ name: text, generateName: text, labels: texts, annotations: texts }),
  spec: fields({
    containers: listOf(container),
    initContainers: listOf(container),
    volumes: listOf(named),
    imagePullSecrets: listOf(named),
  }),
});
