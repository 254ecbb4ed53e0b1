import { expect } from 'chai';
import fc from 'fast-check';

import type { UpdatePriorityStrategy } from '../../../lib/api/sidecarset.generated.js';
import { sortPods } from '../../../lib/decide/rollout/sort-pods.js';
import type { PodProgress } from '../../../lib/decide/rollout/pod-progress.js';
import { priorityOrder } from '../../../lib/decide/rollout/order-priority.js';
import { aProgress, namesOf } from '../../build/a-progress.js';

type Labels = Readonly<Record<string, string>>;

/** Names of pods with these labels, in the order of the strategy. */
function ordered(strategy: UpdatePriorityStrategy, pods: Readonly<Record<string, Labels>>): readonly string[] {
  const progress = Object.entries(pods).map(([name, labels]) => aProgress(name, { labels }));
  return namesOf(sortPods(progress, priorityOrder(strategy)));
}

describe('priorityOrder: weights', () => {
  const weightPriority = [
    { weight: 50, matchSelector: { matchLabels: { tier: 'test' } } },
    { weight: 30, matchSelector: { matchLabels: { ring: 'first' } } },
    { weight: 30, matchSelector: { matchExpressions: [{ key: 'ring', operator: 'Exists' }] } },
  ];

  it('puts the pod with the larger sum first', () => {
    const pods = {
      none: {},
      test: { tier: 'test' },
      both: { tier: 'test', ring: 'second' },
      ring: { ring: 'first' },
    };
    expect(ordered({ weightPriority }, pods)).to.deep.equal(['both', 'ring', 'test', 'none']);
  });

  it('leaves pods of equal weight in the order in which they were', () => {
    expect(ordered({ weightPriority }, { b: { ring: 'x' }, z: {}, a: { ring: 'y' }, c: {} })).to.deep.equal([
      'b',
      'a',
      'z',
      'c',
    ]);
  });

  it('asks the weights alone when order terms are given too', () => {
    const strategy = { weightPriority, orderPriority: [{ orderedKey: 'n' }] };
    expect(ordered(strategy, { low: { n: '1' }, high: { n: '2' } })).to.deep.equal(['low', 'high']);
  });
});

describe('priorityOrder: ordered keys', () => {
  const orderPriority = [{ orderedKey: 'n' }];

  it('puts the larger number at the end of the value first', () => {
    const pods = { nine: { n: 'web-9' }, ten: { n: 'web-10' }, plain: { n: '11' } };
    expect(ordered({ orderPriority }, pods)).to.deep.equal(['plain', 'ten', 'nine']);
  });

  it('counts a value without a number as 0, and puts pods without the label last', () => {
    const pods = { without: {}, words: { n: 'web' }, one: { n: 'web-1' }, inside: { n: '7-web' } };
    expect(ordered({ orderPriority }, pods)).to.deep.equal(['one', 'words', 'inside', 'without']);
  });

  it('puts pods that carry an earlier key ahead of those that carry only a later one, whatever the numbers', () => {
    const strategy = { orderPriority: [{ orderedKey: 'first' }, { orderedKey: 'second' }] };
    const pods = { late: { second: '99' }, early: { first: '1' }, both: { first: '2', second: '1' } };
    expect(ordered(strategy, pods)).to.deep.equal(['both', 'early', 'late']);
  });

  it('tells numbers apart that are too large for a machine number', () => {
    const pods = { smaller: { n: '90071992547409920' }, larger: { n: '90071992547409921' } };
    expect(ordered({ orderPriority }, pods)).to.deep.equal(['larger', 'smaller']);
  });

  it('finds no label where a key is the name of something every object has', () => {
    const strategy = { orderPriority: [{ orderedKey: 'constructor' }] };
    expect(ordered(strategy, { without: {}, with: { constructor: '1' } })).to.deep.equal(['with', 'without']);
  });
});

describe('priorityOrder', () => {
  it('compares nothing when no term is given', () => {
    expect(priorityOrder({})).to.deep.equal([]);
    expect(priorityOrder({ weightPriority: [], orderPriority: [] })).to.deep.equal([]);
  });

  it('is transitive: sorting twice, from any start, ends in groups of the same keys', () => {
    const label = fc.option(fc.constantFrom('a-1', 'a-2', 'b-2', 'c', '10'), { nil: undefined });
    const strategy = { orderPriority: [{ orderedKey: 'x' }, { orderedKey: 'y' }] };
    fc.assert(
      fc.property(fc.array(fc.record({ x: label, y: label }), { maxLength: 12 }), rows => {
        const pods = rows.map(({ x, y }, index) =>
          aProgress(`p${index}`, { labels: { ...(x === undefined ? {} : { x }), ...(y === undefined ? {} : { y }) } }),
        );
        const criteria = priorityOrder(strategy);
        const keysOf = (sorted: readonly PodProgress[]): unknown =>
          sorted.map(pod => criteria.map(({ keyOf }) => keyOf(pod)));
        expect(keysOf(sortPods(pods, criteria))).to.deep.equal(keysOf(sortPods(pods.toReversed(), criteria)));
      }),
    );
  });
});
