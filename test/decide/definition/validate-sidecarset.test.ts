import { expect } from 'chai';
import fc from 'fast-check';

import type { SidecarSet } from '../../../lib/api/sidecarset.generated.js';
import { defaultSidecarSet } from '../../../lib/decide/definition/default-sidecarset.js';
import { validateSidecarSet } from '../../../lib/decide/definition/validate-sidecarset.js';
import { aSidecarSet } from '../../build/a-sidecarset.js';
import { judge, judgeSpec } from './judge.js';
import { A_RICH_SPEC } from './a-rich-spec.js';

describe('validateSidecarSet', () => {
  it('has nothing to say about a small good set', () => {
    expect(judge(aSidecarSet())).to.deep.equal({ problems: [], warnings: [] });
  });

  it('has nothing to say about a good set that uses every feature', () => {
    expect(judgeSpec(A_RICH_SPEC)).to.deep.equal({ problems: [], warnings: [] });
  });

  it('judges what its author wrote as it judges what is stored', () => {
    const set = aSidecarSet(A_RICH_SPEC);
    expect(validateSidecarSet({ sidecarSet: set, others: [] })).to.deep.equal({ problems: [], warnings: [] });
  });

  it('tells all faults at once, in the order of the document', () => {
    const { problems } = judgeSpec({
      selector: {},
      containers: [{ image: 'a:1', name: 'A' }, { name: 'b' }],
      updateStrategy: { type: 'Rolling', maxUnavailable: 0 },
      revisionHistoryLimit: -1,
    });
    expect(problems.map(problem => problem.split(': ')[0])).to.deep.equal([
      'spec.selector',
      'spec.containers[0].name',
      'spec.containers[1].image',
      'spec.updateStrategy.type',
      'spec.updateStrategy.maxUnavailable',
      'spec.revisionHistoryLimit',
    ]);
  });

  it('lets a set go that is being deleted, whatever is wrong with it', () => {
    const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z' };
    expect(judge(aSidecarSet({ containers: [] }, metadata))).to.deep.equal({ problems: [], warnings: [] });
    expect(judge(aSidecarSet({ containers: [] })).problems).to.have.length(1);
  });

  it('says the same twice', () => {
    const spec = { containers: [{ name: 'A' }, { name: 'A' }], volumes: [{}] };
    expect(judgeSpec(spec)).to.deep.equal(judgeSpec(spec));
  });

  it('refuses an object that nests too deeply before it walks into it', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`) as unknown;
    expect(judgeSpec({ future: deep }).problems).to.deep.equal(['spec: nests more than 200 levels']);
  });

  it('survives any JSON at any place of a set and of its neighbours', () => {
    const good = JSON.parse(JSON.stringify(aSidecarSet(A_RICH_SPEC))) as SidecarSet;
    const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(null, [null], [[]], [{}], {}, ''));
    fc.assert(
      fc.property(fc.constantFrom(...placesIn(good)), odd, (place, json) =>
        survives(good, replaced(good, place, json)),
      ),
      { numRuns: 300 },
    );
  });

  it('survives anything in place of a whole set', () => {
    fc.assert(fc.property(fc.jsonValue(), json => survives(aSidecarSet(), json)));
    for (const json of [null, undefined, 5, '', [], {}, { metadata: null }, { spec: null }])
      survives(aSidecarSet(), json);
  });

  it('finds a value of the wrong type wherever the schema or Kubernetes says the type', () => {
    const good = JSON.parse(JSON.stringify(aSidecarSet(A_RICH_SPEC))) as SidecarSet;
    const unseen = placesIn(good)
      .filter(place => place[0] === 'spec' && !isInVolume(place))
      .filter(place => {
        const odd = replaced(good, place, typeof valueAt(good, place) === 'boolean' ? 'odd' : true) as SidecarSet;
        return validateSidecarSet({ sidecarSet: odd, others: [] }).problems.length === 0;
      });
    expect(unseen.map(place => place.join('.'))).to.deep.equal([]);
  });
});

function survives(good: SidecarSet, json: unknown): void {
  const odd = defaultSidecarSet(json as SidecarSet);
  const world = { revisions: [], podMetadata: { kind: 'rules', rules: [{ annotationKeyExprs: ['x'] }] } } as const;
  const verdicts = [
    validateSidecarSet({ ...world, sidecarSet: odd, before: good, others: [odd, aSidecarSet({}, { name: 'z' })] }),
    validateSidecarSet({ ...world, sidecarSet: good, before: odd, others: [odd] }),
  ];
  for (const { path, message } of verdicts.flatMap(({ problems, warnings }) => [...problems, ...warnings])) {
    expect(`${path} ${message}`).not.to.match(/undefined|\[object/);
  }
}

type Step = string | number;

function isInVolume([, field, , inner]: readonly Step[]): boolean {
  return field === 'volumes' && inner !== undefined && inner !== 'name';
}

function placesIn(value: unknown, path: readonly Step[] = []): readonly (readonly Step[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const steps: readonly Step[] = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return [path, ...steps.flatMap(step => placesIn(valueAt(value, [step]), [...path, step]))];
}

function valueAt(value: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<Step, unknown>)[step], value);
}

function replaced(value: unknown, [step, ...rest]: readonly Step[], by: unknown): unknown {
  if (step === undefined) return by;
  const inner = replaced(valueAt(value, [step]), rest, by);
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === step ? inner : item));
  return { ...(value as object), [step]: inner };
}
