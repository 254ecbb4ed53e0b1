import { expect } from 'chai';

import type { SidecarSetSpec } from '../../../lib/api/sidecarset.generated.js';
import { describeChange } from '../../../lib/decide/definition/change-effect.js';
import { defaultSidecarSet } from '../../../lib/decide/definition/default-sidecarset.js';
import { formatProblem } from '../../../lib/decide/definition/verdict.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';
import { judge } from './judge.js';

const KEEP = 'pods that exist keep what they have until they are created anew';

function effect(before: Partial<SidecarSetSpec>, after: Partial<SidecarSetSpec>): readonly string[] {
  return describeChange({ before: aSidecarSet(before), after: aSidecarSet(after) }).map(formatProblem);
}

describe('describeChange', () => {
  it('says nothing when no pod becomes outdated', () => {
    expect(effect({}, {})).to.deep.equal([]);
    expect(effect({}, { updateStrategy: { partition: 5 }, revisionHistoryLimit: 3 })).to.deep.equal([]);
    const set = aSidecarSet();
    expect(describeChange({ before: defaultSidecarSet(set), after: set })).to.deep.equal([]);
  });

  it('says in place when only images change', () => {
    expect(effect({}, { containers: [aSidecar({ image: 'agent:3' })] })).to.deep.equal([
      'spec.containers[0].image: in place: changes from "agent:2" to "agent:3"',
    ]);
  });

  it('says when the strategy keeps running pods as they are', () => {
    const containers = [aSidecar({ image: 'agent:3' })];
    expect(effect({}, { containers, updateStrategy: { type: 'NotUpdate' } })[0]).to.match(
      /: new pods only, because updateStrategy\.type is NotUpdate: /,
    );
    expect(effect({}, { containers, updateStrategy: { paused: true } })[0]).to.match(
      /: in place, once updateStrategy\.paused is false: /,
    );
  });

  it('counts the pods that it is about, as the status does', () => {
    const count = (matchedPods: number, after: Partial<SidecarSetSpec>): readonly string[] => {
      const before = { ...aSidecarSet(), status: { matchedPods } };
      return describeChange({ before, after: aSidecarSet(after) }).map(({ message }) => message.split(': changes')[0]!);
    };
    const containers = [aSidecar({ image: 'agent:3' })];
    expect(count(12, { containers })).to.deep.equal(['in place for 12 pods']);
    expect(count(1, { containers })).to.deep.equal(['in place for 1 pod']);
    expect(count(12, { containers, updateStrategy: { partition: '50%' } })).to.deep.equal([
      'in place for 6 of 12 pods (updateStrategy.partition keeps 6 old)',
    ]);
    expect(count(12, { containers, updateStrategy: { selector: { matchLabels: { ring: 'one' } } } })).to.deep.equal([
      'in place for those of 12 pods that updateStrategy.selector matches',
    ]);
    expect(count(12, { containers, updateStrategy: { paused: true } })).to.deep.equal([
      'in place for 12 pods, once updateStrategy.paused is false',
    ]);
    const reshaped = [aSidecar({ args: ['x'] })];
    expect(count(12, { containers: reshaped })).to.deep.equal([
      'needs new pods: args of container agent changed; the 12 pods that exist keep what they have until they are created anew',
    ]);
    expect(count(1, { containers: reshaped })[0]).to.match(/; the one pod that exists keeps what it has until it is/);
  });

  it('names every field that needs new pods, and leaves the images out', () => {
    const after = aSidecar({ image: 'agent:3', env: [{ name: 'A', value: '1' }], args: ['x'] });
    expect(effect({}, { containers: [after] })).to.deep.equal([
      `spec.containers[0]: needs new pods: env, args of container agent changed; ${KEEP}`,
    ]);
  });

  it('does not count a value that is only written in another way', () => {
    const amount = (cpu: string): Partial<SidecarSetSpec> => ({
      containers: [aSidecar({ resources: { limits: { cpu } } })],
    });
    expect(effect(amount('1'), amount('1000m'))).to.deep.equal([]);
  });

  it('explains a pull policy that nobody touched', () => {
    expect(effect({}, { containers: [aSidecar({ image: 'agent:latest' })] })).to.deep.equal([
      `spec.containers[0]: needs new pods: imagePullPolicy of container agent changed (its default follows the tag of the image; set it to keep it); ${KEEP}`,
    ]);
  });

  it('tells new containers and those that are gone', () => {
    expect(effect({}, { containers: [aSidecar({ name: 'helper' })] })).to.deep.equal([
      `spec.containers[0]: needs new pods: container helper is new; ${KEEP}`,
      `spec.containers: needs new pods: container agent is gone; ${KEEP}`,
    ]);
  });

  it('tells a change of order', () => {
    const [one, two] = [aSidecar({ name: 'one' }), aSidecar({ name: 'two' })];
    expect(effect({ containers: [one, two] }, { containers: [two, one] })).to.deep.equal([
      `spec: needs new pods: the order of containers changed; ${KEEP}`,
    ]);
  });

  it('counts init containers once one of them is native', () => {
    const plain = (image: string): Partial<SidecarSetSpec> => ({ initContainers: [aSidecar({ name: 'init', image })] });
    expect(effect(plain('i:1'), plain('i:2'))).to.deep.equal([]);
    const native = aSidecar({ name: 'native', restartPolicy: 'Always' });
    const both = (image: string): Partial<SidecarSetSpec> => ({
      initContainers: [native, ...(plain(image).initContainers ?? [])],
    });
    expect(effect(both('i:1'), both('i:2'))).to.deep.equal([
      'spec.initContainers[1].image: new pods only, because it is an init container that ends: changes from "i:1" to "i:2"',
    ]);
    expect(effect({}, { initContainers: [native] })).to.deep.equal([
      `spec.initContainers[0]: needs new pods: container native is new; ${KEEP}`,
    ]);
  });

  it('reaches the author as a warning', () => {
    const after = aSidecarSet({ containers: [aSidecar({ image: 'agent:3' })] });
    expect(judge(after, { before: aSidecarSet() }).warnings).to.have.length(1);
    expect(judge(after).warnings).to.deep.equal([]);
  });
});
