import { expect } from 'chai';

import type { Pod } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet, SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { InstalledOperator } from '../operator/install-operator.js';
import { whenInjectionReady } from '../operator/install-operator.js';
import type { PodHistory } from '../operator/pod-history.js';
import { imageOf, isReady, runs, statusOf, watchPods } from '../operator/pod-history.js';
import type { InstalledCluster } from './installed-cluster.js';
import { installCluster } from './installed-cluster.js';

const IMAGES = ['centos:6.7', 'centos:7', 'centos:8', 'centos:9'];

/** The manual's first SidecarSet. */
function theManualsExample(image: string, spec: Partial<SidecarSetSpec> = {}): SidecarSet {
  return {
    apiVersion: 'apps.kruise.io/v1alpha1',
    kind: 'SidecarSet',
    metadata: { name: 'test-sidecarset' },
    spec: {
      selector: { matchLabels: { app: 'nginx' } },
      updateStrategy: { type: 'RollingUpdate', maxUnavailable: 1 },
      containers: [
        {
          name: 'sidecar1',
          image,
          command: ['sleep', '999d'],
          volumeMounts: [{ name: 'log-volume', mountPath: '/var/log' }],
        },
      ],
      volumes: [{ name: 'log-volume', emptyDir: {} }],
      ...spec,
    },
  };
}

const nginx = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'nginx', namespace: 'default' },
  spec: {
    replicas: 5,
    selector: { matchLabels: { app: 'nginx' } },
    template: {
      metadata: { labels: { app: 'nginx' } },
      spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'app', image: 'nginx:1.15.1' }] },
    },
  },
};

describe('a rollout on a real cluster', function () {
  let installed: InstalledCluster | undefined;
  let cluster: TestCluster;
  let operator: InstalledOperator;
  let pods: PodHistory;
  let first: readonly Pod[];

  before(async () => {
    installed = await installCluster({ node: 'auto', images: ['nginx:1.15.1', ...IMAGES] });
    ({ cluster, operator } = installed);
    pods = await watchPods(cluster, 'default');
    installed.stopLater(() => pods.stop());
    await cluster.kubectl.apply(theManualsExample('centos:6.7'));
    await whenInjectionReady(cluster, 'test-sidecarset');
    await cluster.kubectl.apply(nginx);
    await everyPodRuns('centos:6.7');
    first = pods.pods();
  });

  after(async () => {
    await installed?.stop();
  });

  const everyPodRuns = (image: string): Promise<void> =>
    pods.until(`5 pods that run ${image}`, all => all.length === 5 && all.every(pod => runs(pod, 'sidecar1', image)));
  const upgradedCount = (image: string): number => pods.pods().filter(pod => runs(pod, 'sidecar1', image)).length;
  const status = async (): Promise<SidecarSet['status']> =>
    (JSON.parse(await cluster.kubectl('get', 'sidecarset', 'test-sidecarset', '-o', 'json')) as SidecarSet).status;
  const expectBudgetKept = (): void => {
    expect(pods.mostUnavailable(), 'pods not ready at one moment').to.be.at.most(1);
  };
  const expectAppsUntouched = (): void => {
    for (const pod of pods.pods()) {
      const before = first.find(old => old.metadata?.uid === pod.metadata?.uid);
      expect(before, `${pod.metadata?.name ?? ''} is still the same pod`).not.to.equal(undefined);
      expect(pod.status?.podIP).to.equal(before!.status?.podIP);
      expect(statusOf(pod, 'app')?.restartCount).to.equal(0);
      expect(statusOf(pod, 'app')?.containerID).to.equal(statusOf(before!, 'app')?.containerID);
    }
  };

  it('injects the sidecar, its volume and the ledger into each new pod', () => {
    for (const { spec, metadata } of pods.pods()) {
      expect(spec!.containers.map(({ name }) => name)).to.deep.equal(['sidecar1', 'app']);
      expect(spec!.containers[0]!.env).to.deep.include({ name: 'IS_INJECTED', value: 'true' });
      expect(spec!.volumes!.some(({ name }) => name === 'log-volume')).to.equal(true);
      expect(metadata!.annotations!['kruise.io/sidecarset-injected-list']).to.equal('test-sidecarset');
    }
  });

  it('counts them in the status', async () => {
    await waitFor('the status to count 5 pods', async () => (await status())?.updatedReadyPods === 5);
    expect(await status()).to.include({ matchedPods: 5, updatedPods: 5, readyPods: 5, observedGeneration: 1 });
  });

  it('upgrades every pod in place, one unavailable at a time, the app untouched', async () => {
    pods.begin();
    await cluster.kubectl.apply(theManualsExample('centos:7'));
    await everyPodRuns('centos:7');
    expectBudgetKept();
    expectAppsUntouched();
    for (const pod of pods.pods()) expect(statusOf(pod, 'sidecar1')?.restartCount).to.equal(1);
  });

  it('says so in kubectl describe, on each pod and on the SidecarSet', async () => {
    const [pod] = pods.pods();
    const described = (...what: readonly string[]): Promise<string> => cluster.kubectl('describe', ...what);
    const name = pod?.metadata?.name ?? '';
    await waitFor('the event on the pod', async () => (await described('pod', name)).includes('cold-upgrade'));
    await waitFor('the event on the SidecarSet', async () => {
      return (await described('sidecarset', 'test-sidecarset')).includes('complete');
    });
  });

  it('takes up a second rollout that is started during the first', async () => {
    pods.begin();
    await cluster.kubectl.apply(theManualsExample('centos:8'));
    await pods.until('two upgraded pods', () => upgradedCount('centos:8') >= 2);
    await cluster.kubectl.apply(theManualsExample('centos:9'));
    await everyPodRuns('centos:9');
    expectBudgetKept();
    expectAppsUntouched();
  });

  it('stops when it is paused, and goes on when it is resumed', async () => {
    pods.begin();
    const strategy = { type: 'RollingUpdate', maxUnavailable: 1 } as const;
    await cluster.kubectl.apply(theManualsExample('centos:8'));
    await pods.until('an upgraded pod', () => upgradedCount('centos:8') >= 1);
    await cluster.kubectl.apply(theManualsExample('centos:8', { updateStrategy: { ...strategy, paused: true } }));
    const asked = (): number => pods.pods().filter(pod => imageOf(pod, 'sidecar1') === 'centos:8').length;
    // Once the controller has seen the pause, nobody writes to pods any more: what it had begun comes to its end.
    await waitFor('the pause to be observed', async () => {
      const { generation } = (
        JSON.parse(await cluster.kubectl('get', 'sidecarset', 'test-sidecarset', '-o', 'json')) as SidecarSet
      ).metadata!;
      return (await status())?.observedGeneration === generation;
    });
    const begun = asked();
    expect(begun).to.be.within(1, 4);
    await pods.until('what was begun to settle', () => upgradedCount('centos:8') === begun);
    await waitFor('the status to count the settled pods', async () => (await status())?.updatedReadyPods === begun);
    expect(asked()).to.equal(begun);
    await cluster.kubectl.apply(theManualsExample('centos:8'));
    await everyPodRuns('centos:8');
    expectBudgetKept();
    expectAppsUntouched();
  });

  it('holds at one pod when the image cannot be pulled, and recovers with a good one', async () => {
    pods.begin();
    await cluster.kubectl.apply(theManualsExample('centos:broken'));
    await pods.until('a pod that cannot pull', all =>
      all.some(pod => /ImagePull/.test(statusOf(pod, 'sidecar1')?.state?.waiting?.reason ?? '')),
    );
    expect(pods.pods().filter(pod => imageOf(pod, 'sidecar1') === 'centos:broken')).to.have.length(1);
    expect(pods.pods().filter(isReady)).to.have.length(4);
    await cluster.kubectl.apply(theManualsExample('centos:7'));
    await everyPodRuns('centos:7');
    expectBudgetKept();
    expectAppsUntouched();
  });

  it('goes on after the operator was killed in the middle, and breaks no budget', async () => {
    pods.begin();
    await cluster.kubectl.apply(theManualsExample('centos:9'));
    await pods.until('an upgrade in flight', all =>
      all.some(pod => imageOf(pod, 'sidecar1') === 'centos:9' && !isReady(pod)),
    );
    await operator.process.kill();
    await operator.restart();
    await everyPodRuns('centos:9');
    expectBudgetKept();
    expectAppsUntouched();
  });

  it('writes nothing any more once everything is done', async () => {
    await waitFor('the status to be complete', async () => (await status())?.updatedReadyPods === 5);
    const versions = async (): Promise<string> =>
      cluster.kubectl('get', 'pods,sidecarsets', '-o', 'jsonpath={.items[*].metadata.resourceVersion}');
    const before = await versions();
    await operator.process.stop();
    await operator.restart();
    await waitFor('the new process to lead', () =>
      operator.process
        .logLines()
        .some(
          line => line['event'] === 'leadership-changed' && line['holder'] === 'operator-3' && line['leading'] === true,
        ),
    );
    await waitFor(
      'the pods to be listed',
      () =>
        operator.process.logLines().filter(line => line['event'] === 'list-ended' && line['resource'] === 'pods')
          .length >= 3,
    );
    expect(await versions()).to.equal(before);
  });

  it('keeps as many pods old as the partition says', async () => {
    pods.begin();
    const updateStrategy = { maxUnavailable: 2, partition: 3 } as const;
    await cluster.kubectl.apply(theManualsExample('centos:7', { updateStrategy }));
    await pods.until('two upgraded pods', () => upgradedCount('centos:7') === 2);
    await waitFor('the status to count them', async () => (await status())?.updatedReadyPods === 2);
    expect(upgradedCount('centos:9')).to.equal(3);
    await cluster.kubectl.apply(theManualsExample('centos:7'));
    await everyPodRuns('centos:7');
  });

  it('writes to no pod under NotUpdate', async () => {
    const notUpdate = theManualsExample('centos:8', { updateStrategy: { type: 'NotUpdate' } });
    await cluster.kubectl.apply(notUpdate);
    await waitFor('the status to count outdated pods', async () => (await status())?.updatedPods === 0);
    expect(upgradedCount('centos:7')).to.equal(5);
  });
});
