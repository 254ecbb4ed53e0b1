import { expect } from 'chai';
import fc from 'fast-check';

import type { UpdateStrategy } from '../../../lib/api/sidecarset.generated.js';
import { orderPods } from '../../../lib/decide/rollout/order-pods.js';
import type { PodProgress } from '../../../lib/decide/rollout/pod-progress.js';
import type { PodFacts } from '../../build/a-pod.js';
import { aProgress, namesOf } from '../../build/a-progress.js';
import { aSidecarSet } from '../../build/a-sidecarset.js';

function order(
  pods: readonly PodProgress[],
  updateStrategy: UpdateStrategy = {},
  others: readonly PodProgress[] = [],
): readonly string[] {
  return namesOf(orderPods(pods, { sidecarSet: aSidecarSet({ updateStrategy }), matched: [...pods, ...others] }));
}

/** `count` outdated pods `p0`, `p1`, ... of which the first ones carry `foo: bar`. */
function pods(count: number, labelled: number): readonly PodProgress[] {
  return Array.from({ length: count }, (_, index) =>
    aProgress(`p${index}`, { labels: index < labelled ? { foo: 'bar' } : {} }),
  );
}

describe('orderPods: the default order', () => {
  const firstOf = (a: PodFacts, b: PodFacts): string => order([aProgress('b', b), aProgress('a', a)])[0]!;

  it('takes the pod that serves less first, one rule after the other', () => {
    expect(firstOf({ nodeName: '' }, { phase: 'Pending', ready: false })).to.equal('a');
    expect(firstOf({ phase: 'Pending' }, { phase: 'Unknown', ready: false })).to.equal('a');
    expect(firstOf({ phase: 'Unknown' }, { phase: 'Running', ready: false })).to.equal('a');
    expect(firstOf({ ready: false }, { readySince: '2025-01-01T00:00:00Z' })).to.equal('a');
    expect(firstOf({ readySince: '2025-01-01T00:00:00Z' }, { restartCount: 9 })).to.equal('a');
    expect(firstOf({ restartCount: 9 }, { createdAt: '2025-01-01T00:00:00Z' })).to.equal('a');
    expect(firstOf({ createdAt: '2025-01-01T00:00:00Z' }, { namespace: 'aaa' })).to.equal('a');
    expect(firstOf({ namespace: 'aaa' }, {})).to.equal('a');
    expect(firstOf({}, {})).to.equal('a');
  });

  it('does not ask since when a pod that is not ready has been so', () => {
    expect(firstOf({ ready: false }, { ready: false, readySince: '2025-01-01T00:00:00Z' })).to.equal('a');
  });
});

describe('orderPods: strategies', () => {
  it('asks the priority before it asks who serves least', () => {
    const strategy = { priorityStrategy: { orderPriority: [{ orderedKey: 'n' }] } };
    const some = [
      aProgress('unready', { ready: false }),
      aProgress('one', { labels: { n: '1' } }),
      aProgress('two', { labels: { n: '2' } }),
      aProgress('two-unready', { labels: { n: '2' }, ready: false }),
    ];
    expect(order(some, strategy)).to.deep.equal(['two-unready', 'two', 'one', 'unready']);
  });

  it('spreads what the priority has ordered', () => {
    const strategy = {
      priorityStrategy: { weightPriority: [{ weight: 1, matchSelector: { matchLabels: { foo: 'bar' } } }] },
      scatterStrategy: [{ key: 'foo', value: 'bar' }],
    };
    const result = order(pods(10, 3), strategy);
    expect([result[0], result[5], result[9]]).to.deep.equal(['p0', 'p1', 'p2']);
  });

  it('goes on with the spread where the pods upgraded in place have left off', () => {
    const upgraded = aProgress('done', {
      injectedBy: aSidecarSet(),
      labels: { foo: 'bar' },
      upgradedFrom: { agent: { imageID: 'sha256:before' } },
      progress: { version: 'current' },
    });
    const result = order(pods(9, 2), { scatterStrategy: [{ key: 'foo', value: 'bar' }] }, [upgraded]);
    expect([result[4], result[8]]).to.deep.equal(['p0', 'p1']);
  });

  it('does not count pods that were created with the present version, or upgraded to an earlier one', () => {
    const others = [
      aProgress('new', { injectedBy: aSidecarSet(), labels: { foo: 'bar' }, progress: { version: 'current' } }),
      aProgress('before', {
        injectedBy: aSidecarSet(),
        labels: { foo: 'bar' },
        upgradedFrom: { agent: { imageID: 'sha256:before' } },
      }),
    ];
    const result = order(pods(10, 3), { scatterStrategy: [{ key: 'foo', value: 'bar' }] }, others);
    expect([result[0], result[5], result[9]]).to.deep.equal(['p0', 'p1', 'p2']);
  });
});

describe('orderPods: properties', () => {
  const facts = fc.record({
    ready: fc.boolean(),
    phase: fc.constantFrom('Pending', 'Running', 'Unknown', 'Odd'),
    nodeName: fc.constantFrom('', 'node-a'),
    restartCount: fc.nat({ max: 2 }),
    labels: fc.record(
      { n: fc.constantFrom('1', 'x-2', 'x'), foo: fc.constantFrom('bar', 'baz') },
      { requiredKeys: [] },
    ),
  });
  const somePods = fc
    .array(facts, { maxLength: 12 })
    .map(all => all.map((fact, index) => aProgress(`p${index}`, fact as PodFacts)));
  const strategy = fc.constantFrom<UpdateStrategy>(
    {},
    { priorityStrategy: { orderPriority: [{ orderedKey: 'n' }] } },
    { priorityStrategy: { weightPriority: [{ weight: 9, matchSelector: { matchLabels: { foo: 'baz' } } }] } },
    { scatterStrategy: [{ key: 'foo', value: '*' }] },
    {
      priorityStrategy: { orderPriority: [{ orderedKey: 'foo' }, { orderedKey: 'n' }] },
      scatterStrategy: [
        { key: 'foo', value: 'bar' },
        { key: 'n', value: '*' },
      ],
    },
  );

  it('returns each pod once', () => {
    fc.assert(
      fc.property(somePods, strategy, (some, updateStrategy) => {
        expect(order(some, updateStrategy).toSorted()).to.deep.equal(namesOf(some).toSorted());
      }),
    );
  });

  it('is total: it does not depend on the order in which the pods arrive', () => {
    const shuffled = somePods.chain(some =>
      fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
    );
    fc.assert(
      fc.property(shuffled, strategy, ([some, other], updateStrategy) => {
        expect(order(other, updateStrategy)).to.deep.equal(order(some, updateStrategy));
      }),
    );
  });
});
