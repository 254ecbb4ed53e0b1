import { expect } from 'chai';
import fc from 'fast-check';

import type { Condition } from '../../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../../lib/api/sidecarset.generated.js';
import type { HotUpgrade } from '../../../lib/decide/rollout/hot-progress.js';
import type { KeepReason, Standing } from '../../../lib/decide/rollout/rollout-standing.js';
import type { PodCounts } from '../../../lib/decide/rollout/status-conditions.js';
import { conditionsOf } from '../../../lib/decide/rollout/status-conditions.js';
import { aSidecarSet } from '../../build/a-sidecarset.js';

const NOW = '2024-05-01T12:00:00Z';
const BEFORE = '2024-04-01T00:00:00Z';
const DONE: PodCounts = { matchedPods: 5, updatedPods: 5, readyPods: 5 };
const AT_REST: Standing = { unfinishedCount: 0, kept: [], overdueCount: 0 };

function conditions({
  spec = {},
  counts = {},
  standing = {},
  overdue = [],
  stored = [],
}: {
  readonly spec?: Partial<SidecarSet['spec']>;
  readonly counts?: Partial<PodCounts>;
  readonly standing?: Partial<Standing>;
  readonly overdue?: readonly HotUpgrade[];
  readonly stored?: readonly Condition[];
} = {}): readonly Condition[] {
  const sidecarSet = { ...aSidecarSet(spec, { generation: 7 }), status: { conditions: stored } };
  return conditionsOf({
    sidecarSet,
    counts: { ...DONE, ...counts },
    standing: { ...AT_REST, ...standing },
    overdue,
    now: NOW,
  });
}

/** `Type=Status Reason` of each. */
const inShort = (all: readonly Condition[]): readonly string[] =>
  all.map(({ type, status, reason }) => `${type}=${status} ${reason}`);
const find = (all: readonly Condition[], type: string): Condition => all.find(condition => condition.type === type)!;

describe('conditionsOf: each state of a rollout', () => {
  it('says that a finished rollout is complete', () => {
    expect(inShort(conditions())).to.deep.equal([
      'Progressing=False Complete',
      'Reconciling=False Complete',
      'Stalled=False WithinDeadline',
      'Available=True EnoughPodsReady',
      'Paused=False NotPaused',
    ]);
    expect(find(conditions(), 'Progressing').message).to.equal('5 of 5 pods are updated');
  });

  it('progresses while upgrades are not finished', () => {
    const all = conditions({ counts: { updatedPods: 1 }, standing: { unfinishedCount: 4 } });
    expect(inShort(all)).to.include.members(['Progressing=True Upgrading', 'Reconciling=True Upgrading']);
    expect(find(all, 'Progressing').message).to.equal('1 of 5 pods is updated; 4 not finished');
  });

  it('rests with the reason that keeps most pods, and names them all', () => {
    const kept = [
      { reason: 'partition', count: 2 },
      { reason: 'reshaped', count: 1 },
    ] as const;
    const all = conditions({ counts: { updatedPods: 2 }, standing: { kept } });
    expect(inShort(all)).to.include.members(['Progressing=False Partition', 'Stalled=False WithinDeadline']);
    expect(find(all, 'Progressing').message).to.equal(
      '2 of 5 pods are updated; 2 kept old because of updateStrategy.partition; ' +
        '1 kept old because more than images changed: they need to be created anew',
    );
  });

  it('is stalled, and not reconciling any more, once everything waits for overdue pods', () => {
    const all = conditions({ counts: { updatedPods: 2 }, standing: { unfinishedCount: 3, overdueCount: 1 } });
    expect(inShort(all)).to.include.members([
      'Progressing=False ProgressDeadlineExceeded',
      'Reconciling=False ProgressDeadlineExceeded',
      'Stalled=True ProgressDeadlineExceeded',
    ]);
    expect(find(all, 'Stalled').message).to.equal('1 pod has not been ready for 10 minutes; 3 not finished');
  });

  it('is stalled by one hot upgrade that stays in a phase, and says which, where and what it waits for', () => {
    const upgrade = (name: string): HotUpgrade => ({
      pod: { metadata: { namespace: 'shop', name } },
      sidecar: 'mesh',
      phase: 'migrate',
      active: 'mesh-2',
      idle: 'mesh-1',
      waitsFor: ['mesh-2', 'app'],
    });
    const overdue = ['web-1', 'web-2', 'web-3'].map(upgrade);
    const all = conditions({ counts: { updatedPods: 3 }, standing: { unfinishedCount: 4 }, overdue });
    expect(inShort(all)).to.include.members([
      'Progressing=False HotUpgradeOverdue',
      'Reconciling=False HotUpgradeOverdue',
      'Stalled=True HotUpgradeOverdue',
    ]);
    expect(find(all, 'Progressing').message).to.equal('3 of 5 pods are updated; 4 not finished');
    expect(find(all, 'Stalled').message).to.equal(
      'In shop/web-1, for 10 minutes now, mesh is in phase migrate: mesh-2 takes over from mesh-1; ' +
        'before mesh-1 is emptied, mesh-2 and app must be ready; and 2 more',
    );
  });

  it('has nothing to do for a SidecarSet that no pod holds', () => {
    const all = conditions({ counts: { matchedPods: 0, updatedPods: 0, readyPods: 0 } });
    expect(inShort(all)).to.include.members(['Progressing=False NoPods', 'Available=True NoPods']);
  });

  it('is available while no more pods are unready than maxUnavailable allows', () => {
    const available = (readyPods: number, maxUnavailable: number | `${number}%`): string =>
      find(conditions({ spec: { updateStrategy: { maxUnavailable } }, counts: { readyPods } }), 'Available').status;
    expect([available(4, 1), available(3, 1), available(3, '40%'), available(2, '40%')]).to.deep.equal([
      'True',
      'False',
      'True',
      'False',
    ]);
  });

  it('says what is paused: the rollout, the injection, or both', () => {
    const paused = (spec: Partial<SidecarSet['spec']>): Condition => find(conditions({ spec }), 'Paused');
    const updateStrategy = { paused: true };
    const injectionStrategy = { paused: true };
    expect(paused({ updateStrategy })).to.include({ status: 'True', reason: 'Paused' });
    expect(paused({ injectionStrategy })).to.include({ status: 'True', reason: 'InjectionPaused' });
    expect(paused({ updateStrategy, injectionStrategy }).message).to.equal(
      'Neither new pods are injected nor old ones upgraded',
    );
  });
});

describe('conditionsOf: the rules of Kubernetes', () => {
  it('says which generation it is about', () => {
    expect(conditions().map(({ observedGeneration }) => observedGeneration)).to.deep.equal([7, 7, 7, 7, 7]);
  });

  it('stamps a condition when its status changes, not when its words do', () => {
    const stored = conditions().map(condition => ({ ...condition, lastTransitionTime: BEFORE }));
    const kept = [{ reason: 'partition', count: 1 }] as const;
    const reworded = conditions({ standing: { kept }, stored });
    expect(find(reworded, 'Progressing')).to.include({ reason: 'Partition', lastTransitionTime: BEFORE });
    const begun = conditions({ standing: { unfinishedCount: 1 }, stored });
    expect(find(begun, 'Progressing').lastTransitionTime).to.equal(NOW);
    expect(find(begun, 'Available').lastTransitionTime).to.equal(BEFORE);
  });

  it('leaves the conditions of others as they are', () => {
    const theirs = { type: 'Approved', status: 'True', reason: 'ByHand', message: '', lastTransitionTime: BEFORE };
    expect(conditions({ stored: [theirs] }).at(-1)).to.deep.equal(theirs);
    expect(conditions({ stored: conditions({ stored: [theirs] }) })).to.have.length(6);
  });

  it('keeps to what the API server and kstatus ask for, whatever the standing', () => {
    const reasons: readonly KeepReason[] = ['paused', 'not-update', 'partition', 'not-selected', 'reshaped'];
    const kept = fc.subarray([...reasons]).map(some => some.map(reason => ({ reason, count: 1 })));
    const numbers = fc.record({ unfinishedCount: fc.nat(9), overdueCount: fc.nat(9), kept });
    fc.assert(
      fc.property(numbers, standing => {
        const all = conditions({ standing });
        for (const { reason, message, status } of all) {
          expect(reason).to.match(/^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/);
          expect(message).not.to.equal('');
          expect(status).to.be.oneOf(['True', 'False']);
        }
        const stalled = find(all, 'Stalled').status === 'True';
        expect(find(all, 'Reconciling').status === 'True' && stalled).to.equal(false);
        expect(stalled).to.equal(standing.overdueCount > 0);
      }),
    );
  });
});
