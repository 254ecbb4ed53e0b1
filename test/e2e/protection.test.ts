import { expect } from 'chai';

import type { Event, Pod } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSetStatus, UpdateStrategy } from '../../lib/api/sidecarset.generated.js';
import { waitFor } from '../cluster/wait-for.js';
import { imageOf, isAvailable, runs } from '../operator/pod-history.js';
import type { Room } from './operated-cluster.js';
import { aDeployment, openRoom } from './operated-cluster.js';

const sidecars = (image: string): { readonly containers: { name: string; image: string; command: string[] }[] } => ({
  containers: [{ name: 'agent', image, command: ['sleep', '999d'] }],
});

describe('a rollout that is kept from harm, on a real cluster', () => {
  let room: Room;

  beforeEach(async () => {
    room = await openRoom();
  });

  afterEach(() => room.leave());

  const ask = (image: string, updateStrategy: UpdateStrategy = {}): Promise<void> =>
    room.apply({ ...sidecars(image), updateStrategy });
  const everyPodRuns = (image: string, count = 3): Promise<void> =>
    room.pods.until(
      `${String(count)} pods that run ${image}`,
      all => all.length === count && all.every(pod => runs(pod, 'agent', image)),
    );
  const begin = async (image: string, ...deployments: readonly string[]): Promise<void> => {
    await ask(image);
    for (const name of deployments) await room.cluster.kubectl.apply(aDeployment(name, room.namespace, 3));
    await everyPodRuns(image, 3 * deployments.length);
    room.pods.begin();
  };
  const askedFor = (image: string): readonly Pod[] => room.pods.pods().filter(pod => imageOf(pod, 'agent') === image);
  const eventsOf = async (reason: string): Promise<readonly Event[]> => {
    const args = ['events', '--all-namespaces', '--field-selector', `reason=${reason}`];
    const { items } = await room.cluster.kubectl.get<{ items: readonly Event[] }>(...args);
    return items;
  };

  it('waits for the PodDisruptionBudget, and takes no more pods than it allows', async () => {
    await begin('centos:6.7', 'web');
    const budget = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace: room.namespace },
      spec: { minAvailable: 3, selector: { matchLabels: { of: 'web' } } },
    };
    await room.cluster.kubectl.apply(budget);
    const respecting = { respectPodDisruptionBudgets: true, progressDeadlineSeconds: 15 };
    await ask('centos:7', { maxUnavailable: '100%', ...respecting });
    await room.untilStatus('that pods wait', status =>
      (status.conditions ?? []).some(({ type, message }) => type === 'Progressing' && /3 not finished/.test(message)),
    );
    const stall = ({ conditions = [] }: SidecarSetStatus): string | undefined => {
      const { reason, message } = conditions.find(({ type, status }) => type === 'Stalled' && status === 'True') ?? {};
      return reason === 'DisruptionBudgetExhausted' ? message : undefined;
    };
    await room.untilStatus('that the budget stalls the rollout', status => stall(status) !== undefined);
    expect(stall(await room.status())).to.match(new RegExp(`^PodDisruptionBudget ${room.namespace}/web allowed no`));
    expect(await eventsOf('disruption-budget-exhausted')).not.to.have.length(0);
    expect(askedFor('centos:7')).to.have.length(0);
    await room.cluster.kubectl.apply({ ...budget, spec: { ...budget.spec, minAvailable: 2 } });
    await everyPodRuns('centos:7');
    await room.untilStatus('that it goes on by itself', status => stall(status) === undefined);
    expect(room.pods.mostUnavailable(), 'pods not available at one moment').to.equal(1);
  });

  it('takes one pod of each workload at a time', async () => {
    await begin('centos:6.7', 'web', 'db');
    let most = 0;
    room.pods.onChange(() => {
      for (const workload of ['web', 'db']) {
        const its = room.pods.pods().filter(({ metadata }) => metadata?.labels?.['of'] === workload);
        most = Math.max(most, its.filter(pod => !isAvailable(pod)).length);
      }
    });
    await ask('centos:7', { maxUnavailable: '100%', maxUnavailablePerWorkload: 1 });
    await everyPodRuns('centos:7', 6);
    expect(most, 'pods of one workload not available at one moment').to.equal(1);
    expect(room.pods.mostUnavailable(), 'both workloads at the same time').to.equal(2);
  });

  it('pauses when the image cannot be pulled, and goes on with a good one', async () => {
    await begin('centos:6.7', 'web');
    await ask('centos:broken', { maxUnavailable: 2, onFailure: { action: 'Pause', threshold: '34%' } });
    await room.untilStatus('what failed', ({ failedUpdate }) => failedUpdate !== undefined);
    const { failedUpdate, conditions = [] } = await room.status();
    expect(failedUpdate).to.include({ action: 'Pause', threshold: '34%', failingPods: 2 });
    expect(failedUpdate?.message).to.match(/image-pull: agent: (ErrImagePull|ImagePullBackOff)/);
    expect(conditions.find(({ type }) => type === 'Stalled')).to.include({ status: 'True', reason: 'FailingUpdates' });
    expect(await eventsOf('failing-updates')).not.to.have.length(0);
    expect(askedFor('centos:6.7')).to.have.length(1);
    await ask('centos:7', { maxUnavailable: 2, onFailure: { action: 'Pause', threshold: '34%' } });
    await everyPodRuns('centos:7');
    await room.untilStatus('that nothing failed', status => status.failedUpdate === undefined);
    expect(room.pods.mostUnavailable()).to.be.at.most(2);
  });

  it('rolls back when the sidecar crashes, gives new pods the earlier one too, and stays there', async function () {
    if (!room.cluster.realNode) this.skip();
    await begin('centos:6.7', 'web');
    const crashes = [{ name: 'agent', image: 'centos:crashing', command: ['sleep', '999d'] }];
    await room.cluster.pushImage({ reference: 'centos:crashing', files: { '/bin/sleep': '#!/bin/sh\nexit 1\n' } });
    const updateStrategy = { maxUnavailable: 1, onFailure: { action: 'Rollback' } } as const;
    await room.apply({ containers: crashes, updateStrategy });
    await room.untilStatus('what it goes back to', ({ failedUpdate }) => failedUpdate?.rolledBackTo !== undefined);
    await everyPodRuns('centos:6.7');
    await room.untilStatus(
      'that no pod holds it',
      ({ updatedPods, readyPods }) => updatedPods === 0 && readyPods === 3,
    );
    await room.cluster.kubectl('scale', 'deployment', 'web', '--replicas=4', '-n', room.namespace);
    await everyPodRuns('centos:6.7', 4);
    const { failedUpdate, conditions = [] } = await room.status();
    expect(failedUpdate?.message).to.include('crash-loop');
    expect(conditions.find(({ type }) => type === 'Stalled')).to.include({ status: 'True', reason: 'RolledBack' });
    await ask('centos:7', updateStrategy);
    await everyPodRuns('centos:7', 4);
  });

  it('goes on past a pod that a policy protects, and says so on the pod', async () => {
    await begin('centos:6.7', 'web');
    const [frozen] = room.pods.pods();
    const name = frozen?.metadata?.name ?? '';
    const policy = `frozen-${room.namespace}`;
    await room.cluster.kubectl.apply({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: policy },
      spec: {
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['pods'] }],
        },
        validations: [{ expression: `object.metadata.name != '${name}'`, message: 'frozen for the season' }],
      },
    });
    await room.cluster.kubectl.apply({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: policy },
      spec: { policyName: policy, validationActions: ['Deny'] },
    });
    const touch = (value: string): Promise<string> =>
      room.cluster.kubectl('annotate', 'pod', name, '-n', room.namespace, `touched=${value}`, '--overwrite');
    await waitFor('the policy to be in force', () =>
      touch(String(Math.random())).then(
        () => false,
        () => true,
      ),
    );
    await ask('centos:7', { maxUnavailable: 1 });
    await room.pods.until('two pods that go on', all => all.filter(pod => runs(pod, 'agent', 'centos:7')).length === 2);
    await room.untilStatus('that one is refused', ({ conditions = [] }) =>
      conditions.some(({ type, status, reason }) => type === 'Stalled' && status === 'True' && reason === 'Refused'),
    );
    expect(askedFor('centos:6.7').map(({ metadata }) => metadata?.name)).to.deep.equal([name]);
    await waitFor('an event on the pod', async () =>
      (await eventsOf('refused')).some(
        ({ involvedObject, message }) => involvedObject.name === name && /frozen for the season/.test(message ?? ''),
      ),
    );
    await room.cluster.kubectl('delete', 'validatingadmissionpolicybinding,validatingadmissionpolicy', policy);
    await waitFor('the policy to be gone', () => touch('at last'));
    await ask('centos:8', { maxUnavailable: 1 });
    await everyPodRuns('centos:8');
  });
});
