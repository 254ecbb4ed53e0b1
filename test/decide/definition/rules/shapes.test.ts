import { expect } from 'chai';

import { judge, judgeSidecar, judgeSpec } from '../judge.js';
import { aSidecarSet } from '../../../build/a-sidecarset.js';

describe('the shape of a SidecarSet', () => {
  it('needs a spec with a selector', () => {
    expect(judge({ metadata: { name: 'set' } } as never).problems).to.deep.equal([
      'spec: is missing; set selector, namespace, ...',
      'spec.containers: injects no container; add one to containers or initContainers',
    ]);
    expect(judgeSpec({ selector: undefined }).problems).to.deep.equal([
      'spec.selector: is missing; say with matchLabels or matchExpressions which objects are meant',
    ]);
  });

  it('needs a selector that is not empty, for pods and for namespaces', () => {
    const sentence =
      'must not be empty, because an empty selector matches everything; add matchLabels or matchExpressions';
    for (const empty of [{}, { matchLabels: {} }, { matchLabels: null, matchExpressions: [] }]) {
      expect(judgeSpec({ selector: empty }).problems).to.deep.equal([`spec.selector: ${sentence}`]);
      expect(judgeSpec({ namespaceSelector: empty }).problems).to.deep.equal([`spec.namespaceSelector: ${sentence}`]);
      expect(judgeSpec({ updateStrategy: { selector: empty } }).problems).to.deep.equal([]);
    }
  });

  it('refuses operators that no selector has', () => {
    const selector = { matchExpressions: [{ key: 'a', operator: 'in', values: ['b'] }] };
    expect(judgeSpec({ selector }).problems).to.deep.equal([
      'spec.selector.matchExpressions[0].operator: must be In, NotIn, Exists or DoesNotExist',
    ]);
  });

  it('refuses words that a field does not know, and guesses the right one', () => {
    expect(judgeSpec({ updateStrategy: { type: 'RolingUpdate' } }).problems).to.deep.equal([
      'spec.updateStrategy.type: must be RollingUpdate or NotUpdate, but is "RolingUpdate"; did you mean RollingUpdate?',
    ]);
    expect(judgeSidecar({ podInjectPolicy: 'First' }).problems).to.deep.equal([
      'spec.containers[0].podInjectPolicy: must be BeforeAppContainer or AfterAppContainer, but is "First"',
    ]);
    expect(judgeSidecar({ shareVolumePolicy: { type: 'Enabled' } }).problems).to.deep.equal([
      'spec.containers[0].shareVolumePolicy.type: must be enabled or disabled, but is "Enabled"; did you mean enabled?',
    ]);
  });

  it('does not take a name of JavaScript for an allowed word', () => {
    expect(judgeSpec({ updateStrategy: { type: 'toString' } }).problems).to.have.length(1);
  });

  it('refuses whole numbers that lose digits when they are read', () => {
    const stored = '{"terminationGracePeriodSeconds":9007199254740993,"periodSeconds":9007199254740991}';
    const sidecar = {
      livenessProbe: { exec: { command: ['true'] }, ...(JSON.parse(stored) as object) },
      resources: { limits: { memory: -(2 ** 53), cpu: '9007199254740993' } },
      fromTheFuture: [{ deep: 1e300 }],
    };
    const sentence =
      'too large to be kept to the last digit; write a quantity as a string ("9Pi"), or take a number of at most 9007199254740991';
    expect(judgeSidecar(sidecar).problems.filter(problem => problem.includes('digit'))).to.deep.equal([
      `spec.containers[0].livenessProbe.terminationGracePeriodSeconds: is about 9007199254740992, ${sentence}`,
      `spec.containers[0].resources.limits.memory: is about -9007199254740992, ${sentence}`,
      `spec.containers[0].fromTheFuture[0].deep: is about 1e+300, ${sentence}`,
    ]);
  });

  it('tells a number in quotes from a number', () => {
    expect(judgeSpec({ revisionHistoryLimit: '5' }).problems).to.deep.equal([
      'spec.revisionHistoryLimit: must be a whole number, but is "5"; remove the quotes',
    ]);
    expect(judgeSpec({ customVersion: 5 }).problems).to.deep.equal([
      'spec.customVersion: must be a string, but is 5; put it in quotes',
    ]);
    expect(judgeSpec({ injectionStrategy: { paused: 'true' } }).problems).to.deep.equal([
      'spec.injectionStrategy.paused: must be true or false, but is "true"; remove the quotes',
    ]);
  });

  it('tells an object from a list', () => {
    expect(judgeSpec({ volumes: { name: 'v' } }).problems).to.deep.equal([
      'spec.volumes: must be a list, but is {"name":"v"}; in YAML each item of a list begins with a dash',
    ]);
    expect(judgeSpec({ updateStrategy: [] }).problems).to.deep.equal([
      'spec.updateStrategy: must be an object, but is []',
    ]);
  });

  it('shortens a long value in a message', () => {
    const [problem] = judgeSpec({ volumes: 'x'.repeat(500) }).problems;
    expect(problem).to.equal(`spec.volumes: must be a list, but is "${'x'.repeat(56)}...`);
  });

  it('keeps numbers within their limits', () => {
    const priorityStrategy = {
      weightPriority: [
        { weight: 101, matchSelector: {} },
        { weight: 0, matchSelector: {} },
      ],
    };
    expect(judgeSpec({ revisionHistoryLimit: -1, updateStrategy: { priorityStrategy } }).problems).to.deep.equal([
      'spec.revisionHistoryLimit: must be at least 0, but is -1',
      'spec.updateStrategy.priorityStrategy.weightPriority[0].weight: must be at most 100, but is 101',
      'spec.updateStrategy.priorityStrategy.weightPriority[1].weight: must be at least 1, but is 0',
    ]);
  });

  it('asks for container names that DNS allows', () => {
    const names = ['', 'A', 'a_b', '-a', 'a'.repeat(64)];
    expect(names.map(name => judgeSidecar({ name }).problems.length)).to.deep.equal([1, 1, 1, 1, 1]);
    expect(judgeSidecar({ name: 'My_Agent' }).problems).to.deep.equal([
      'spec.containers[0].name: must be lower-case letters, digits and dashes, with a letter or digit at both ends, but is "My_Agent"',
    ]);
  });

  it('looks into the fields of a container that Kubernetes describes', () => {
    const { problems } = judgeSidecar({
      command: 'sleep',
      env: [{ name: 'A', value: 5 }],
      resources: { limits: { cpu: '1 core' } },
      stdin: 'yes',
      livenessProbe: { httpGet: { port: 80 }, periodSeconds: '10' },
      securityContext: [],
    });
    expect(problems).to.deep.equal([
      'spec.containers[0].command: must be a list, but is "sleep"',
      'spec.containers[0].env[0].value: must be a string, but is 5; put it in quotes',
      'spec.containers[0].resources.limits[cpu]: must be a quantity such as 100m, 0.5 or 200Mi, but is "1 core"',
      'spec.containers[0].stdin: must be true or false, but is "yes"',
      'spec.containers[0].livenessProbe.periodSeconds: must be a whole number, but is "10"; remove the quotes',
      'spec.containers[0].securityContext: must be an object, but is []',
    ]);
  });

  it('leaves the status alone, which nobody writes by hand', () => {
    const set = { ...aSidecarSet(), status: { matchedPods: 'many', odd: 1 } };
    expect(judge(set as never)).to.deep.equal({ problems: [], warnings: [] });
  });
});
