import { expect } from 'chai';

import type { SidecarSetSpec } from '../../../lib/api/sidecarset.generated.js';
import type { ScopePlan, ScopeSettings } from '../../../lib/decide/admission-scope/plan-scope.js';
import { planScope } from '../../../lib/decide/admission-scope/plan-scope.js';
import { aSidecarSet } from '../../build/a-sidecarset.js';
import { OWN } from './scope-arbitraries.js';

const NAME = 'kubernetes.io/metadata.name';
const FAIL = { injectionStrategy: { failurePolicy: 'Fail' } } as const;

function planFor(specs: readonly Partial<SidecarSetSpec>[], settings: Partial<ScopeSettings> = {}): ScopePlan {
  const sets = specs.map((spec, index) => aSidecarSet(spec, { name: `set-${String(index)}` }));
  return planScope(sets, { ownNamespace: OWN, exemptNamespaces: [], defaultFailurePolicy: 'Ignore', ...settings });
}

const app = (value: string): Pick<SidecarSetSpec, 'selector'> => ({ selector: { matchLabels: { app: value } } });
const ORDINARY = { matchExpressions: [{ key: NAME, operator: 'NotIn', values: ['kube-public', 'kube-system', OWN] }] };

describe('planScope', () => {
  it('asks nobody about anything while there is no SidecarSet', () => {
    expect(planFor([])).to.deep.equal({ entries: [], outside: {} });
  });

  it('says a single SidecarSet by selectors alone', () => {
    expect(planFor([app('web')]).entries).to.deep.equal([
      {
        failurePolicy: 'Ignore',
        namespaceSelector: ORDINARY,
        objectSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
        matchConditions: [],
        reason: 'exact',
      },
    ]);
  });

  it('makes one rule of SidecarSets that differ in the value of one label', () => {
    const [entry, ...others] = planFor([app('web'), app('db')]).entries;
    expect(others).to.be.empty;
    expect(entry?.objectSelector).to.deep.equal({
      matchExpressions: [{ key: 'app', operator: 'In', values: ['db', 'web'] }],
    });
    expect(entry?.matchConditions).to.be.empty;
  });

  it('says what has nothing in common in a condition', () => {
    const [entry] = planFor([app('web'), { selector: { matchLabels: { tier: 'db' } }, namespace: 'bank' }]).entries;
    expect(entry?.objectSelector).to.deep.equal({});
    expect(entry?.matchConditions).to.deep.equal([
      {
        name: 'selected-by-a-sidecarset',
        expression:
          `(!(request.namespace in ['kube-public', 'kube-system', '${OWN}']) && has(object.metadata.labels) && 'app' in object.metadata.labels && object.metadata.labels['app'] == 'web')` +
          ' || ' +
          "(request.namespace == 'bank' && has(object.metadata.labels) && 'tier' in object.metadata.labels && object.metadata.labels['tier'] == 'db')",
      },
    ]);
  });

  it('gives SidecarSets that ask for labels of the Namespace a webhook with that selector', () => {
    const mesh = { ...app('web'), namespaceSelector: { matchLabels: { mesh: 'on' } } };
    const { entries } = planFor([app('db'), mesh]);
    expect(entries.map(({ namespaceSelector }) => namespaceSelector)).to.deep.equal([
      ORDINARY,
      { matchExpressions: [{ key: 'mesh', operator: 'In', values: ['on'] }] },
    ]);
    expect(entries.map(({ reason }) => reason)).to.deep.equal(['exact', 'exact']);
  });

  it('admits that it is not exact when there are more selectors of namespaces than webhooks for them', () => {
    const teams = ['a', 'b', 'c', 'd', 'e'].map(team => ({ namespaceSelector: { matchLabels: { team } } }));
    expect(planFor(teams.slice(1)).entries.map(({ reason }) => reason)).to.deep.equal(Array(4).fill('exact'));
    const [entry, ...others] = planFor(teams).entries;
    expect(others).to.be.empty;
    expect(entry).to.include({ reason: 'by-selector' });
    expect(entry?.namespaceSelector).to.deep.equal({
      matchExpressions: [{ key: 'team', operator: 'In', values: ['a', 'b', 'c', 'd', 'e'] }],
    });
  });

  it('sends a pod of a Fail set to a webhook that refuses, and not to the other one too', () => {
    const [failing, ignoring] = planFor([
      { ...app('web'), ...FAIL },
      { selector: { matchLabels: { tier: 'front' } } },
    ]).entries;
    expect(failing).to.include({ failurePolicy: 'Fail' });
    expect(ignoring).to.include({ failurePolicy: 'Ignore' });
    expect(ignoring?.matchConditions).to.have.length(1);
    expect(ignoring?.matchConditions[0]).to.have.property('name', 'not-sent-as-fail');
    expect(ignoring?.matchConditions[0]?.expression).to.match(/^!\(.*object\.metadata\.labels\['app'\] == 'web'\)$/);
  });

  it('takes the operator’s default for SidecarSets that say nothing', () => {
    const { entries } = planFor([app('web')], { defaultFailurePolicy: 'Fail' });
    expect(entries.map(({ failurePolicy }) => failurePolicy)).to.deep.equal(['Fail']);
  });

  it('reaches into kube-system when a SidecarSet asks for it, and nowhere else then', () => {
    const [entry] = planFor([{ namespace: 'kube-system' }]).entries;
    expect(entry?.namespaceSelector).to.deep.equal({
      matchExpressions: [{ key: NAME, operator: 'In', values: ['kube-system'] }],
    });
  });

  it('never refuses in the operator’s own namespace, so that it can come back', () => {
    const { entries } = planFor([{ namespace: OWN, ...FAIL }]);
    expect(entries.map(({ failurePolicy }) => failurePolicy)).to.deep.equal(['Ignore']);
  });

  it('keeps out of namespaces that the administrator has exempted, also when they are asked for', () => {
    expect(planFor([{ namespace: 'bank' }], { exemptNamespaces: ['bank'] })).to.deep.equal({
      entries: [],
      outside: { 'set-0': 'selects-nothing' },
    });
  });

  it('sends no pods for SidecarSets that are paused, being deleted, or can select nothing', () => {
    const sets = [
      aSidecarSet({ injectionStrategy: { paused: true } }, { name: 'paused' }),
      aSidecarSet({}, { name: 'deleted', deletionTimestamp: '2024-01-01T00:00:00Z' }),
      aSidecarSet({ selector: {} }, { name: 'empty' }),
      aSidecarSet(
        { selector: { matchLabels: { app: 'a' }, matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } },
        { name: 'contradictory' },
      ),
    ];
    const settings = { ownNamespace: OWN, exemptNamespaces: [], defaultFailurePolicy: 'Fail' } as const;
    expect(planScope(sets, settings)).to.deep.equal({
      entries: [],
      outside: {
        paused: 'injection-paused',
        deleted: 'being-deleted',
        empty: 'selects-nothing',
        contradictory: 'selects-nothing',
      },
    });
  });

  it('leaves out what the API server would refuse in a selector, so that one bad SidecarSet spoils no other', () => {
    const bad = { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['not a value!'] }] };
    const [entry] = planFor([{ selector: { matchLabels: { 'bad key': 'x' } } }, { selector: bad }]).entries;
    expect(entry?.objectSelector).to.deep.equal({});
  });
});
