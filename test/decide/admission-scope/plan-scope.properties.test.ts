import { expect } from 'chai';
import fc from 'fast-check';

import type { SidecarSet } from '../../../lib/api/sidecarset.generated.js';
import type { ScopeEntry, ScopeSettings } from '../../../lib/decide/admission-scope/plan-scope.js';
import { planScope } from '../../../lib/decide/admission-scope/plan-scope.js';
import { failurePolicyOf } from '../../../lib/decide/failure-policy.js';
import { chooseSidecarSets } from '../../../lib/decide/injection/choose-sidecarsets.js';
import { matchesLabels } from '../../../lib/decide/label-selector.js';
import { namespaceScope } from '../../../lib/decide/match.js';
import { aSidecarSet } from '../../build/a-sidecarset.js';
import type { AdmittedPod } from './admitted-pod.js';
import { isAsked } from './admitted-pod.js';
import { OWN, pods, sidecarSets } from './scope-arbitraries.js';

const settings = fc.record({
  ownNamespace: fc.constant(OWN),
  exemptNamespaces: fc.subarray(['bank', 'shop']),
  defaultFailurePolicy: fc.constantFrom('Ignore' as const, 'Fail' as const),
});

/** The SidecarSets that the injection itself would choose. */
function chosenFor(sets: readonly SidecarSet[], { labels = {}, ...place }: AdmittedPod, settings: ScopeSettings) {
  const snapshot = { pod: { metadata: { labels } }, ...place, sidecarSets: sets, scopeNamespaces: settings, now: '' };
  const { choices } = chooseSidecarSets(snapshot);
  const reasons = new Map(choices.map(({ sidecarSet, reason }) => [sidecarSet, reason]));
  return sets.filter(({ metadata }) =>
    ['selected', 'shadowed-by-canary'].includes(reasons.get(metadata?.name ?? '') ?? ''),
  );
}

const asked = (entries: readonly ScopeEntry[], pod: AdmittedPod): readonly ScopeEntry[] =>
  entries.filter(entry => isAsked(entry, pod));

describe('planScope, whatever the SidecarSets', () => {
  it('sends every pod that a SidecarSet would inject, to a webhook that refuses when one of them says so', () => {
    fc.assert(
      fc.property(sidecarSets, fc.array(pods, { minLength: 4, maxLength: 12 }), settings, (sets, some, choices) => {
        const { entries } = planScope(sets, choices);
        for (const pod of some) {
          const chosen = chosenFor(sets, pod, choices);
          if (chosen.length === 0) continue;
          const mayRefuse =
            pod.namespace !== OWN && chosen.some(set => failurePolicyOf(set, choices.defaultFailurePolicy) === 'Fail');
          const policies = asked(entries, pod).map(({ failurePolicy }) => failurePolicy);
          expect(policies, JSON.stringify({ pod, entries })).to.include(mayRefuse ? 'Fail' : 'Ignore');
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('sends no other pod where it says that its rules are exact, and none of its own namespace to be refused', () => {
    fc.assert(
      fc.property(sidecarSets, fc.array(pods, { minLength: 4, maxLength: 12 }), settings, (sets, some, choices) => {
        const { entries } = planScope(sets, choices);
        for (const pod of some) {
          const hits = asked(entries, pod);
          if (hits.some(({ failurePolicy }) => failurePolicy === 'Fail')) expect(pod.namespace).to.not.equal(OWN);
          if (!hits.some(({ reason }) => reason === 'exact')) continue;
          expect(chosenFor(sets, pod, choices), JSON.stringify({ pod, hits })).to.not.be.empty;
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('asks about a pod once, where no SidecarSet looks at the labels of Namespaces', () => {
    const byName = sidecarSets.map(sets =>
      sets.filter(set => namespaceScope(set).kind !== 'selected').map(set => ({ ...set })),
    );
    fc.assert(
      fc.property(byName, pods, settings, (sets, pod, choices) => {
        expect(asked(planScope(sets, choices).entries, pod)).to.have.length.at.most(1);
      }),
      { numRuns: 500 },
    );
  });

  it('says the same whatever the order of the SidecarSets', () => {
    fc.assert(
      fc.property(sidecarSets, settings, (sets, choices) => {
        expect(planScope(sets.toReversed(), choices).entries).to.deep.equal(planScope(sets, choices).entries);
      }),
      { numRuns: 300 },
    );
  });
});

describe('planScope for thousands of SidecarSets', () => {
  const CHOICES: ScopeSettings = { ownNamespace: OWN, exemptNamespaces: [], defaultFailurePolicy: 'Ignore' };
  const KINDS: Readonly<Record<string, (index: number) => SidecarSet>> = {
    'a value each of one label': index => aSet(index, { matchLabels: { app: `app-${String(index)}` } }),
    'two values each of two labels': index =>
      aSet(index, { matchLabels: { app: `app-${String(index)}`, tier: `tier-${String(index % 97)}` } }),
    'a label each of its own': index => aSet(index, { matchLabels: { [`label-${String(index)}`]: 'on' } }),
    'a label each that must not be there': index =>
      aSet(index, { matchExpressions: [{ key: `label-${String(index)}`, operator: 'DoesNotExist' }] }),
    'a namespace each': index => aSidecarSet({ namespace: `team-${String(index)}` }, { name: `set-${String(index)}` }),
    'a selector of namespaces each': index =>
      aSidecarSet(
        { namespaceSelector: { matchLabels: { [`team-${String(index)}`]: 'on' } } },
        { name: `set-${String(index)}` },
      ),
  };

  function aSet(index: number, selector: NonNullable<SidecarSet['spec']['selector']>): SidecarSet {
    return aSidecarSet({ selector }, { name: `set-${String(index)}` });
  }

  /** A pod that the SidecarSet of this number selects. */
  function podOf({ spec }: SidecarSet): AdmittedPod {
    const namespace = spec.namespace ?? 'shop';
    const namespaceLabels = {
      'kubernetes.io/metadata.name': namespace,
      ...(spec.namespaceSelector?.matchLabels as Record<string, string> | undefined),
    };
    return { namespace, namespaceLabels, labels: { ...(spec.selector.matchLabels as Record<string, string>) } };
  }

  for (const [what, make] of Object.entries(KINDS)) {
    it(`stays within the limits of the API server and loses no pod: ${what}`, () => {
      const sets = Array.from({ length: 5000 }, (_, index) => make(index));
      const { entries } = planScope(sets, CHOICES);
      expect(JSON.stringify(entries).length).to.be.below(100_000);
      expect(entries.map(({ matchConditions }) => matchConditions.length)).to.satisfy((counts: number[]) =>
        counts.every(count => count <= 64),
      );
      for (const set of [sets[0], sets[2500], sets[4999]]) {
        expect(asked(entries, podOf(set!)), JSON.stringify(entries).slice(0, 500)).to.not.be.empty;
      }
    });
  }

  it('asks for the key of a label whose values are too many to be listed, so that pods without it are free of us', () => {
    const sets = Array.from({ length: 5000 }, (_, index) => KINDS['a value each of one label']!(index));
    const { entries } = planScope(sets, CHOICES);
    const pod = { namespace: 'shop', namespaceLabels: { 'kubernetes.io/metadata.name': 'shop' } };
    expect(entries.map(({ reason }) => reason)).to.deep.equal(['by-label-key']);
    expect(asked(entries, { ...pod, labels: { other: 'a' } })).to.be.empty;
    expect(matchesLabels(entries[0]?.objectSelector, { app: 'x' })).to.be.true;
  });
});
