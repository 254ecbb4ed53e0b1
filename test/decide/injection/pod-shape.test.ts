import { expect } from 'chai';
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
});
