import { expect } from 'chai';
import fc from 'fast-check';
import type { LabelSelector } from '../../lib/api/kubernetes.generated.js';
import {
  formatSelector,
  matchesLabels,
  selectorProblems,
  selectorsMayOverlap,
} from '../../lib/decide/label-selector.js';

const KEYS = ['app', 'tier', 'constructor'];
const VALUES = ['a', 'b', ''];

const requirements = fc.record({
  key: fc.constantFrom(...KEYS),
  operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
  values: fc.subarray(VALUES),
});
const selectors: fc.Arbitrary<LabelSelector> = fc.record(
  {
    matchLabels: fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES), { maxKeys: 2 }),
    matchExpressions: fc.array(requirements, { maxLength: 4 }),
  },
  { requiredKeys: [] },
);

/** Every set of labels over the keys, with one value that no selector names. */
const allLabels = KEYS.reduce<readonly Readonly<Record<string, string>>[]>(
  (sets, key) => sets.flatMap(set => [set, ...[...VALUES, 'other'].map(value => ({ ...set, [key]: value }))]),
  [{}],
);

/** Kubernetes' semantics, said a second time: the set of labels is looked at requirement by requirement. */
function accepts(
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  labels: ReadonlyMap<string, string>,
): boolean {
  const equal = Object.entries(matchLabels).every(([key, value]) => labels.get(key) === value);
  return (
    equal &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator === 'Exists') return values.length === 0 && labels.has(key);
      if (operator === 'DoesNotExist') return values.length === 0 && !labels.has(key);
      if (values.length === 0) return false;
      const isListed = labels.has(key) && values.includes(labels.get(key)!);
      return operator === 'In' ? isListed : !isListed;
    })
  );
}

describe('matchesLabels', () => {
  it('matches nothing without a selector and everything with an empty one', () => {
    expect(matchesLabels(undefined, { app: 'web' })).to.be.false;
    expect(matchesLabels(null, {})).to.be.false;
    expect(matchesLabels({}, { app: 'web' })).to.be.true;
    expect(matchesLabels({}, undefined)).to.be.true;
  });

  it('holds NotIn and DoesNotExist for a label that is not there', () => {
    const notIn = { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] };
    expect(matchesLabels(notIn, {})).to.be.true;
    expect(matchesLabels(notIn, { app: 'db' })).to.be.true;
    expect(matchesLabels(notIn, { app: 'web' })).to.be.false;
  });

  it('selects nothing by an operator that does not exist', () => {
    expect(matchesLabels({ matchExpressions: [{ key: 'app', operator: 'Gt', values: ['1'] }] }, { app: '2' })).to.be
      .false;
  });

  it('does not take inherited properties for labels', () => {
    expect(matchesLabels({ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, {})).to.be.false;
  });

  it('treats null like absent inside a selector', () => {
    const selector = JSON.parse('{"matchLabels": null, "matchExpressions": null}') as LabelSelector;
    expect(matchesLabels(selector, { app: 'web' })).to.be.true;
  });

  it('agrees with the semantics of Kubernetes on every set of labels', () => {
    fc.assert(
      fc.property(selectors, selector => {
        for (const labels of allLabels) {
          expect(matchesLabels(selector, labels)).to.equal(accepts(selector, new Map(Object.entries(labels))));
        }
      }),
    );
  });
});

describe('matchesLabels and selectorsMayOverlap', () => {
  it('match nothing by a selector of another shape, and never throw', () => {
    const shapes = [
      '"app"',
      '[]',
      '3',
      '{"matchLabels":[]}',
      '{"matchLabels":"app"}',
      '{"matchExpressions":{}}',
      '{"matchExpressions":[null]}',
      '{"matchExpressions":["app"]}',
      '{"matchExpressions":[{"key":1,"operator":"Exists"}]}',
      '{"matchExpressions":[{"key":"app","operator":"In","values":"web"}]}',
    ];
    for (const shape of shapes) {
      const selector = JSON.parse(shape) as LabelSelector;
      expect(matchesLabels(selector, { app: 'web' }), shape).to.be.false;
      expect(selectorsMayOverlap(selector, {}), shape).to.be.false;
    }
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (labels, expressions) => {
        const selector = { matchLabels: labels, matchExpressions: expressions } as unknown as LabelSelector;
        expect(matchesLabels(selector, { app: 'web' })).to.be.a('boolean');
        expect(selectorsMayOverlap(selector, selector)).to.be.a('boolean');
      }),
    );
  });
});

describe('selectorsMayOverlap', () => {
  it('says no for two values of one label', () => {
    expect(selectorsMayOverlap({ matchLabels: { app: 'a' } }, { matchLabels: { app: 'b' } })).to.be.false;
  });

  it('says yes for different labels', () => {
    expect(selectorsMayOverlap({ matchLabels: { app: 'a' } }, { matchLabels: { tier: 'b' } })).to.be.true;
  });

  it('says no for a label that one asks for and the other forbids', () => {
    const absent = { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] };
    expect(selectorsMayOverlap({ matchLabels: { app: 'a' } }, absent)).to.be.false;
  });

  it('says no when a selector is absent, which matches nothing', () => {
    expect(selectorsMayOverlap(undefined, {})).to.be.false;
  });

  it('says yes exactly when some set of labels satisfies both', () => {
    fc.assert(
      fc.property(selectors, selectors, (a, b) => {
        const witness = allLabels.some(labels => matchesLabels(a, labels) && matchesLabels(b, labels));
        expect(selectorsMayOverlap(a, b)).to.equal(witness);
      }),
      { numRuns: 500 },
    );
  });
});

describe('formatSelector', () => {
  it('writes every operator, sorted by key', () => {
    const text = formatSelector({
      matchLabels: { tier: 'front', app: 'web' },
      matchExpressions: [
        { key: 'zone', operator: 'In', values: ['b', 'a'] },
        { key: 'canary', operator: 'DoesNotExist' },
        { key: 'env', operator: 'NotIn', values: ['test'] },
        { key: 'owner', operator: 'Exists' },
      ],
    });
    expect(text).to.equal('app=web,!canary,env notin (test),owner,tier=front,zone in (a,b)');
  });

  it('writes nothing for an empty selector', () => {
    expect(formatSelector({})).to.equal('');
  });
});

describe('selectorProblems', () => {
  const problemsOf = (selector: unknown): readonly string[] =>
    selectorProblems(selector, 'spec.selector').map(({ path, message }) => `${path}: ${message}`);

  it('finds nothing wrong with a proper selector', () => {
    expect(
      problemsOf({
        matchLabels: { 'example.com/app': 'web', plain: '' },
        matchExpressions: [
          { key: 'tier', operator: 'In', values: ['a', 'b'] },
          { key: 'old', operator: 'DoesNotExist', values: [] },
          { key: 'new', operator: 'Exists', values: null },
        ],
      }),
    ).to.deep.equal([]);
  });

  it('names every problem at once, each with its path', () => {
    const problems = selectorProblems(
      {
        matchLabels: { 'bad key': 'x', app: '-', replicas: 3 },
        matchExpressions: [
          { key: 'a', operator: 'in', values: ['x'] },
          { key: 'a', operator: 'In', values: [] },
          { key: 'a', operator: 'NotIn' },
          { key: 'a', operator: 'Exists', values: ['x'] },
          { key: '', operator: 'In', values: ['ok', 'not ok'] },
          'app=web',
        ],
      },
      'spec.selector',
    );
    expect(problems.map(({ path }) => path)).to.deep.equal([
      'spec.selector.matchLabels[bad key]',
      'spec.selector.matchLabels[app]',
      'spec.selector.matchLabels[replicas]',
      'spec.selector.matchExpressions[0].operator',
      'spec.selector.matchExpressions[1].values',
      'spec.selector.matchExpressions[2].values',
      'spec.selector.matchExpressions[3].values',
      'spec.selector.matchExpressions[4].key',
      'spec.selector.matchExpressions[4].values[1]',
      'spec.selector.matchExpressions[5]',
    ]);
  });

  it('says what to do', () => {
    expect(problemsOf({ matchLabels: { replicas: 3 } })).to.deep.equal([
      'spec.selector.matchLabels[replicas]: must be a string; put numbers, true and false in quotes',
    ]);
    expect(problemsOf({ matchExpressions: [{ key: 'a', operator: 'In' }] })).to.deep.equal([
      'spec.selector.matchExpressions[0].values: must name at least one value when the operator is In',
    ]);
  });

  it('refuses lists and values where objects belong', () => {
    for (const selector of [[], 'app=web', 3, null]) expect(problemsOf(selector)).to.have.length(1);
    expect(problemsOf({ matchLabels: [], matchExpressions: {} })).to.have.length(2);
    expect(problemsOf({ matchExpressions: [{ key: 'a', operator: 'In', values: 'x' }] })).to.have.length(1);
  });

  it('survives any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (labels, expressions, requirement) => {
        const all = [
          labels,
          { matchLabels: labels, matchExpressions: expressions },
          { matchExpressions: [requirement] },
        ];
        for (const selector of all) expect(selectorProblems(selector, 'x')).to.be.an('array');
      }),
    );
  });

  it('finds a problem exactly in selectors that match nothing by their form', () => {
    fc.assert(
      fc.property(requirements, requirement => {
        const isUsable = allLabels.some(labels => matchesLabels({ matchExpressions: [requirement] }, labels));
        expect(problemsOf({ matchExpressions: [requirement] }).length === 0).to.equal(isUsable);
      }),
    );
  });
});
