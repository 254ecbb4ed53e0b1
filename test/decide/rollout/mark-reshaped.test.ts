import { expect } from 'chai';

import type { Pod, PodCondition } from '../../../lib/api/kubernetes.generated.js';
import type { UpdateStrategy } from '../../../lib/api/sidecarset.generated.js';
import { planRollout } from '../../../lib/decide/rollout/plan-rollout.js';
import type { Step } from '../../../lib/decide/rollout/rollout-step.js';
import { aPod } from '../../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';

const NOON = '2024-05-01T12:00:00Z';
const EARLIER = '2024-04-01T12:00:00Z';

const OLD = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] });
const RESHAPED = aSidecarSet({ containers: [aSidecar({ args: ['-v'] })] });

const reshaped = (said?: Partial<PodCondition>): Pod => saying(aPod('a', { injectedBy: RESHAPED }), said);
const current = (said?: Partial<PodCondition>): Pod => saying(aPod('a', { injectedBy: aSidecarSet() }), said);
const outdated = (said?: Partial<PodCondition>): Pod => saying(aPod('a', { injectedBy: OLD }), said);

function saying(pod: Pod, said: Partial<PodCondition> | undefined): Pod {
  if (said === undefined) return pod;
  const condition = { type: 'SidecarSetUpgradable', status: 'False', lastTransitionTime: EARLIER, ...said };
  return { ...pod, status: { ...pod.status, conditions: [...(pod.status?.conditions ?? []), condition] } };
}

function stepsFor(pod: Pod, updateStrategy: UpdateStrategy = {}): readonly Step[] {
  return planRollout({
    sidecarSet: aSidecarSet({ updateStrategy }),
    pods: [pod],
    namespaces: { default: {} },
    now: NOON,
  }).steps;
}

function conditionFor(pod: Pod): PodCondition | undefined {
  const [step] = stepsFor(pod);
  const patch = step?.patch as { status?: { conditions: readonly PodCondition[] } } | undefined;
  return patch?.status?.conditions[0];
}

describe('planRollout: which pods it says it cannot upgrade', () => {
  it('marks a reshaped pod in one write on its status, guarded by the version that was read', () => {
    expect(stepsFor(reshaped())).to.deep.equal([
      {
        kind: 'mark-reshaped',
        namespace: 'default',
        name: 'a',
        upgradable: false,
        patch: {
          metadata: { resourceVersion: '100' },
          status: {
            conditions: [
              {
                type: 'SidecarSetUpgradable',
                status: 'False',
                reason: 'UpdateImmutableField',
                message: '{"set":false}',
                lastTransitionTime: NOON,
              },
            ],
          },
        },
      },
    ]);
  });

  it('writes nothing when the pod says so already', () => {
    expect(stepsFor(reshaped({ message: '{"set":false}' }))).to.deep.equal([]);
  });

  it('says true once the SidecarSet can upgrade the pod in place again', () => {
    expect(conditionFor(current({ message: '{"set":false}' }))).to.deep.equal({
      type: 'SidecarSetUpgradable',
      status: 'True',
      reason: 'AllSidecarsetUpgradable',
      message: '{"set":true}',
      lastTransitionTime: NOON,
    });
  });

  it('says nothing of a pod that never was reshaped', () => {
    expect(stepsFor(current())).to.deep.equal([]);
    expect(stepsFor(current({ message: '{"other":false}' }))).to.deep.equal([]);
    expect(stepsFor(current({ status: 'True', message: '{"set":true}' }))).to.deep.equal([]);
  });

  it('keeps what another SidecarSet says, and stays False while one of them cannot', () => {
    expect(conditionFor(current({ message: '{"zoo":false,"set":false}' }))).to.deep.include({
      status: 'False',
      reason: 'UpdateImmutableField',
      message: '{"set":true,"zoo":false}',
    });
    expect(conditionFor(reshaped({ status: 'True', message: '{"other":true}' }))).to.deep.include({
      status: 'False',
      message: '{"other":true,"set":false}',
    });
  });

  it('moves the time of transition only when the status changes', () => {
    expect(conditionFor(reshaped({ message: '{"other":false}' }))?.lastTransitionTime).to.equal(EARLIER);
    expect(conditionFor(reshaped({ status: 'True', message: '{}' }))?.lastTransitionTime).to.equal(NOON);
  });

  for (const message of ['', 'not JSON', '[]', '{"set":"no"}', 'null']) {
    it(`writes the condition anew when its message is ${JSON.stringify(message)}`, () => {
      expect(conditionFor(reshaped({ message }))?.message).to.equal('{"set":false}');
    });
  }

  it('upgrades first and takes the mark back afterwards, so that a pod has one write at a time', () => {
    expect(stepsFor(outdated({ message: '{"set":false}' })).map(({ kind }) => kind)).to.deep.equal(['cold-upgrade']);
  });

  it('writes to no pod while paused, and to none under NotUpdate', () => {
    expect(stepsFor(reshaped(), { paused: true })).to.deep.equal([]);
    expect(stepsFor(reshaped(), { type: 'NotUpdate' })).to.deep.equal([]);
  });
});
