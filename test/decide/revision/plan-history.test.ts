import { expect } from 'chai';
import fc from 'fast-check';

import type { ControllerRevision, Pod } from '../../../lib/api/kubernetes.generated.js';
import type { SidecarSet, SidecarSetSpec } from '../../../lib/api/sidecarset.generated.js';
import type { HistoryPlan } from '../../../lib/decide/revision/history-plan.js';
import { planHistory } from '../../../lib/decide/revision/plan-history.js';
import { aPod } from '../../build/a-pod.js';
import { aRevision } from '../../build/a-revision.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';
import { applyHistoryPlan } from './apply-history-plan.js';

const NAME_LABEL = 'kruise.io/sidecarset-name';
const VERSION_LABEL = 'apps.kruise.io/sidecarset-custom-version';

function theSet(spec: Partial<SidecarSetSpec> = {}, metadata: NonNullable<SidecarSet['metadata']> = {}): SidecarSet {
  return aSidecarSet(spec, { uid: 'uid-of-set', ...metadata });
}

const withImage = (image: string, spec: Partial<SidecarSetSpec> = {}): SidecarSet =>
  theSet({ containers: [aSidecar({ image })], ...spec });

function plan(
  sidecarSet: SidecarSet,
  revisions: readonly ControllerRevision[] = [],
  pods: readonly Pod[] = [],
): HistoryPlan {
  return planHistory({ sidecarSet, revisions, pods, namespace: 'operator' });
}

/** The revisions after each of these specs has been the present one, in turn. */
function historyOf(...sidecarSets: readonly SidecarSet[]): readonly ControllerRevision[] {
  return sidecarSets.reduce<readonly ControllerRevision[]>(
    (revisions, sidecarSet) => applyHistoryPlan(revisions, plan(sidecarSet, revisions)),
    [],
  );
}

function created({ steps }: HistoryPlan): ControllerRevision {
  const step = steps.find(({ kind }) => kind === 'create');
  if (step?.kind !== 'create') throw new Error(`nothing is created: ${JSON.stringify(steps)}`);
  return step.revision;
}

const summary = ({ steps }: HistoryPlan): readonly string[] => steps.map(({ kind, name }) => `${kind} ${name}`);
const nameFor = (sidecarSet: SidecarSet): string => plan(sidecarSet).latestRevision;

/** A pod whose ledger says that it holds this revision. */
function aPodThatHolds(controllerRevision: string): Pod {
  const record = {
    set: { updateTimestamp: '2024-01-01T00:00:00Z', hash: 'h', sidecarSetName: 'set', controllerRevision },
  };
  return { metadata: { name: 'web', annotations: { 'kruise.io/sidecarset-hash': JSON.stringify(record) } } };
}

describe('planHistory: the revision of a new spec', () => {
  it('is created as number 1, in the namespace of the operator', () => {
    const revision = created(plan(theSet()));
    expect(revision).to.include({ apiVersion: 'apps/v1', kind: 'ControllerRevision', revision: 1 });
    expect(revision.metadata).to.include({ namespace: 'operator' });
    expect(revision.metadata?.labels).to.deep.equal({ [NAME_LABEL]: 'set' });
  });

  it('holds the five fields that a pod is made of, null where the spec has none', () => {
    const set = theSet({ volumes: [{ name: 'log', emptyDir: {} }], injectionStrategy: { paused: true } });
    const { spec } = created(plan(set)).data as { spec: Record<string, unknown> };
    expect(Object.keys(spec)).to.have.members([
      '$patch',
      'volumes',
      'containers',
      'initContainers',
      'imagePullSecrets',
      'patchPodMetadata',
    ]);
    expect(spec).to.deep.include({
      $patch: 'replace',
      volumes: [{ name: 'log', emptyDir: {} }],
      initContainers: null,
      imagePullSecrets: null,
      patchPodMetadata: null,
    });
    expect(spec['containers']).to.have.nested.property('[0].image', 'agent:2');
  });

  it('goes when its SidecarSet goes: the SidecarSet is its owner', () => {
    expect(created(plan(theSet())).metadata?.ownerReferences).to.deep.equal([
      { apiVersion: 'apps.kruise.io/v1beta1', kind: 'SidecarSet', name: 'set', uid: 'uid-of-set', controller: true },
    ]);
  });

  it('is named after its SidecarSet and its data, the same every time', () => {
    expect(nameFor(theSet())).to.match(/^set-[bcdfghjklmnpqrstvwxz2456789]+$/);
    expect(nameFor(theSet())).to.equal(nameFor(theSet({ updateStrategy: { paused: true } })));
    expect(nameFor(theSet())).to.not.equal(nameFor(withImage('agent:3')));
  });

  it('carries the custom version, of which the field wins over the label', () => {
    const labels = { [VERSION_LABEL]: 'from-label' };
    expect(created(plan(theSet({}, { labels }))).metadata?.labels).to.include({ [VERSION_LABEL]: 'from-label' });
    const both = theSet({ customVersion: 'from-field' }, { labels });
    expect(created(plan(both)).metadata?.labels).to.include({ [VERSION_LABEL]: 'from-field' });
  });

  it('is the same one whether or not our defaults are written out', () => {
    const stored = theSet({ containers: [aSidecar({ podInjectPolicy: 'BeforeAppContainer' })] });
    expect(plan(stored, historyOf(theSet())).steps).to.deep.equal([]);
  });
});

describe('planHistory: numbers', () => {
  it('counts up with each new spec', () => {
    const history = historyOf(withImage('a:1'), withImage('a:2'), withImage('a:3'));
    expect(history.map(({ revision }) => revision)).to.deep.equal([1, 2, 3]);
  });

  it('plans nothing while the newest revision holds the present spec', () => {
    const decision = plan(withImage('a:2'), historyOf(withImage('a:1'), withImage('a:2')));
    expect(decision).to.deep.include({ steps: [], latestRevision: nameFor(withImage('a:2')), collisionCount: 0 });
  });

  it('makes an equal older revision the newest again', () => {
    const decision = plan(withImage('a:1'), historyOf(withImage('a:1'), withImage('a:2')));
    expect(summary(decision)).to.deep.equal([`renumber ${nameFor(withImage('a:1'))}`]);
    expect(decision.steps[0]).to.deep.include({ revision: 3 });
    expect(decision.latestRevision).to.equal(nameFor(withImage('a:1')));
  });

  it('knows equal data whatever the order of its keys', () => {
    const [stored] = historyOf(withImage('a:1'));
    const { spec } = stored!.data as { spec: Record<string, unknown> };
    const reordered = { ...stored!, data: { spec: Object.fromEntries(Object.entries(spec).reverse()) } };
    expect(plan(withImage('a:1'), [reordered]).steps).to.deep.equal([]);
  });

  it('gives a revision that comes back the custom version of now', () => {
    const history = historyOf(withImage('a:1', { customVersion: 'v1' }), withImage('a:2', { customVersion: 'v2' }));
    const after = applyHistoryPlan(history, plan(withImage('a:1', { customVersion: 'v3' }), history));
    expect(after.at(-1)).to.include({ revision: 3 });
    expect(after.at(-1)?.metadata?.labels).to.deep.equal({ [NAME_LABEL]: 'set', [VERSION_LABEL]: 'v3' });
  });

  it('relabels the newest revision when only the custom version changes, and keeps the label when it goes', () => {
    const history = historyOf(withImage('a:1', { customVersion: 'v1' }));
    expect(summary(plan(withImage('a:1', { customVersion: 'v2' }), history))).to.deep.equal([
      `relabel ${nameFor(withImage('a:1'))}`,
    ]);
    expect(plan(withImage('a:1'), history).steps).to.deep.equal([]);
  });

  it('guards a renumbering with the version that was read', () => {
    const stored = { ...historyOf(withImage('a:1'))[0]! };
    const old = { ...stored, metadata: { ...stored.metadata, resourceVersion: '77' } };
    const decision = plan(withImage('a:1'), [
      old,
      ...historyOf(withImage('a:2')).map(one => ({ ...one, revision: 2 })),
    ]);
    expect(decision.steps[0]).to.have.nested.property('patch.metadata.resourceVersion', '77');
  });
});

describe('planHistory: other revisions', () => {
  it('leaves those of other SidecarSets and of an earlier one of the same name alone', () => {
    const strangers = [
      aRevision('other-1', 7, { sidecarSet: 'other' }),
      aRevision('set-earlier', 8, { owner: 'uid-of-the-earlier' }),
      aRevision('set-orphan', 9, { owner: null }),
      aRevision('set-going', 10, { deletionTimestamp: '2024-01-01T00:00:00Z' }),
    ];
    const decision = plan(theSet({ revisionHistoryLimit: 1 }), strangers);
    expect(summary(decision)).to.deep.equal([`create ${nameFor(theSet())}`]);
    expect(created(decision).revision).to.equal(1);
  });

  it('takes another name, and counts the collision, when the name is taken by other data', () => {
    const taken = aRevision(nameFor(theSet()), 4, { owner: 'uid-of-the-earlier' });
    const decision = plan(theSet(), [taken]);
    expect(decision.collisionCount).to.equal(1);
    expect(decision.latestRevision).to.match(/^set-/).and.to.not.equal(nameFor(theSet()));
    expect(created(decision).metadata?.name).to.equal(decision.latestRevision);
  });

  it('still counts the collision when the status does not tell of it yet', () => {
    const taken = aRevision(nameFor(theSet()), 4, { owner: 'uid-of-the-earlier' });
    const after = applyHistoryPlan([taken], plan(theSet(), [taken]));
    expect(plan(theSet(), after)).to.deep.include({ steps: [], collisionCount: 1 });
  });

  it('counts no collision for a revision from before the last one', () => {
    const set = {
      ...theSet(),
      status: { matchedPods: 0, readyPods: 0, updatedPods: 0, collisionCount: 3 },
    } as SidecarSet;
    expect(plan(set, historyOf(theSet()))).to.deep.include({ latestRevision: nameFor(theSet()), collisionCount: 3 });
  });

  it('goes on from the collisions that the status counts', () => {
    const set = {
      ...theSet(),
      status: { matchedPods: 0, readyPods: 0, updatedPods: 0, collisionCount: 3 },
    } as SidecarSet;
    const decision = plan(set);
    expect(decision.collisionCount).to.equal(3);
    expect(decision.latestRevision).to.not.equal(nameFor(theSet()));
    expect(plan(set, applyHistoryPlan([], decision)).steps).to.deep.equal([]);
  });
});

describe('planHistory: truncation', () => {
  const five = ['a:1', 'a:2', 'a:3', 'a:4', 'a:5'].map(image => withImage(image));
  const [first, second, third] = five.map(nameFor);
  const deleted = (decision: HistoryPlan): readonly string[] =>
    decision.steps.filter(({ kind }) => kind === 'delete').map(({ name }) => name);

  it('deletes the oldest beyond the limit', () => {
    const decision = plan(withImage('a:5', { revisionHistoryLimit: 3 }), historyOf(...five));
    expect(deleted(decision)).to.deep.equal([first, second]);
  });

  it('counts the new revision too', () => {
    const decision = plan(withImage('a:6', { revisionHistoryLimit: 5 }), historyOf(...five));
    expect(summary(decision)).to.deep.equal([`create ${nameFor(withImage('a:6'))}`, `delete ${String(first)}`]);
  });

  it('keeps ten when nothing is said', () => {
    const twelve = Array.from({ length: 12 }, (_, index) => withImage(`b:${index}`));
    expect(historyOf(...twelve)).to.have.length(10);
  });

  it('always keeps the one of the present spec', () => {
    for (const revisionHistoryLimit of [0, 1, -3]) {
      const after = withImage('a:5', { revisionHistoryLimit });
      expect(applyHistoryPlan(historyOf(...five), plan(after, historyOf(...five)))).to.have.length(1);
    }
  });

  it('keeps one that a pod holds, and deletes the next instead', () => {
    const limited = withImage('a:5', { revisionHistoryLimit: 3 });
    expect(deleted(plan(limited, historyOf(...five), [aPodThatHolds(first!)]))).to.deep.equal([second, third]);
  });

  it('keeps one that a pod holds without naming it: the pod was created before its revision', () => {
    const limited = withImage('a:5', { revisionHistoryLimit: 3 });
    const early = aPod('web', { injectedBy: withImage('a:1') });
    expect(deleted(plan(limited, historyOf(...five), [early]))).to.deep.equal([second, third]);
  });

  it('keeps one that injectionStrategy.revision names, by its name or as the newest of a custom version', () => {
    const byName = { revisionHistoryLimit: 3, injectionStrategy: { revision: { revisionName: first! } } };
    expect(deleted(plan(withImage('a:5', byName), historyOf(...five)))).to.deep.equal([second, third]);

    const byVersion = { revisionHistoryLimit: 1, injectionStrategy: { revision: { customVersion: 'v1' } } };
    const history = historyOf(
      withImage('a:1', { customVersion: 'v1' }),
      withImage('a:2', { customVersion: 'v1' }),
      withImage('a:3', { customVersion: 'v2' }),
    );
    expect(deleted(plan(withImage('a:3', byVersion), history))).to.deep.equal([first]);
  });

  it('keeps one that a rollout was rolled back to', () => {
    const failedUpdate = { specHash: 'h', action: 'Rollback', failingPods: 1, message: '', rolledBackTo: 'set-1' };
    const history = [aRevision('set-1', 1), aRevision('set-2', 2)];
    const present = { ...withImage('agent:3', { revisionHistoryLimit: 1 }), status: { failedUpdate } };
    expect(summary(plan(present, history)).filter(step => step.startsWith('delete'))).to.deep.equal(['delete set-2']);
  });

  it('deletes nothing but what it has read', () => {
    const old = aRevision('set-old', 1);
    const decision = plan(theSet({ revisionHistoryLimit: 1 }), [old]);
    expect(decision.steps.at(-1)).to.deep.equal({
      kind: 'delete',
      name: 'set-old',
      preconditions: { uid: 'uid-of-set-old', resourceVersion: '10' },
    });
  });
});

describe('planHistory: for any sequence of specs', () => {
  const aVersion = fc.record({
    image: fc.integer({ min: 0, max: 5 }),
    limit: fc.integer({ min: 0, max: 4 }),
    named: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
    held: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }),
  });
  const identity = ({ metadata, revision }: ControllerRevision): readonly unknown[] => [
    metadata?.name,
    metadata?.labels,
    revision,
  ];
  const imageOf = (index: number): string => `agent:${index}`;

  it('has distinct numbers, the present spec under the highest, keeps what is used and comes to rest', () => {
    fc.assert(
      fc.property(fc.array(aVersion, { maxLength: 12 }), versions => {
        let revisions: readonly ControllerRevision[] = [];
        for (const { image, limit, named, held } of versions) {
          const wanted = named === undefined ? {} : { revision: { revisionName: nameFor(withImage(imageOf(named))) } };
          const spec = { revisionHistoryLimit: limit, injectionStrategy: wanted };
          const sidecarSet = withImage(imageOf(image), spec);
          const pods = held.map(index => aPodThatHolds(nameFor(withImage(imageOf(index)))));
          const before = revisions;
          const decision = plan(sidecarSet, before, pods);
          revisions = applyHistoryPlan(before, decision);
          const byNumber = revisions.toSorted((a, b) => a.revision - b.revision);
          expect(decision.revisions.map(identity)).to.deep.equal(byNumber.map(identity));

          const numbers = revisions.map(({ revision }) => revision);
          const newest = revisions.find(({ revision }) => revision === Math.max(...numbers));
          expect(new Set(numbers).size).to.equal(numbers.length);
          expect(newest?.metadata?.name).to.equal(decision.latestRevision);
          expect(newest?.data).to.have.nested.property('spec.containers[0].image', imageOf(image));

          const left = new Set(revisions.map(({ metadata }) => metadata?.name));
          const used = [...held, ...(named === undefined ? [] : [named])].map(index =>
            nameFor(withImage(imageOf(index))),
          );
          for (const { metadata } of before.filter(one => used.includes(one.metadata?.name ?? ''))) {
            expect(left.has(metadata?.name)).to.equal(true);
          }
          expect(revisions.length).to.be.at.most(Math.max(1, limit) + new Set(used).size);
          expect(plan(sidecarSet, revisions, pods).steps).to.deep.equal([]);
        }
      }),
      { numRuns: 200 },
    );
  });
});
