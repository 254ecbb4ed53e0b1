import { expect } from 'chai';

import type { Condition, Pod, PodDisruptionBudget } from '../../../lib/api/kubernetes.generated.js';
import { planRollout } from '../../../lib/decide/rollout/plan-rollout.js';
import type { RolloutPlan } from '../../../lib/decide/rollout/rollout-plan.js';
import type { PodFacts } from '../../build/a-pod.js';
import { aPod } from '../../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';

const OLD = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] });
const outdated = (name: string, facts: PodFacts = {}): Pod => aPod(name, { injectedBy: OLD, ...facts });

function aBudget(name: string, since = '2024-05-01T10:00:00Z', disruptionsAllowed = 0): PodDisruptionBudget {
  const status = disruptionsAllowed > 0 ? 'True' : 'False';
  return {
    metadata: { name, namespace: 'default', generation: 1 },
    spec: { selector: { matchLabels: { app: 'web' } } },
    status: {
      observedGeneration: 1,
      currentHealthy: 2,
      disruptionsAllowed,
      conditions: [
        { type: 'DisruptionAllowed', status, reason: 'InsufficientPods', message: '', lastTransitionTime: since },
      ],
    },
  };
}

/** A rollout that began at noon and has ten minutes. */
interface World {
  readonly pods?: readonly Pod[];
  readonly budgets?: readonly PodDisruptionBudget[];
  readonly now: string;
  readonly progressing?: Partial<Condition>;
  readonly respects?: boolean;
}

function plan({ pods = [outdated('a'), outdated('b')], budgets, now, progressing = {}, respects = true }: World) {
  const began: Condition = {
    ...{ type: 'Progressing', status: 'True', observedGeneration: 1, reason: 'Upgrading', message: '' },
    lastTransitionTime: '2024-05-01T12:00:00Z',
    ...progressing,
  };
  const asked = aSidecarSet({ updateStrategy: { maxUnavailable: '100%', respectPodDisruptionBudgets: respects } });
  return planRollout({
    sidecarSet: { ...asked, status: { conditions: [began] } },
    pods,
    namespaces: {},
    now,
    injectedPods: pods,
    disruptionBudgets: budgets ?? [aBudget('web')],
  });
}

function condition({ status }: RolloutPlan, type: string): string {
  const found = status?.conditions?.find(one => one.type === type);
  return `${found?.status ?? ''} ${found?.reason ?? ''}`;
}

const EARLY = '2024-05-01T12:09:59Z';
const LATE = '2024-05-01T12:10:00Z';

describe('a rollout that waits for a PodDisruptionBudget', () => {
  it('is stalled once nothing but the budget has held it for the deadline, and says which budget that is', () => {
    const early = plan({ now: EARLY });
    expect(condition(early, 'Progressing')).to.equal('True Upgrading');
    expect(early.checkAgainAfterMs).to.equal(1_000);
    const late = plan({ now: LATE, budgets: [aBudget('web'), aBudget('also')] });
    expect(condition(late, 'Stalled')).to.equal('True DisruptionBudgetExhausted');
    expect(condition(late, 'Progressing')).to.equal('False DisruptionBudgetExhausted');
    expect(late.status?.conditions?.find(({ type }) => type === 'Stalled')?.message).to.match(
      /^PodDisruptionBudget default\/also and 1 more allowed no disruption for 10 minutes; 2 pods wait for it\. /,
    );
    expect(late).not.to.have.property('checkAgainAfterMs');
  });

  it('stays stalled, and recovers by itself when the budget allows a disruption', () => {
    const progressing = { status: 'False', reason: 'DisruptionBudgetExhausted', lastTransitionTime: LATE } as const;
    expect(condition(plan({ now: '2024-05-01T12:10:01Z', progressing }), 'Stalled')).to.match(/^True/);
    const free = plan({ now: '2024-05-01T12:30:00Z', progressing, budgets: [aBudget('web', LATE, 1)] });
    expect(free.steps).to.have.length(1);
    expect(condition(free, 'Stalled')).to.equal('False WithinDeadline');
    expect(condition(free, 'Progressing')).to.equal('True Upgrading');
  });

  it('counts from the last upgrade, and from when the budget allowed one last', () => {
    const upgraded = aPod('c', {
      injectedBy: aSidecarSet(),
      upgradedFrom: { agent: { imageID: 'sha256:before' } },
    });
    expect(condition(plan({ now: LATE, budgets: [aBudget('web', '2024-05-01T12:00:01Z')] }), 'Stalled')).to.match(
      /^False/,
    );
    const just = { status: 'True', lastTransitionTime: '2023-12-31T23:50:00Z' } as const;
    const budgets = [aBudget('web', '2023-12-01T00:00:00Z')];
    // The upgrade was written at midnight.
    const facts = { pods: [upgraded, outdated('a')], budgets, progressing: just };
    expect(condition(plan({ ...facts, now: '2024-01-01T00:09:59Z' }), 'Stalled')).to.match(/^False/);
    expect(condition(plan({ ...facts, now: '2024-01-01T00:10:00Z' }), 'Stalled')).to.match(/^True/);
  });

  it('begins to count anew with another generation, or a rollout that was over', () => {
    const later = '2024-05-01T13:00:00Z';
    for (const progressing of [
      { observedGeneration: 0 },
      { status: 'False', reason: 'Complete' },
      { status: 'False', reason: 'DisruptionBudgetExhausted', observedGeneration: 0 },
    ] as const) {
      expect(condition(plan({ now: later, progressing }), 'Stalled'), JSON.stringify(progressing)).to.match(/^False/);
    }
  });

  it('is not stalled while anything else goes on, or budgets are not respected', () => {
    const budgets = [aBudget('web')];
    const elsewhere = outdated('c', { labels: { app: 'web' }, namespace: 'other' });
    expect(condition(plan({ now: LATE, budgets, pods: [outdated('a'), elsewhere] }), 'Stalled')).to.match(/^False/);
    expect(condition(plan({ now: LATE, budgets, respects: false }), 'Stalled')).to.match(/^False/);
    expect(condition(plan({ now: LATE, budgets: [] }), 'Stalled')).to.match(/^False/);
  });
});
