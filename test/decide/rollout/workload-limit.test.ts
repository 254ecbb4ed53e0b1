import { expect } from 'chai';
import fc from 'fast-check';

import { chooseWave } from '../../../lib/decide/rollout/choose-wave.js';
import { isUnavailableByUs } from '../../../lib/decide/rollout/availability.js';
import type { PodProgress } from '../../../lib/decide/rollout/pod-progress.js';
import { aProgress, namesOf } from '../../build/a-progress.js';
import { aSidecarSet } from '../../build/a-sidecarset.js';

const of = (workload: string): { readonly owner: { readonly kind: string; readonly name: string } } => ({
  owner: { kind: 'StatefulSet', name: workload },
});
const wave = (
  maxUnavailablePerWorkload: number | `${number}%`,
  pods: readonly PodProgress[],
): { readonly upgrade: readonly string[]; readonly held: readonly string[] } => {
  const strategy = { maxUnavailable: '100%', maxUnavailablePerWorkload } as const;
  const { upgrade, held } = chooseWave(aSidecarSet({ updateStrategy: strategy }), pods);
  return { upgrade: namesOf(upgrade), held: held.map(({ pod, reason }) => `${pod.metadata!.name!} ${reason}`) };
};

describe('maxUnavailablePerWorkload', () => {
  it('takes one pod of each workload at a time, whatever maxUnavailable allows', () => {
    const pods = [aProgress('a-0', of('a')), aProgress('a-1', of('a')), aProgress('b-0', of('b'))];
    expect(wave(1, pods)).to.deep.equal({ upgrade: ['a-0', 'b-0'], held: ['a-1 workload-budget'] });
  });

  it('holds a workload while one of its upgraded pods is not back', () => {
    const away = aProgress('a-0', { ...of('a'), ready: false, progress: { version: 'current' } });
    const pods = [away, aProgress('a-1', of('a')), aProgress('b-0', of('b'))];
    expect(wave(1, pods)).to.deep.equal({ upgrade: ['b-0'], held: ['a-1 workload-budget'] });
  });

  it('takes a percentage of the matched pods of each workload, rounded up', () => {
    const names = ['a-0', 'a-1', 'a-2', 'a-3', 'b-0'];
    const pods = names.map(name => aProgress(name, of(name.charAt(0))));
    expect(wave('50%', pods).upgrade).to.deep.equal(['a-0', 'a-1', 'b-0']);
    expect(wave('1%', pods).upgrade).to.deep.equal(['a-0', 'b-0']);
  });

  it('does not limit pods that nothing controls, nor those that do not serve anyway', () => {
    const pods = [
      aProgress('x'),
      aProgress('y'),
      aProgress('a-0', of('a')),
      aProgress('a-1', { ...of('a'), ready: false }),
    ];
    expect(wave(1, pods).upgrade).to.deep.equal(['a-1', 'x', 'y']);
  });

  it('is never exceeded by what the rollout takes away, whatever the pods are like', () => {
    const aPodOf = fc.record({
      workload: fc.constantFrom('a', 'b', 'c'),
      ready: fc.boolean(),
      version: fc.constantFrom('current', 'outdated', 'reshaped' as const),
      settled: fc.boolean(),
      lostToUpgrade: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(aPodOf, { maxLength: 20 }), fc.integer({ min: 1, max: 4 }), (facts, most) => {
        const pods = facts.map(({ workload, ready, ...progress }, index) =>
          aProgress(`p${String(index)}`, { ...of(workload), ready, progress: progress }),
        );
        const upgraded = new Set(wave(most, pods).upgrade);
        for (const workload of ['a', 'b', 'c']) {
          const its = pods.filter(({ pod }) => pod.metadata!.ownerReferences![0]!.name === workload);
          const away = its.filter(isUnavailableByUs);
          const taken = its.filter(
            pod => upgraded.has(pod.pod.metadata!.name!) && pod.ready && !isUnavailableByUs(pod),
          );
          if (taken.length > 0) expect(away.length + taken.length).to.be.at.most(most);
        }
      }),
    );
  });
});
