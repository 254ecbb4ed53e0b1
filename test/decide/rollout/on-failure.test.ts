import { expect } from 'chai';

import type { Pod } from '../../../lib/api/kubernetes.generated.js';
import type { FailedUpdate, SidecarSet, UpdateStrategy } from '../../../lib/api/sidecarset.generated.js';
import { hashSidecarSet } from '../../../lib/decide/hash.js';
import { planRollout } from '../../../lib/decide/rollout/plan-rollout.js';
import type { RolloutPlan } from '../../../lib/decide/rollout/rollout-plan.js';
import type { PodFacts } from '../../build/a-pod.js';
import { aPod } from '../../build/a-pod.js';
import { aRevision } from '../../build/a-revision.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';

const withImage = (
  image: string,
  updateStrategy: UpdateStrategy = {},
  status: SidecarSet['status'] = {},
): SidecarSet => ({
  ...aSidecarSet({ containers: [aSidecar({ image })], updateStrategy }, { uid: 'uid-of-set' }),
  status,
});
const hashOf = (image: string): string => hashSidecarSet(withImage(image)).specHash;
const revision = (name: string, number: number, image: string): ReturnType<typeof aRevision> =>
  aRevision(name, number, { data: { spec: { $patch: 'replace', containers: [aSidecar({ image })] } } });
const REVISIONS = [revision('set-1', 1, 'agent:1'), revision('set-2', 2, 'agent:2'), revision('set-3', 3, 'agent:bad')];

const pod = (name: string, image: string, facts: PodFacts = {}): Pod =>
  aPod(name, { injectedBy: withImage(image), ...facts });
const crashing = (name: string): Pod =>
  pod(name, 'agent:bad', {
    ready: false,
    upgradedFrom: { agent: { imageID: 'sha256:of-agent:2', containerID: 'containerd://agent-before' } },
    statuses: { agent: { ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } } },
  });

function plan(
  onFailure: UpdateStrategy['onFailure'],
  pods: readonly Pod[],
  more: { status?: SidecarSet['status']; strategy?: UpdateStrategy } = {},
): RolloutPlan {
  const strategy: UpdateStrategy = {
    maxUnavailable: '100%',
    ...more.strategy,
    ...(onFailure === undefined ? {} : { onFailure }),
  };
  return planRollout({
    sidecarSet: withImage('agent:bad', strategy, more.status),
    pods,
    namespaces: {},
    history: { latestRevision: 'set-3', collisionCount: 0, revisions: REVISIONS },
    now: '2024-01-01T00:00:20Z',
  });
}

const heldIn = ({ held }: RolloutPlan): Readonly<Record<string, string>> =>
  Object.fromEntries(held.map(({ pod: { metadata }, reason }) => [metadata!.name!, reason]));
const imagesIn = ({ steps }: RolloutPlan): Readonly<Record<string, string>> =>
  Object.fromEntries(steps.map(step => [step.name, 'images' in step ? step.images['agent']! : '']));
const conditionIn = ({ status }: RolloutPlan, type: string): string => {
  const condition = status?.conditions?.find(one => one.type === type);
  return `${condition?.status ?? ''} ${condition?.reason ?? ''}`;
};

describe('onFailure: Continue, or none', () => {
  it('goes on within the limits', () => {
    for (const policy of [undefined, { action: 'Continue' } as const]) {
      const decision = plan(policy, [crashing('a'), pod('b', 'agent:2')]);
      expect(imagesIn(decision)).to.deep.equal({ b: 'agent:bad' });
      expect(decision.status).not.to.have.property('failedUpdate');
    }
  });
});

describe('onFailure: Pause', () => {
  it('holds every other pod, notes why, and says so in the conditions', () => {
    const decision = plan({ action: 'Pause' }, [
      crashing('a'),
      pod('b', 'agent:2'),
      pod('c', 'agent:2', { ready: false }),
    ]);
    expect(decision.steps).to.deep.equal([]);
    expect(heldIn(decision)).to.deep.equal({ b: 'failing-updates', c: 'failing-updates' });
    expect(decision.newFailure).to.deep.equal({
      specHash: hashOf('agent:bad'),
      action: 'Pause',
      failingPods: 1,
      message: 'Pod default/a: crash-loop: agent: CrashLoopBackOff',
    });
    expect(decision.status?.failedUpdate).to.deep.equal(decision.newFailure);
    expect(conditionIn(decision, 'Progressing')).to.equal('False FailingUpdates');
    expect(conditionIn(decision, 'Stalled')).to.equal('True FailingUpdates');
  });

  it('waits until so many pods fail as the threshold says', () => {
    const pods = [crashing('a'), pod('b', 'agent:2'), pod('c', 'agent:2')];
    expect(plan({ action: 'Pause', threshold: 2 }, pods).steps).to.have.length(2);
    expect(plan({ action: 'Pause', threshold: '67%' }, pods).steps).to.have.length(2);
    expect(plan({ action: 'Pause', threshold: 2 }, [...pods, crashing('d')]).steps).to.have.length(0);
    expect(plan({ action: 'Pause', threshold: '34%' }, [...pods, crashing('d')]).steps).to.have.length(0);
  });

  it('does not go on because a crashing container runs for a moment', () => {
    const stored = plan({ action: 'Pause' }, [crashing('a'), pod('b', 'agent:2')]).status;
    const later = plan({ action: 'Pause' }, [pod('a', 'agent:bad'), pod('b', 'agent:2')], { status: stored });
    expect(heldIn(later)).to.deep.equal({ b: 'failing-updates' });
    expect(later).not.to.have.property('newFailure');
  });

  it('goes on, and forgets, once the sidecars or onFailure change', () => {
    const pods = [crashing('a'), pod('b', 'agent:2')];
    const stored = plan({ action: 'Pause' }, pods).status;
    const raised = plan({ action: 'Pause', threshold: 2 }, pods, { status: stored });
    expect(imagesIn(raised)).to.deep.equal({ b: 'agent:bad' });
    expect(raised.status).not.to.have.property('failedUpdate');
    const mended = planRollout({
      sidecarSet: withImage('agent:good', { onFailure: { action: 'Pause' } }, stored),
      pods,
      namespaces: {},
      now: '2024-01-01T00:00:20Z',
    });
    expect(imagesIn(mended)).to.deep.equal({ a: 'agent:good' });
    expect(mended.status).not.to.have.property('failedUpdate');
  });

  it('does not judge while the rollout is paused by hand', () => {
    const decision = plan({ action: 'Pause' }, [crashing('a'), pod('b', 'agent:2')], { strategy: { paused: true } });
    expect(heldIn(decision)).to.deep.equal({ b: 'paused' });
    expect(decision).not.to.have.property('newFailure');
  });

  it('writes nothing more once everything is said', () => {
    const pods = [crashing('a'), pod('b', 'agent:2')];
    const { status } = plan({ action: 'Pause' }, pods);
    const again = plan({ action: 'Pause' }, pods, { status });
    expect(again.steps).to.deep.equal([]);
    expect(again).not.to.have.property('status');
  });
});

describe('onFailure: Rollback', () => {
  const ROLLBACK = { action: 'Rollback' } as const;
  const pods = [crashing('a'), pod('b', 'agent:2'), pod('c', 'agent:1')];
  const noted = (): SidecarSet['status'] => plan(ROLLBACK, pods).status;

  it('first notes where it goes, and writes to no pod before that is stored', () => {
    const decision = plan(ROLLBACK, pods);
    expect(decision.steps).to.deep.equal([]);
    expect(decision.status?.failedUpdate).to.include({ action: 'Rollback', rolledBackTo: 'set-2' });
  });

  it('then gives failed pods the earlier sidecars back, with their record, and leaves the others as they are', () => {
    const decision = plan(ROLLBACK, pods, { status: noted() });
    expect(imagesIn(decision)).to.deep.equal({ a: 'agent:2' });
    expect(heldIn(decision)).to.deep.equal({ b: 'rolled-back', c: 'rolled-back' });
    const { annotations } = decision.steps[0]!.patch['metadata'] as { annotations: Record<string, string> };
    const records = JSON.parse(annotations['kruise.io/sidecarset-hash']!) as Record<string, unknown>;
    expect(records['set']).to.include({ hash: hashOf('agent:2'), controllerRevision: 'set-2' });
    expect(conditionIn(decision, 'Progressing')).to.equal('True RollingBack');
    expect(conditionIn(decision, 'Stalled')).to.equal('False RollingBack');
  });

  it('stays where it went, though no pod fails any more', () => {
    const status = noted();
    const back = [pod('a', 'agent:2'), pod('b', 'agent:2'), pod('c', 'agent:1')];
    const decision = plan(ROLLBACK, back, { status });
    expect(decision.steps).to.deep.equal([]);
    expect(heldIn(decision)).to.deep.equal({ a: 'rolled-back', b: 'rolled-back', c: 'rolled-back' });
    expect(decision.status).to.include({ matchedPods: 3, updatedPods: 0 });
    expect(conditionIn(decision, 'Stalled')).to.equal('True RolledBack');
  });

  it('keeps to maxUnavailable for failed pods that are ready, whatever the partition', () => {
    const ready = [pod('a', 'agent:bad'), pod('d', 'agent:bad'), pod('b', 'agent:2')];
    const decision = plan(ROLLBACK, ready, { status: noted(), strategy: { maxUnavailable: 1, partition: 3 } });
    expect(imagesIn(decision)).to.deep.equal({ a: 'agent:2' });
    expect(heldIn(decision)).to.include({ d: 'budget', b: 'rolled-back' });
  });

  it('goes to the newest revision that a pod serves with, else to the one before', () => {
    const goes = (all: readonly Pod[]): string | undefined => plan(ROLLBACK, all).status?.failedUpdate?.rolledBackTo;
    expect(goes([crashing('a'), pod('c', 'agent:1')])).to.equal('set-1');
    expect(goes([crashing('a'), pod('b', 'agent:2', { ready: false }), pod('c', 'agent:1')])).to.equal('set-1');
    expect(goes([crashing('a')])).to.equal('set-2');
  });

  it('pauses when there is no revision of this shape to go back to', () => {
    const shaped: FailedUpdate | undefined = planRollout({
      sidecarSet: withImage('agent:bad', { onFailure: ROLLBACK }),
      pods,
      namespaces: {},
      history: {
        latestRevision: 'set-3',
        collisionCount: 0,
        revisions: [
          aRevision('set-0', 1, { data: { spec: { containers: [aSidecar({ args: ['-v'] })] } } }),
          REVISIONS[2]!,
        ],
      },
      now: '2024-01-01T00:00:20Z',
    }).status?.failedUpdate;
    expect(shaped).to.include({ action: 'Rollback' }).and.not.have.property('rolledBackTo');
    const decision = plan(ROLLBACK, pods, { status: { failedUpdate: shaped! } });
    expect(decision.steps).to.deep.equal([]);
    expect(heldIn(decision)).to.deep.equal({ b: 'failing-updates', c: 'failing-updates' });
  });

  it('writes to no pod while the rollout is paused by hand', () => {
    expect(plan(ROLLBACK, pods, { status: noted(), strategy: { paused: true } }).steps).to.deep.equal([]);
  });
});
