import { expect } from 'chai';

import { judge, judgeSpec, aLooseSidecar } from '../judge.js';
import { aSidecar, aSidecarSet } from '../../../build/a-sidecarset.js';

const HOT = { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: 'empty:1' } as const;

describe('names', () => {
  it('of a SidecarSet are DNS names of at most 63 characters', () => {
    const problemsOf = (name: string): readonly string[] => judge(aSidecarSet({}, { name })).problems;
    expect(problemsOf('team-a.agent')).to.deep.equal([]);
    expect(problemsOf('Agent')).to.deep.equal([
      'metadata.name: must be lower-case letters, digits, dashes and dots, with a letter or digit at both ends of each part, but is "Agent"',
    ]);
    expect(problemsOf('a'.repeat(64))).to.deep.equal([
      'metadata.name: has 64 characters; at most 63 are allowed, because revisions carry it as a label',
    ]);
  });

  it('of a SidecarSet may still have to be generated', () => {
    const { spec } = aSidecarSet();
    expect(judge({ spec, metadata: { generateName: 'agent-' } }).problems).to.deep.equal([]);
    expect(judge({ spec, metadata: {} }).problems).to.deep.equal(['metadata.name: is missing; set it']);
  });

  it('of annotations and labels hold strings', () => {
    const metadata = { annotations: { a: true }, labels: { b: 1 } } as never;
    expect(judge(aSidecarSet({}, metadata)).problems).to.deep.equal([
      'metadata.annotations[a]: must be a string, but is true; put it in quotes',
      'metadata.labels[b]: must be a string, but is 1; put it in quotes',
    ]);
  });

  it('of sidecars: there is at least one', () => {
    for (const containers of [undefined, null, []]) {
      expect(judgeSpec({ containers }).problems).to.deep.equal([
        'spec.containers: injects no container; add one to containers or initContainers',
      ]);
    }
    expect(judgeSpec({ containers: [], initContainers: [aSidecar()] }).problems).to.deep.equal([]);
  });

  it('of sidecars are used once, by containers and init containers together', () => {
    const twice = [aSidecar(), aSidecar()];
    expect(judgeSpec({ containers: twice }).problems).to.deep.equal([
      'spec.containers[1].name: makes a second agent beside that of spec.containers[0]; rename one of the two',
    ]);
    expect(judgeSpec({ initContainers: [aSidecar()] }).problems).to.deep.equal([
      'spec.initContainers[0].name: makes a second agent beside that of spec.containers[0]; rename one of the two',
    ]);
  });

  it('of sidecars do not meet those of hot slots', () => {
    const hot = aSidecar({ name: 'mesh', upgradeStrategy: HOT });
    expect(judgeSpec({ containers: [aSidecar({ name: 'mesh-2' }), hot] }).problems).to.deep.equal([
      'spec.containers[1].name: makes a second mesh-2 beside that of spec.containers[0]; rename one of the two',
    ]);
    expect(judgeSpec({ containers: [hot, aSidecar({ name: 'mesh-3' })] }).problems).to.deep.equal([]);
  });

  it('of sidecars that have no usable name are reported once', () => {
    expect(
      judgeSpec({ containers: [aLooseSidecar({ name: undefined }), aLooseSidecar({ name: 5 })] }).problems,
    ).to.deep.equal([
      'spec.containers[0].name: is missing; set it',
      'spec.containers[1].name: must be a string, but is 5; put it in quotes',
    ]);
  });
});
