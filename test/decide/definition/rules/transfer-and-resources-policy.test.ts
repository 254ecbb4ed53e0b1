import { expect } from 'chai';

import { judgeInit, judgeSidecar } from '../judge.js';

describe('transferEnv', () => {
  const transfers = (...transferEnv: readonly object[]): readonly string[] =>
    judgeSidecar({ transferEnv }).problems.map(problem => problem.replace('spec.containers[0].', ''));

  it('names one source', () => {
    const fieldRef = { fieldPath: "metadata.labels['main']" };
    expect(transfers({ envName: 'A' })).to.deep.equal([
      'transferEnv[0].sourceContainerName: is missing; name the container to copy from, or use sourceContainerNameFrom',
    ]);
    expect(transfers({ envName: 'A', sourceContainerName: 'a', sourceContainerNameFrom: { fieldRef } })).to.deep.equal([
      'transferEnv[0].sourceContainerNameFrom: and sourceContainerName both name the container; remove one of them',
    ]);
    expect(transfers({ envName: 'A', sourceContainerNameFrom: {} })).to.deep.equal([
      "transferEnv[0].sourceContainerNameFrom.fieldRef: is missing; name a label or an annotation, such as metadata.labels['app']",
    ]);
  });

  it('names at least one variable', () => {
    expect(transfers({ sourceContainerName: 'a' }, { sourceContainerName: 'a', envNames: [''] })).to.deep.equal([
      'transferEnv[0].envName: is missing; name a variable to copy, or several in envNames',
      'transferEnv[1].envNames[0]: must not be empty',
    ]);
  });

  it('reads labels and annotations of the pod, and nothing else', () => {
    const reading = (fieldRef: object): object => ({ envName: 'A', sourceContainerNameFrom: { fieldRef } });
    expect(transfers(reading({ fieldPath: "metadata.annotations['a/b']", apiVersion: 'v1' }))).to.deep.equal([]);
    expect(
      transfers(
        reading({ fieldPath: 'spec.nodeName' }),
        reading({ fieldPath: "metadata.labels['a']", apiVersion: 'v2' }),
      ),
    ).to.deep.equal([
      "transferEnv[0].sourceContainerNameFrom.fieldRef.fieldPath: must be metadata.labels['KEY'] or metadata.annotations['KEY'], but is \"spec.nodeName\"",
      'transferEnv[1].sourceContainerNameFrom.fieldRef.apiVersion: must be v1, but is "v2"',
    ]);
  });
});

describe('resourcesPolicy', () => {
  const policy = { targetContainersMode: 'sum', resourcesExpr: { limits: { cpu: 'cpu * 50%' } } };
  const judgePolicy = (fields: object): readonly string[] =>
    judgeSidecar({ resourcesPolicy: { ...policy, ...fields } }).problems.map(problem =>
      problem.replace('spec.containers[0].resourcesPolicy', ''),
    );

  it('says how to add up', () => {
    expect(judgePolicy({})).to.deep.equal([]);
    expect(judgePolicy({ targetContainersMode: undefined })).to.deep.equal([
      '.targetContainersMode: is missing; set it to sum or max',
    ]);
    expect(judgePolicy({ targetContainersMode: 'avg' })).to.deep.equal([
      '.targetContainersMode: must be sum or max, but is "avg"',
    ]);
  });

  it('needs expressions that can be computed', () => {
    const [problem, ...more] = judgePolicy({ resourcesExpr: { limits: { cpu: 'cpu +' }, requests: { memory: '1' } } });
    expect(problem).to.match(/^\.resourcesExpr\.limits\.cpu: cannot be computed: /);
    expect(more).to.deep.equal([]);
  });

  it("needs a regular expression in Go's syntax", () => {
    expect(judgePolicy({ targetContainersNameRegex: '(main' })).to.deep.equal([
      '.targetContainersNameRegex: is no regular expression: it has a ( that is never closed',
    ]);
  });

  it('does not stand beside resources', () => {
    const resourcesPolicy = policy;
    expect(judgeSidecar({ resourcesPolicy, resources: { limits: {} } }).problems).to.deep.equal([]);
    expect(judgeSidecar({ resourcesPolicy, resources: { requests: { cpu: '1' } } }).problems).to.deep.equal([
      'spec.containers[0].resourcesPolicy: and resources both say how much the container gets; remove one of them',
    ]);
  });

  it('is for containers and native sidecars', () => {
    expect(judgeInit({ resourcesPolicy: policy }).problems).to.deep.equal([
      'spec.initContainers[0].resourcesPolicy: works for containers and native sidecars only; set restartPolicy: Always, or use resources instead',
    ]);
    expect(judgeInit({ resourcesPolicy: policy, restartPolicy: 'Always' }).problems).to.deep.equal([]);
  });
});
