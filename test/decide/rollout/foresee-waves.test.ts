import { expect } from 'chai';
import fc from 'fast-check';

import type { Pod } from '../../../lib/api/kubernetes.generated.js';
import type { SidecarSet, UpdateStrategy } from '../../../lib/api/sidecarset.generated.js';
import type { Foresight } from '../../../lib/decide/rollout/foresee-waves.js';
import { foreseeWaves } from '../../../lib/decide/rollout/foresee-waves.js';
import { aPod } from '../../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';

const OLD = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] });

function foresee(
  pods: readonly Pod[],
  updateStrategy: UpdateStrategy = {},
  { mostWaves = 1000, set = aSidecarSet({ updateStrategy }) }: { mostWaves?: number; set?: SidecarSet } = {},
): Foresight {
  return foreseeWaves({ sidecarSet: set, pods, namespaces: {}, now: '2024-05-01T12:00:00Z' }, mostWaves);
}

const old = (count: number): readonly Pod[] =>
  Array.from({ length: count }, (_, index) => aPod(`pod-${index}`, { injectedBy: OLD }));
const sizes = ({ waves }: Foresight): readonly number[] => waves.map(steps => steps.length);
const updated = ({ rest }: Foresight): number => rest.matched.filter(({ version }) => version === 'current').length;

describe('foreseeWaves', () => {
  it('goes wave by wave until nothing is to be done', () => {
    const foresight = foresee(old(7), { maxUnavailable: 3 });
    expect(sizes(foresight)).to.deep.equal([3, 3, 1]);
    expect(updated(foresight)).to.equal(7);
  });

  it('stops where the partition says so', () => {
    const foresight = foresee(old(5), { partition: 2 });
    expect(sizes(foresight)).to.deep.equal([1, 1, 1]);
    expect(foresight.rest.held.map(({ reason }) => reason)).to.deep.equal(['partition', 'partition']);
  });

  it('foresees nothing for a rollout that is paused, or done', () => {
    expect(sizes(foresee(old(3), { paused: true }))).to.deep.equal([]);
    expect(sizes(foresee([aPod('a', { injectedBy: aSidecarSet() })]))).to.deep.equal([]);
  });

  it('looks no further than it is asked to', () => {
    const foresight = foresee(old(5), {}, { mostWaves: 2 });
    expect(sizes(foresight)).to.deep.equal([1, 1]);
    expect(foresight.rest.steps).to.have.length(1);
  });

  it('marks pods that cannot be upgraded once, and goes on with the others', () => {
    const set = aSidecarSet({ containers: [aSidecar()] });
    const other = aSidecarSet({ containers: [aSidecar({ args: ['-v'] })] });
    const foresight = foresee([aPod('reshaped', { injectedBy: other }), ...old(1)], {}, { set });
    expect(foresight.waves.flat().map(({ kind, name }) => `${kind} ${name}`)).to.have.members([
      'mark-reshaped reshaped',
      'cold-upgrade pod-0',
    ]);
    expect(foresight.rest.steps).to.deep.equal([]);
  });

  it('upgrades each pod once, never more at a time than maxUnavailable, whatever the numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(12),
        (count, maxUnavailable, partition) => {
          const foresight = foresee(old(count), { maxUnavailable, partition });
          const names = foresight.waves.flat().map(({ name }) => name);
          expect(new Set(names).size).to.equal(names.length);
          expect(names.length).to.equal(Math.max(0, count - partition));
          for (const size of sizes(foresight)) expect(size).to.be.at.most(maxUnavailable);
        },
      ),
      { numRuns: 60 },
    );
  });
});
