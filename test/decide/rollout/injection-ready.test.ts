import { expect } from 'chai';

import type { Condition } from '../../../lib/api/kubernetes.generated.js';
import type { Coverage } from '../../../lib/decide/admission-scope/coverage.js';
import { conditionsOf } from '../../../lib/decide/rollout/status-conditions.js';
import { aSidecarSet } from '../../build/a-sidecarset.js';

const COVERED: Coverage = {
  uid: 'uid-of-set',
  generation: 7,
  covered: true,
  reason: 'covered',
  message: 'New pods are injected',
};
const OLD: Condition = {
  type: 'InjectionReady',
  status: 'True',
  observedGeneration: 6,
  reason: 'Covered',
  message: 'then',
  lastTransitionTime: '2024-04-01T00:00:00Z',
};

function injectionReady(coverage: Coverage | undefined, stored: readonly Condition[] = []): Condition | undefined {
  const conditions = conditionsOf({
    sidecarSet: { ...aSidecarSet({}, { generation: 7 }), status: { conditions: stored } },
    counts: { matchedPods: 1, updatedPods: 1, readyPods: 1 },
    standing: { unfinishedCount: 0, kept: [], overdueCount: 0 },
    overdue: [],
    ...(coverage === undefined ? {} : { coverage }),
    now: '2024-05-01T12:00:00Z',
  });
  return conditions.find(({ type }) => type === 'InjectionReady');
}

describe('the condition InjectionReady', () => {
  it('holds once the webhooks cover this generation of the SidecarSet', () => {
    expect(injectionReady(COVERED)).to.deep.equal({
      type: 'InjectionReady',
      status: 'True',
      observedGeneration: 7,
      reason: 'Covered',
      message: 'New pods are injected',
      lastTransitionTime: '2024-05-01T12:00:00Z',
    });
  });

  it('does not hold while they cannot be written, and says why', () => {
    const coverage: Coverage = { ...COVERED, covered: false, reason: 'scope-not-written', message: 'etcd is away' };
    expect(injectionReady(coverage)).to.include({
      status: 'False',
      reason: 'ScopeNotWritten',
      message: 'etcd is away',
    });
  });

  it('stays as it is stored, about the generation before, while nothing is known of this one', () => {
    expect(injectionReady(undefined)).to.equal(undefined);
    expect(injectionReady(undefined, [OLD])).to.deep.equal(OLD);
    expect(injectionReady(COVERED, [OLD])).to.include({
      observedGeneration: 7,
      lastTransitionTime: OLD.lastTransitionTime,
    });
  });
});
