import { expect } from 'chai';

import { describeTransition, describeWave } from '../../controller/describe-transition.js';
import type { SidecarSetStatus } from '../../lib/api/sidecarset.generated.js';
import { aSidecarSet } from '../build/a-sidecarset.js';

type Condition = NonNullable<SidecarSetStatus['conditions']>[number];

const condition = (type: string, status: Condition['status'], reason: string): SidecarSetStatus => ({
  conditions: [{ type, status, reason, message: `${type} ${reason}`, lastTransitionTime: '2024-01-01T00:00:00Z' }],
});
const upgrading = condition('Progressing', 'True', 'Upgrading');
const complete = condition('Progressing', 'False', 'Complete');
const paused = condition('Progressing', 'False', 'Paused');
const stalled = condition('Stalled', 'True', 'ProgressDeadlineExceeded');
const onTime = condition('Stalled', 'False', 'WithinDeadline');
const cannot = (count: number): SidecarSetStatus => ({
  notUpgradable: { count, examples: count === 0 ? [] : [{ namespace: 'shop', name: 'web-0', reason: 'reshaped' }] },
});

function reasons(before: SidecarSetStatus, after: SidecarSetStatus): readonly string[] {
  const sidecarSet = { ...aSidecarSet({}, { uid: 'u' }), status: before };
  return describeTransition(sidecarSet, after).map(({ type, reason }) => `${type} ${reason}`);
}

describe('describeTransition', () => {
  it('tells the beginning and the end of a rollout, in the words of the condition', () => {
    expect(reasons({}, upgrading)).to.deep.equal(['Normal upgrading']);
    expect(reasons(complete, upgrading)).to.deep.equal(['Normal upgrading']);
    expect(reasons(upgrading, complete)).to.deep.equal(['Normal complete']);
    const [note] = describeTransition({ ...aSidecarSet({}, { uid: 'u' }), status: upgrading }, complete);
    expect(note?.message).to.equal('Progressing Complete');
    expect(note?.about).to.deep.equal({
      apiVersion: 'apps.kruise.io/v1beta1',
      kind: 'SidecarSet',
      name: 'set',
      uid: 'u',
    });
  });

  it('tells once that a rollout stalls, and which pods cannot be upgraded in place', () => {
    expect(reasons(onTime, stalled)).to.deep.equal(['Warning progress-deadline-exceeded']);
    const exhausted = condition('Stalled', 'True', 'DisruptionBudgetExhausted');
    expect(reasons(onTime, exhausted)).to.deep.equal(['Warning disruption-budget-exhausted']);
    expect(reasons(stalled, exhausted)).to.deep.equal([]);
    expect(reasons(cannot(0), cannot(2))).to.deep.equal(['Warning reshaped']);
    const [note] = describeTransition(aSidecarSet(), cannot(2));
    expect(note?.message).to.equal('2 pods cannot be upgraded in place and must be created anew: shop/web-0');
  });

  it('tells nothing of what stays as it is, or was never begun', () => {
    for (const status of [upgrading, complete, stalled, cannot(1)]) expect(reasons(status, status)).to.deep.equal([]);
    expect(reasons({}, complete)).to.deep.equal([]);
    expect(reasons(upgrading, paused)).to.deep.equal([]);
    expect(reasons(cannot(1), cannot(3))).to.deep.equal([]);
  });
});

describe('describeWave', () => {
  it('says how many pods are written to, and how many are held', () => {
    const { reason, message } = describeWave(aSidecarSet(), { upgrades: 3, held: 40 });
    expect([reason, message]).to.deep.equal(['wave', 'Writes to 3 pods now; 40 are held']);
  });
});
