import { expect } from 'chai';
import fc from 'fast-check';

import { keepsNextPod } from '../../../lib/decide/injection/partial-share.js';
import { keptCount } from '../../../lib/decide/rollout/partition.js';

type Partition = number | string;

interface Base {
  readonly matchedPods: number;
  readonly updatedPods: number;
}

interface Burst {
  readonly partition: Partition;
  /** What the status says during all of it. */
  readonly base?: Base;
  /** Which replica is asked about each pod. */
  readonly asked: readonly number[];
}

const NOTHING: Base = { matchedPods: 0, updatedPods: 0 };

/** @returns how many pods are old in the end, those of the status included */
function oldAfter({ partition, base = NOTHING, asked }: Burst): number {
  const answers = new Map<number, { current: number; outdated: number }>();
  for (const replica of asked) {
    const recent = answers.get(replica) ?? { current: 0, outdated: 0 };
    const version = keepsNextPod({ partition, ...base, recent }) ? 'outdated' : 'current';
    answers.set(replica, { ...recent, [version]: recent[version] + 1 });
  }
  const given = [...answers.values()].reduce((sum, { outdated }) => sum + outdated, 0);
  return base.matchedPods - base.updatedPods + given;
}

const percent = fc.integer({ min: 0, max: 100 }).map(value => `${value}%`);
const aPartition: fc.Arbitrary<Partition> = fc.oneof(fc.nat({ max: 150 }), percent);
const asked = (replicas: number): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.nat({ max: replicas - 1 }), { maxLength: 200 });
const byOne = (count: number): readonly number[] => Array.from({ length: count }, () => 0);
const byTwo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index % 2);

/** At rest: as many old pods as the partition keeps. */
function settled(partition: Partition, matchedPods: number): Base {
  return { matchedPods, updatedPods: matchedPods - keptCount(partition, matchedPods) };
}

describe('the share of new pods that get the named revision', () => {
  it('is met to the pod by one replica, however many pods come before the next status', () => {
    fc.assert(
      fc.property(aPartition, fc.nat({ max: 100 }), asked(1), (partition, matchedPods, pods) => {
        const old = oldAfter({ partition, base: settled(partition, matchedPods), asked: pods });
        expect(old).to.equal(keptCount(partition, matchedPods + pods.length));
      }),
    );
  });

  it('is 60 of 200 pods at 30%, and 30 of 200 pods at 30', () => {
    expect(oldAfter({ partition: '30%', asked: byOne(200) })).to.equal(60);
    expect(oldAfter({ partition: 30, asked: byOne(200) })).to.equal(30);
  });

  it('makes up for old pods that are missing, with the next ones', () => {
    expect(oldAfter({ partition: 5, base: { matchedPods: 10, updatedPods: 10 }, asked: byOne(7) })).to.equal(5);
  });

  it('makes up for half of the old pods beyond it before it looks at the status again', () => {
    const base = { matchedPods: 100, updatedPods: 0 };
    expect(oldAfter({ partition: '50%', base, asked: byOne(50) })).to.equal(100);
    expect(oldAfter({ partition: '50%', base, asked: byOne(150) })).to.equal(150);
  });

  it('is missed by several replicas together by a pod or two for each further one, of a percentage', () => {
    fc.assert(
      fc.property(
        percent,
        fc.nat({ max: 100 }),
        fc.integer({ min: 2, max: 5 }),
        fc.gen(),
        (share, pods, replicas, g) => {
          const burst = g(asked, replicas);
          const old = oldAfter({ partition: share, base: settled(share, pods), asked: burst });
          const kept = keptCount(share, pods + burst.length);
          expect(old).to.be.within(kept - (replicas - 1), kept + 2 * (replicas - 1));
        },
      ),
    );
  });

  it('is never undercut by two replicas together, of a number, and at most doubled', () => {
    fc.assert(
      fc.property(fc.nat({ max: 150 }), fc.nat({ max: 100 }), asked(2), (partition, matchedPods, pods) => {
        const base = settled(partition, matchedPods);
        const old = oldAfter({ partition, base, asked: pods });
        const kept = keptCount(partition, matchedPods + pods.length);
        const missing = kept - (base.matchedPods - base.updatedPods);
        expect(old).to.be.within(kept, kept + missing);
      }),
    );
    expect(oldAfter({ partition: 30, asked: byTwo(200) })).to.equal(60);
  });

  it('is not undercut although two replicas make up for the same old pods', () => {
    fc.assert(
      fc.property(
        aPartition,
        fc.nat({ max: 100 }),
        fc.nat({ max: 100 }),
        asked(2),
        (partition, pods, updated, burst) => {
          const base = { matchedPods: pods, updatedPods: Math.min(updated, pods) };
          const old = oldAfter({ partition, base, asked: burst });
          const whatPodsAllow = base.matchedPods - base.updatedPods + burst.length;
          expect(old).to.be.at.least(Math.min(keptCount(partition, pods + burst.length), whatPodsAllow) - 2);
        },
      ),
    );
  });
});
