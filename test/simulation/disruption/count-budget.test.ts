import { expect } from 'chai';
import type { Pod, PodDisruptionBudget } from '../../../lib/api/kubernetes.generated.js';
import { isReady } from '../world/pod-facts.js';
import type { BudgetCount } from './count-budget.js';
import { countBudget, selectsForBudget } from './count-budget.js';

type Spec = NonNullable<PodDisruptionBudget['spec']>;

const WEB = { matchLabels: { app: 'web' } };

function aBudget(spec: Spec): PodDisruptionBudget {
  return { metadata: { namespace: 'default', name: 'web' }, spec: { selector: WEB, ...spec } };
}

function aPod(name: string, { owner = 'one', ready = true, app = 'web', namespace = 'default' } = {}): Pod {
  const references = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: owner, uid: owner, controller: true };
  return {
    metadata: {
      ...{ namespace, name, uid: name, labels: { app } },
      ...(owner === '' ? {} : { ownerReferences: [references] }),
    },
    status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
}

describe('countBudget', () => {
  const pods = [aPod('a'), aPod('b'), aPod('c', { ready: false }), aPod('d', { owner: '' }), aPod('e', { app: 'db' })];
  const count = (spec: Spec): BudgetCount => countBudget(aBudget(spec), pods, isReady);
  const counts = (expectedPods: number, desiredHealthy: number, disruptionsAllowed: number): BudgetCount => ({
    ...{ expectedPods, desiredHealthy, disruptionsAllowed },
    currentHealthy: 3,
  });

  it('takes a number that has to be available as it stands, and counts every pod', () => {
    expect(count({ minAvailable: 2 })).to.deep.equal(counts(4, 2, 1));
    expect(count({ minAvailable: 9 })).to.deep.equal(counts(4, 9, 0));
  });

  it('takes shares and what may be unavailable of what controllers want, which pods of other labels belong to', () => {
    expect(count({ minAvailable: '50%' })).to.deep.equal(counts(4, 2, 1));
    expect(count({ maxUnavailable: 1 })).to.deep.equal(counts(4, 3, 0));
    expect(count({ maxUnavailable: '30%' })).to.deep.equal(counts(4, 2, 1));
    expect(count({ maxUnavailable: 9 })).to.deep.equal(counts(4, 0, 3));
  });

  it('allows nothing where nothing is expected', () => {
    const lonely = countBudget(aBudget({ maxUnavailable: 1 }), [aPod('d', { owner: '' })], isReady);
    expect(lonely).to.deep.equal({ expectedPods: 0, currentHealthy: 1, desiredHealthy: 0, disruptionsAllowed: 0 });
  });

  it('counts no pod that is being deleted', () => {
    const leaving = { ...pods[0], metadata: { ...pods[0]?.metadata, deletionTimestamp: '2024-01-01T00:00:00Z' } };
    expect(countBudget(aBudget({ minAvailable: 1 }), [leaving], isReady).currentHealthy).to.equal(0);
  });
});

describe('selectsForBudget', () => {
  it('selects within the namespace: with an empty selector everything, without one nothing', () => {
    const [near, far] = [aPod('a'), aPod('a', { namespace: 'team-a' })];
    const all = aBudget({ selector: {} });
    expect([selectsForBudget(all, near), selectsForBudget(all, far)]).to.deep.equal([true, false]);
    expect(selectsForBudget({ metadata: { namespace: 'default' }, spec: {} }, near)).to.equal(false);
  });
});
