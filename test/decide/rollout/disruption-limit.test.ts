import { expect } from 'chai';
import fc from 'fast-check';

import type { Pod, PodDisruptionBudget } from '../../../lib/api/kubernetes.generated.js';
import { planRollout } from '../../../lib/decide/rollout/plan-rollout.js';
import type { RolloutPlan } from '../../../lib/decide/rollout/rollout-plan.js';
import type { PodFacts } from '../../build/a-pod.js';
import { aPod } from '../../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';

const OLD = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] });
const PRESENT = aSidecarSet({ updateStrategy: { maxUnavailable: '100%', respectPodDisruptionBudgets: true } });
/** Written to, and the kubelet has not begun: the pod is ready, and will not be. */
const JUST_WRITTEN: PodFacts = {
  upgradedFrom: { agent: { imageID: 'sha256:of-agent:1', containerID: 'containerd://agent-0' } },
  statuses: { agent: { image: 'docker.io/library/agent:1', imageID: 'sha256:of-agent:1' } },
};
/** The kubelet is at it. */
const AWAY: PodFacts = {
  upgradedFrom: { agent: { imageID: 'sha256:of-agent:1', containerID: 'containerd://agent-before' } },
  ready: false,
};

const outdated = (name: string, facts: PodFacts = {}): Pod => aPod(name, { injectedBy: OLD, ...facts });
const current = (name: string, facts: PodFacts = {}): Pod => aPod(name, { injectedBy: PRESENT, ...facts });

function aBudget(
  status: PodDisruptionBudget['status'],
  { selector = { matchLabels: { app: 'web' } }, ...metadata }: Record<string, unknown> = {},
): PodDisruptionBudget {
  return {
    metadata: { name: 'budget', namespace: 'default', generation: 1, ...metadata },
    spec: { selector: selector as { matchLabels: Record<string, string> } },
    ...(status === undefined ? {} : { status: { observedGeneration: 1, ...status } }),
  };
}

function planUpgrade(
  pods: readonly Pod[],
  budgets: readonly PodDisruptionBudget[] | undefined,
  others: readonly Pod[] = [],
): RolloutPlan {
  return planRollout({
    sidecarSet: PRESENT,
    pods,
    namespaces: {},
    now: '2024-05-01T12:00:00Z',
    injectedPods: [...pods, ...others],
    ...(budgets === undefined ? {} : { disruptionBudgets: budgets }),
  });
}

function upgraded(...world: Parameters<typeof planUpgrade>): readonly string[] {
  const { steps, held } = planUpgrade(...world);
  for (const { reason } of held) expect(reason).to.equal('disruption-budget');
  return steps.map(({ name }) => name);
}

const three = [outdated('a'), outdated('b'), outdated('c')];
const says = (disruptionsAllowed: number, currentHealthy: number): PodDisruptionBudget =>
  aBudget({ disruptionsAllowed, currentHealthy });

describe('respectPodDisruptionBudgets', () => {
  it('takes as many pods as the budget allows', () => {
    expect(upgraded(three, [says(1, 3)])).to.deep.equal(['a']);
    expect(upgraded(three, [says(2, 3)])).to.deep.equal(['a', 'b']);
    expect(upgraded(three, [says(0, 3)])).to.deep.equal([]);
  });

  it('asks every budget that selects a pod, and no other', () => {
    const tight = aBudget({ disruptionsAllowed: 0, currentHealthy: 1 }, { selector: { matchLabels: { tier: 'db' } } });
    const pods = [outdated('a', { labels: { tier: 'db' } }), outdated('b')];
    expect(upgraded(pods, [says(2, 2), tight])).to.deep.equal(['b']);
    expect(upgraded(three, [aBudget({ disruptionsAllowed: 0 }, { namespace: 'other' })])).to.have.length(3);
  });

  it('takes an empty selector for every pod of the namespace, and none for no pod', () => {
    expect(upgraded(three, [aBudget({ disruptionsAllowed: 0, currentHealthy: 3 }, { selector: {} })])).to.have.length(
      0,
    );
    expect(upgraded(three, [{ metadata: { name: 'x', namespace: 'default' }, spec: {} }])).to.have.length(3);
  });

  it('upgrades a pod that is not ready whatever the budget: nothing is lost by it', () => {
    expect(upgraded([outdated('a', { ready: false }), outdated('b')], [says(0, 1)])).to.deep.equal(['a']);
  });

  it('takes nothing while the budgets are not known, or say nothing about their present spec', () => {
    expect(upgraded(three, undefined)).to.deep.equal([]);
    expect(upgraded(three, [aBudget(undefined)])).to.deep.equal([]);
    expect(upgraded(three, [aBudget({ disruptionsAllowed: 3, currentHealthy: 3 }, { generation: 2 })])).to.deep.equal(
      [],
    );
  });

  it('takes everything where there is no budget', () => {
    expect(upgraded(three, [])).to.have.length(3);
  });

  it('counts a pod that it has written to and that is still ready', () => {
    expect(upgraded([current('a', JUST_WRITTEN), outdated('b')], [says(1, 2)])).to.deep.equal([]);
    expect(upgraded([current('a', JUST_WRITTEN), outdated('b')], [says(2, 2)])).to.deep.equal(['b']);
  });

  it('counts a pod that became unready after the last count of the budget, and no longer once that has seen it', () => {
    const pods = [current('a', AWAY), outdated('b'), outdated('c')];
    expect(upgraded(pods, [says(1, 3)])).to.deep.equal([]);
    expect(upgraded(pods, [says(1, 2)])).to.deep.equal(['b']);
  });

  it('counts a pod that it has taken and that somebody deletes, until the budget has seen it go', () => {
    for (const facts of [AWAY, JUST_WRITTEN]) {
      const leaving = current('a', { ...facts, deletionTimestamp: '2024-05-01T12:00:30Z' });
      const pods = [leaving, outdated('b'), outdated('c')];
      expect(upgraded(pods, [says(1, 3)])).to.deep.equal([]);
      expect(upgraded(pods, [says(1, 2)])).to.deep.equal(['b']);
    }
  });

  it('looks again when such a pod should be gone long since, and then counts it no more: its node does not answer', () => {
    const leavingAt = (deletionTimestamp: string): readonly Pod[] => [
      current('a', { ...AWAY, deletionTimestamp }),
      outdated('b'),
      outdated('c'),
    ];
    expect(planUpgrade(leavingAt('2024-05-01T11:59:40Z'), [says(1, 3)]).checkAgainAfterMs).to.equal(10_000);
    expect(upgraded(leavingAt('2024-05-01T11:59:31Z'), [says(1, 3)])).to.deep.equal([]);
    expect(upgraded(leavingAt('2024-05-01T11:59:30Z'), [says(1, 3)])).to.deep.equal(['b']);
  });

  it('counts what the upgrade of another SidecarSet has taken', () => {
    const other = aSidecarSet({ containers: [aSidecar({ image: 'other:2' })] }, { name: 'other' });
    const taken = aPod('z', {
      injectedBy: other,
      upgradedFrom: { agent: { imageID: 'sha256:of-other:1', containerID: 'containerd://agent-0' } },
      statuses: { agent: { image: 'docker.io/library/other:1', imageID: 'sha256:of-other:1' } },
    });
    expect(upgraded([outdated('a')], [says(1, 2)], [taken])).to.deep.equal([]);
    expect(upgraded([outdated('a')], [says(1, 2)], [aPod('z', { injectedBy: other })])).to.deep.equal(['a']);
  });

  it('never takes more than a budget allows that has yet to count what was taken', () => {
    const states: readonly ((name: string) => Pod)[] = [
      name => outdated(name),
      name => outdated(name, { ready: false }),
      name => current(name),
      name => current(name, JUST_WRITTEN),
      name => current(name, AWAY),
    ];
    fc.assert(
      fc.property(
        fc.array(fc.nat(states.length - 1), { maxLength: 12 }),
        fc.nat(12),
        fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
        (kinds, desiredHealthy, seen) => {
          const pods = kinds.map((kind, index) => states[kind]!(`p${String(index)}`));
          const serves = (pod: Pod): boolean => pod.status!.conditions![0]!.status === 'True';
          // The budget has seen some of the pods go that are away, and believes the others healthy.
          const currentHealthy = pods.filter(
            (pod, index) => serves(pod) || (kinds[index] === 4 && !seen[index]!),
          ).length;
          const disruptionsAllowed = Math.max(0, currentHealthy - desiredHealthy);
          const taken = upgraded(pods, [says(disruptionsAllowed, currentHealthy)]);
          const goes = (pod: Pod, index: number): boolean => kinds[index] === 3 || taken.includes(pod.metadata!.name!);
          const left = pods.filter((pod, index) => serves(pod) && !goes(pod, index)).length;
          const takesReady = pods.some((pod, index) => kinds[index] === 0 && taken.includes(pod.metadata!.name!));
          if (takesReady) expect(left).to.be.at.least(desiredHealthy);
        },
      ),
    );
  });
});
