import { expect } from 'chai';
import fc from 'fast-check';
import type { LabelSelector } from '../../../lib/api/kubernetes.generated.js';
import type { SidecarSet, SidecarSetSpec } from '../../../lib/api/sidecarset.generated.js';
import { CandidateIndex } from '../../../lib/decide/injection/candidate-index.js';
import { injectPod } from '../../../lib/decide/injection/inject-pod.js';
import type { InjectionSnapshot } from '../../../lib/decide/injection/injection-snapshot.js';
import { selectsPod } from '../../../lib/decide/match.js';
import { aSidecar } from '../../build/a-sidecarset.js';

const POD = { labels: { app: 'web', tier: 'front' }, namespace: 'shop' };

function aSet(name: string, spec: Partial<SidecarSetSpec> = {}, annotations: Record<string, string> = {}): SidecarSet {
  return {
    metadata: { name, annotations },
    spec: { selector: { matchLabels: { app: 'web' } }, containers: [aSidecar({ name: `c-${name}` })], ...spec },
  };
}

function indexOf(...sidecarSets: readonly SidecarSet[]): CandidateIndex {
  const index = new CandidateIndex();
  for (const sidecarSet of sidecarSets) index.put(sidecarSet);
  return index;
}

function namesOf(sidecarSets: readonly SidecarSet[]): readonly string[] {
  return sidecarSets.map(({ metadata }) => metadata?.name ?? '').toSorted();
}

describe('CandidateIndex', () => {
  it('finds a SidecarSet by a label that it demands', () => {
    const index = indexOf(aSet('web'), aSet('db', { selector: { matchLabels: { app: 'db' } } }));
    expect(namesOf(index.candidates(POD))).to.deep.equal(['web']);
  });

  it('forgets what was removed, and what was there before a change', () => {
    const index = indexOf(aSet('a'), aSet('b'));
    index.remove('a');
    index.put(aSet('b', { selector: { matchLabels: { app: 'db' } } }));
    index.remove('never-there');
    expect(index.candidates(POD)).to.deep.equal([]);
    expect(namesOf(index.candidates({ ...POD, labels: { app: 'db' } }))).to.deep.equal(['b']);
  });

  it('finds by namespace, by the labels of the namespace, and by a label that only has to be there', () => {
    const exists = { matchExpressions: [{ key: 'tier', operator: 'Exists' }] };
    const index = indexOf(
      aSet('here', { namespace: 'shop' }),
      aSet('elsewhere', { namespace: 'bank' }),
      aSet('team', { namespaceSelector: { matchLabels: { team: 'a' } } }),
      aSet('other-team', { namespaceSelector: { matchLabels: { team: 'b' } } }),
      aSet('tier', { selector: exists }),
    );
    const found = index.candidates({ ...POD, namespaceLabels: { team: 'a' } });
    expect(namesOf(found)).to.deep.equal(['here', 'team', 'tier']);
  });

  it('always tries a SidecarSet that demands nothing, only forbids', () => {
    const selector = { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['db'] }] };
    expect(namesOf(indexOf(aSet('all', { selector })).candidates({ labels: {}, namespace: 'x' }))).to.deep.equal([
      'all',
    ]);
  });

  it('never tries one whose selector can match nothing', () => {
    const selector = { matchExpressions: [{ key: 'app', operator: 'In', values: [] }] };
    expect(indexOf(aSet('none', { selector })).candidates(POD)).to.deep.equal([]);
  });

  it('files under the rarest demand, so that a label that all of them share costs nothing', () => {
    const sets = Array.from({ length: 1000 }, (_, at) =>
      aSet(`set-${at}`, { selector: { matchLabels: { app: 'web', version: `v${at}` } } }),
    );
    const found = indexOf(...sets).candidates({ ...POD, labels: { app: 'web', version: 'v7' } });
    expect(found.length).to.be.at.most(2);
    expect(namesOf(found)).to.include('set-7');
  });

  it('tells apart SidecarSets that differ in their namespaces only', () => {
    const sets = Array.from({ length: 1000 }, (_, at) =>
      at % 2 === 0
        ? aSet(`set-${at}`, { namespace: `ns-${at}` })
        : aSet(`set-${at}`, { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': `ns-${at}` } } }),
    );
    const index = indexOf(...sets);
    const found = index.candidates({
      ...POD,
      namespace: 'ns-7',
      namespaceLabels: { 'kubernetes.io/metadata.name': 'ns-7' },
    });
    expect(namesOf(found)).to.deep.equal(['set-7']);
  });

  it('takes a selector with very many values for one that takes any', () => {
    const values = Array.from({ length: 1000 }, (_, at) => `v${at}`);
    const selector = { matchExpressions: [{ key: 'app', operator: 'In', values }] };
    const index = indexOf(aSet('many', { selector }));
    expect(namesOf(index.candidates({ ...POD, labels: { app: 'v999' } }))).to.deep.equal(['many']);
  });

  it('knows whether anybody asks for the labels of namespaces', () => {
    const index = indexOf(aSet('plain'));
    expect(index.readsNamespaceLabels).to.equal(false);
    index.put(aSet('asking', { namespaceSelector: { matchLabels: { team: 'a' } } }));
    expect(index.readsNamespaceLabels).to.equal(true);
    index.remove('asking');
    expect(index.readsNamespaceLabels).to.equal(false);
  });

  describe('compared with trying every SidecarSet', () => {
    const key = fc.constantFrom('app', 'tier', 'team', '__proto__', '');
    const value = fc.constantFrom('a', 'b', 'c', '');
    const odd = fc.oneof(value, value, fc.constantFrom<unknown>(1, null, true));
    const labels = fc.dictionary(key, value, { maxKeys: 4 });
    const requirement = fc.record({
      key,
      operator: fc.constantFrom('In', 'In', 'NotIn', 'Exists', 'DoesNotExist', 'Nonsense'),
      values: fc.oneof(fc.array(odd, { maxLength: 3 }), fc.constant([])),
    });
    const selector = fc.record(
      { matchLabels: labels, matchExpressions: fc.array(requirement, { maxLength: 2 }) },
      { requiredKeys: [] },
    ) as fc.Arbitrary<LabelSelector>;
    const namespace = fc.constantFrom('shop', 'bank', 'kube-system');
    const spec = fc.record(
      {
        selector,
        namespace: fc.oneof(namespace, fc.constant('')),
        namespaceSelector: selector,
        injectionStrategy: fc.record({ paused: fc.boolean() }),
      },
      { requiredKeys: ['selector'] },
    );
    const name = fc.integer({ min: 0, max: 7 }).map(at => `set-${at}`);
    const canary = fc.oneof(
      fc.constant({}),
      name.map(base => ({
        'apps.kruise.io/sidecarset-canary': 'true',
        'apps.kruise.io/sidecarset-base': base,
      })),
    );
    const anySet = fc.tuple(name, spec, canary).map(([of, fields, annotations]) => aSet(of, fields, annotations));
    const anyPod = fc.record({ labels, namespace, namespaceLabels: labels }, { requiredKeys: ['labels', 'namespace'] });
    /** Puts and removals, one after the other. */
    const history = fc.array(fc.oneof(anySet, anySet, anySet, name), { maxLength: 20 });

    function replay(changes: readonly (SidecarSet | string)[]): {
      readonly index: CandidateIndex;
      readonly all: readonly SidecarSet[];
    } {
      const index = new CandidateIndex();
      const all = new Map<string, SidecarSet>();
      for (const change of changes) {
        if (typeof change === 'string') {
          index.remove(change);
          all.delete(change);
        } else {
          index.put(change);
          all.set(change.metadata?.name ?? '', change);
        }
      }
      return { index, all: [...all.values()] };
    }

    it('holds every SidecarSet that selects the pod, whatever was put in and taken out before', () => {
      fc.assert(
        fc.property(history, anyPod, (changes, pod) => {
          const { index, all } = replay(changes);
          const found = index.candidates(pod);
          expect(new Set(found).size).to.equal(found.length);
          expect(all).to.include.members([...found]);
          const selecting = all.filter(sidecarSet => selectsPod({ sidecarSet, ...pod }).selected);
          expect(found).to.include.members(selecting);
        }),
        { numRuns: 500 },
      );
    });

    it('leads to the same decision, canaries and pauses among them', () => {
      fc.assert(
        fc.property(history, anyPod, (changes, { labels: podLabels, ...rest }) => {
          const { index, all } = replay(changes);
          const pod = { metadata: { name: 'p', labels: podLabels }, spec: { containers: [{ name: 'app' }] } };
          const snapshot: Omit<InjectionSnapshot, 'sidecarSets'> = { pod, now: '2024-01-01T00:00:00Z', ...rest };
          const candidates = index.candidates({ labels: podLabels, ...rest });
          const full = injectPod({ ...snapshot, sidecarSets: all });
          const indexed = injectPod({ ...snapshot, sidecarSets: candidates });
          const tried = new Set(namesOf(candidates));
          const choices = full.choices.filter(({ sidecarSet }) => tried.has(sidecarSet));
          expect(indexed).to.deep.equal({ ...full, choices });
          expect(full.choices.filter(({ sidecarSet, chosen }) => chosen && !tried.has(sidecarSet))).to.deep.equal([]);
        }),
        { numRuns: 300 },
      );
    });
  });
});
