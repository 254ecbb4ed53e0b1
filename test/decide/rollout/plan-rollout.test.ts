import { expect } from 'chai';

import type { Pod } from '../../../lib/api/kubernetes.generated.js';
import type { Sidecar, SidecarSet, UpdateStrategy } from '../../../lib/api/sidecarset.generated.js';
import { planRollout } from '../../../lib/decide/rollout/plan-rollout.js';
import type { RolloutPlan } from '../../../lib/decide/rollout/rollout-plan.js';
import { aPod } from '../../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';

const OLD = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] });
const RESHAPED = aSidecarSet({ containers: [aSidecar({ image: 'agent:1', args: ['-v'] })] });

function plan(strategy: UpdateStrategy, pods: readonly Pod[], set: Partial<SidecarSet> = {}): RolloutPlan {
  return planRollout({
    sidecarSet: { ...aSidecarSet({ updateStrategy: strategy }), ...set },
    pods,
    namespaces: { default: {} },
    now: '2024-05-01T12:00:00Z',
  });
}

const upgraded = ({ steps }: RolloutPlan): readonly string[] =>
  steps.filter(({ kind }) => kind !== 'mark-reshaped').map(({ name }) => name);
const held = (decision: RolloutPlan): Readonly<Record<string, string>> =>
  Object.fromEntries(decision.held.map(({ pod, reason }) => [pod.metadata!.name!, reason]));

const outdated = (name: string, facts: Parameters<typeof aPod>[1] = {}): Pod =>
  aPod(name, { injectedBy: OLD, ...facts });
const current = (name: string, facts: Parameters<typeof aPod>[1] = {}): Pod =>
  aPod(name, { injectedBy: aSidecarSet(), ...facts });

describe('planRollout: who is upgraded', () => {
  it('upgrades one of several ready pods when nothing else is said', () => {
    const decision = plan({}, [outdated('a'), outdated('b'), outdated('c')]);
    expect(upgraded(decision)).to.deep.equal(['a']);
    expect(held(decision)).to.deep.equal({ b: 'budget', c: 'budget' });
  });

  it('holds an outdated pod while an updated one is not ready', () => {
    const decision = plan({ maxUnavailable: 1 }, [current('a', { ready: false }), outdated('b')]);
    expect(upgraded(decision)).to.deep.equal([]);
    expect(held(decision)).to.deep.equal({ b: 'budget' });
  });

  it('holds an outdated pod while an updated one is ready but not settled', () => {
    const justPatched = current('a', {
      upgradedFrom: { agent: { imageID: 'sha256:of-agent:1', containerID: 'containerd://agent-0' } },
      statuses: { agent: { image: 'docker.io/library/agent:1', imageID: 'sha256:of-agent:1' } },
    });
    expect(held(plan({ maxUnavailable: 1 }, [justPatched, outdated('b')]))).to.deep.equal({ b: 'budget' });
  });

  it('goes on once the updated pod has restarted and is ready', () => {
    const done = current('a', {
      upgradedFrom: { agent: { imageID: 'sha256:of-agent:1', containerID: 'containerd://agent-before' } },
    });
    expect(upgraded(plan({ maxUnavailable: 1 }, [done, outdated('b')]))).to.deep.equal(['b']);
  });

  it('upgrades pods that are not ready whatever the budget', () => {
    const pods = [current('a', { ready: false }), outdated('b', { ready: false }), outdated('c')];
    const decision = plan({ maxUnavailable: 1 }, pods);
    expect(upgraded(decision)).to.deep.equal(['b']);
    expect(held(decision)).to.deep.equal({ c: 'budget' });
  });

  it('counts a pod that an earlier version of the rollout left unsettled against the budget', () => {
    const stuck = outdated('a', {
      ready: false,
      upgradedFrom: { agent: { imageID: 'sha256:of-agent:1', containerID: 'containerd://agent-0' } },
      statuses: { agent: { image: 'docker.io/library/agent:0', imageID: 'sha256:of-agent:1', ready: false } },
    });
    const decision = plan({ maxUnavailable: 1 }, [stuck, outdated('b')]);
    expect(upgraded(decision)).to.deep.equal(['a']);
    expect(held(decision)).to.deep.equal({ b: 'budget' });
  });

  it('counts a pod that an earlier version broke against the budget, though it is not to be upgraded itself', () => {
    const broken = outdated('a', {
      ready: false,
      upgradedFrom: { agent: { imageID: 'sha256:of-agent:0', containerID: 'containerd://agent-before' } },
    });
    const selector = { matchLabels: { ring: 'one' } };
    const decision = plan({ maxUnavailable: 1, selector }, [broken, outdated('b', { labels: { ring: 'one' } })]);
    expect(held(decision)).to.deep.equal({ a: 'not-selected', b: 'budget' });
  });

  it('does not count a pod whose app is down, while the sidecar that was upgraded once answers', () => {
    const appDown = outdated('a', {
      ready: false,
      upgradedFrom: { agent: { imageID: 'sha256:of-agent:0', containerID: 'containerd://agent-before' } },
      statuses: { agent: { ready: true } },
    });
    const selector = { matchLabels: { ring: 'one' } };
    const decision = plan({ maxUnavailable: 1, selector }, [appDown, outdated('b', { labels: { ring: 'one' } })]);
    expect(upgraded(decision)).to.deep.equal(['b']);
  });

  it('does not touch a ready pod whose earlier upgrade the kubelet has not begun', () => {
    const waiting = outdated('a', {
      upgradedFrom: { agent: { imageID: 'sha256:of-agent:0', containerID: 'containerd://agent-0' } },
      statuses: { agent: { image: 'docker.io/library/agent:0', imageID: 'sha256:of-agent:0' } },
    });
    const decision = plan({ maxUnavailable: 2 }, [waiting, outdated('b')]);
    expect(held(decision)).to.deep.equal({ a: 'in-flight' });
    expect(upgraded(decision)).to.deep.equal(['b']);
  });

  it('takes percentages of the matched pods, rounded up', () => {
    const pods = ['a', 'b', 'c', 'd', 'e'].map(name => outdated(name));
    expect(upgraded(plan({ maxUnavailable: '21%' }, pods))).to.have.length(2);
    expect(upgraded(plan({ maxUnavailable: '1%' }, pods))).to.have.length(1);
    expect(upgraded(plan({ maxUnavailable: '100%' }, pods))).to.have.length(5);
  });

  it('keeps as many pods old as the partition says', () => {
    const pods = ['a', 'b', 'c', 'd'].map(name => outdated(name));
    const decision = plan({ maxUnavailable: '100%', partition: 3 }, pods);
    expect(upgraded(decision)).to.deep.equal(['a']);
    expect(held(decision)).to.deep.equal({ b: 'partition', c: 'partition', d: 'partition' });
  });

  it('counts reshaped pods as kept', () => {
    const pods = [aPod('r', { injectedBy: RESHAPED }), outdated('a'), outdated('b')];
    const decision = plan({ maxUnavailable: '100%', partition: 1 }, pods);
    expect(upgraded(decision)).to.deep.equal(['a', 'b']);
    expect(held(decision)).to.deep.equal({ r: 'reshaped' });
  });

  it('upgrades only pods that the update selector matches', () => {
    const pods = [outdated('a', { labels: { ring: 'canary' } }), outdated('b')];
    const decision = plan({ maxUnavailable: 2, selector: { matchLabels: { ring: 'canary' } } }, pods);
    expect(upgraded(decision)).to.deep.equal(['a']);
    expect(held(decision)).to.deep.equal({ b: 'not-selected' });
  });

  it('writes to no pod while paused, and to none under NotUpdate', () => {
    expect(held(plan({ paused: true }, [outdated('a')]))).to.deep.equal({ a: 'paused' });
    expect(held(plan({ type: 'NotUpdate' }, [outdated('a')]))).to.deep.equal({ a: 'not-update' });
  });

  it('leaves out pods that are finished, going, not selected any more, or injected by another', () => {
    const pods = [
      outdated('done', { phase: 'Succeeded' }),
      outdated('failed', { phase: 'Failed' }),
      outdated('going', { deletionTimestamp: '2024-05-01T00:00:00Z' }),
      outdated('relabelled', { labels: { app: 'other' } }),
      aPod('plain'),
    ];
    const decision = plan({ maxUnavailable: '100%' }, pods);
    expect(upgraded(decision)).to.deep.equal([]);
    expect(decision.status?.matchedPods).to.equal(0);
  });

  it('begins with pods that serve least', () => {
    const pods = [
      outdated('longest', { readySince: '2024-01-01T00:00:00Z' }),
      outdated('shorter', { readySince: '2024-02-01T00:00:00Z' }),
      outdated('unready', { ready: false }),
      outdated('pending', { ready: false, phase: 'Pending' }),
      outdated('unscheduled', { ready: false, phase: 'Pending', nodeName: '' }),
      outdated('restarting', { ready: false, restartCount: 7 }),
    ];
    expect(upgraded(plan({ maxUnavailable: '100%' }, pods))).to.deep.equal([
      'unscheduled',
      'pending',
      'restarting',
      'unready',
      'shorter',
      'longest',
    ]);
  });

  it('spreads pods with a label over all of a rollout that goes pod by pod', () => {
    const labelled = ['a', 'b', 'c'];
    const facts = (name: string): Parameters<typeof aPod>[1] =>
      labelled.includes(name) ? { labels: { foo: 'bar' } } : {};
    const done: string[] = [];
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
    while (done.length < names.length) {
      const pods = names.map(name =>
        done.includes(name)
          ? current(name, { ...facts(name), upgradedFrom: { agent: { imageID: 'sha256:before' } } })
          : outdated(name, facts(name)),
      );
      done.push(...upgraded(plan({ maxUnavailable: 1, scatterStrategy: [{ key: 'foo', value: 'bar' }] }, pods)));
    }
    expect([done[0], done[5], done[9]]).to.deep.equal(labelled);
  });
});

describe('planRollout: the one write', () => {
  it('changes image, hash record and in-place state together, guarded by the version that was read', () => {
    const [step] = plan({}, [outdated('a')]).steps;
    const patch = step!.patch as {
      metadata: { resourceVersion: string; annotations: Record<string, string> };
      spec: unknown;
    };
    expect(patch.metadata.resourceVersion).to.equal('100');
    expect(patch.spec).to.deep.equal({ containers: [{ name: 'agent', image: 'agent:2' }] });
    const record = JSON.parse(patch.metadata.annotations['kruise.io/sidecarset-hash']!) as Record<
      string,
      { hash: string }
    >;
    const state = JSON.parse(patch.metadata.annotations['kruise.io/sidecarset-inplace-update-state']!) as Record<
      string,
      unknown
    >;
    expect(state['set']).to.deep.equal({
      revision: record['set']!.hash,
      updateTimestamp: '2024-05-01T12:00:00Z',
      lastContainerStatuses: { agent: { imageID: 'sha256:of-agent:1', containerID: 'containerd://agent-0' } },
    });
  });

  it('never names an app container', () => {
    const [step] = plan({}, [outdated('a')]).steps;
    expect(JSON.stringify(step!.patch)).not.to.include('"app"');
  });

  it('upgrades a native sidecar where it stands, among the init containers', () => {
    const native = (image: string): SidecarSet =>
      aSidecarSet({ containers: [], initContainers: [aSidecar({ image, restartPolicy: 'Always' })] });
    const [step] = planRollout({
      sidecarSet: native('agent:2'),
      pods: [aPod('a', { injectedBy: native('agent:1') })],
      namespaces: {},
      now: '2024-05-01T12:00:00Z',
    }).steps;
    expect(step!.patch['spec']).to.deep.equal({ initContainers: [{ name: 'agent', image: 'agent:2' }] });
  });

  it('names the sidecars in the order of the pod, whatever the order of the SidecarSet: the API server would move them', () => {
    const sidecars = (image: string): readonly Sidecar[] =>
      ['b', 'a', 'c'].map(name => aSidecar({ name, image, restartPolicy: 'Always' }));
    const set = (image: string): SidecarSet => aSidecarSet({ containers: [], initContainers: sidecars(image) });
    const pod = aPod('a', { injectedBy: set('agent:1') });
    const initContainers = pod.spec?.initContainers?.toSorted((a, b) => (a.name < b.name ? -1 : 1)) ?? [];
    const [step] = planRollout({
      sidecarSet: set('agent:2'),
      pods: [{ ...pod, spec: { ...pod.spec, containers: [], initContainers } }],
      namespaces: {},
      now: '2024-05-01T12:00:00Z',
    }).steps;
    expect(step!.patch['spec']).to.deep.equal({
      initContainers: ['a', 'b', 'c'].map(name => ({ name, image: 'agent:2' })),
    });
  });

  it('leaves a sidecar whose image stays as it is out of the write', () => {
    const two = (image: string): SidecarSet =>
      aSidecarSet({ containers: [aSidecar({ image }), aSidecar({ name: 'other', image: 'other:1' })] });
    const [step] = planRollout({
      sidecarSet: two('agent:2'),
      pods: [aPod('a', { injectedBy: two('agent:1') })],
      namespaces: {},
      now: '2024-05-01T12:00:00Z',
    }).steps;
    expect(step).to.deep.include({ kind: 'cold-upgrade', images: { agent: 'agent:2' } });
  });

  it('plans nothing and writes no status once everything is done', () => {
    const { status } = plan({}, [current('a')]);
    const done = plan({}, [current('a')], { status: status! });
    expect(done).to.deep.include({ steps: [], held: [], hotUpgrades: [], overdue: [] });
    expect(done).not.to.have.property('status');
  });
});

describe('planRollout: when an upgrade is over', () => {
  const unavailable = (facts: Parameters<typeof aPod>[1]): boolean =>
    held(plan({ maxUnavailable: 1 }, [current('a', facts), outdated('b')]))['b'] === 'budget';
  const before = { imageID: 'sha256:of-agent:1', containerID: 'containerd://agent-0' };

  it('is over with another container ID, though two tags share one image ID', () => {
    const statuses = {
      agent: { image: 'docker.io/library/agent:1', imageID: before.imageID, containerID: 'containerd://agent-1' },
    };
    expect(unavailable({ upgradedFrom: { agent: before }, statuses })).to.equal(false);
  });

  it('is over with another image ID, for a record that holds nothing else', () => {
    expect(unavailable({ upgradedFrom: { agent: { imageID: before.imageID } } })).to.equal(false);
  });

  it('is over when the kubelet reports the image by name, in its full form', () => {
    const statuses = { agent: { image: 'docker.io/library/agent:2', imageID: before.imageID } };
    expect(unavailable({ upgradedFrom: { agent: { imageID: before.imageID } }, statuses })).to.equal(false);
  });

  it('is not over while container, image ID and image are the recorded ones', () => {
    const statuses = { agent: { image: 'docker.io/library/agent:1', imageID: before.imageID } };
    expect(unavailable({ upgradedFrom: { agent: before }, statuses })).to.equal(true);
  });

  it('is not over before the kubelet has seen the write', () => {
    expect(unavailable({ upgradedFrom: { agent: { imageID: 'x' } }, generation: 3, seenGeneration: 2 })).to.equal(true);
    expect(unavailable({ upgradedFrom: { agent: { imageID: 'x' } }, generation: 3, seenGeneration: 3 })).to.equal(
      false,
    );
  });
});

describe('planRollout: status', () => {
  it('counts matched, updated, ready and both', () => {
    const decision = plan({ paused: true }, [
      current('a'),
      current('b', { ready: false }),
      outdated('c'),
      aPod('d', { injectedBy: RESHAPED, ready: false }),
    ]);
    expect(decision.status).to.include({
      observedGeneration: 1,
      matchedPods: 4,
      updatedPods: 2,
      readyPods: 2,
      updatedReadyPods: 1,
    });
  });

  it('tells a paused rollout, one under way and one that waits for a pod too long apart', () => {
    const stateOf = (decision: RolloutPlan): string | undefined =>
      decision.status?.conditions?.find(({ type }) => type === 'Progressing')?.reason;
    const stuck = current('a', { ready: false, upgradedFrom: { agent: { imageID: 'sha256:before' } } });
    expect(stateOf(plan({ paused: true }, [outdated('a')]))).to.equal('Paused');
    expect(stateOf(plan({}, [outdated('a')]))).to.equal('Upgrading');
    expect(stateOf(plan({ maxUnavailable: 1 }, [stuck, outdated('b')]))).to.equal('ProgressDeadlineExceeded');
  });

  it('asks to plan again when the pod that the rollout waits for will have been away too long', () => {
    const away = current('a', { ready: false, readySince: '2024-05-01T11:55:00Z' });
    expect(plan({ maxUnavailable: 1 }, [away, outdated('b')]).checkAgainAfterMs).to.equal(300_000);
    expect(plan({ maxUnavailable: 1 }, [current('a'), current('b')])).not.to.have.property('checkAgainAfterMs');
  });
});
