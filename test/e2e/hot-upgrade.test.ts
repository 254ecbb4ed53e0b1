import { expect } from 'chai';

import type { Pod } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet, UpdateStrategy } from '../../lib/api/sidecarset.generated.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { whenInjectionReady } from '../operator/install-operator.js';
import type { PodHistory } from '../operator/pod-history.js';
import { imageOf, isReady, statusOf, watchPods } from '../operator/pod-history.js';
import type { InstalledCluster } from './installed-cluster.js';
import { installCluster } from './installed-cluster.js';

const V1 = 'openkruise/hotupgrade-sample:sidecarv1';
const V2 = 'openkruise/hotupgrade-sample:sidecarv2';
const IDLE = 'openkruise/hotupgrade-sample:empty';
const BROKEN = 'openkruise/hotupgrade-sample:broken';

/** The manual's example, with a command for images that have none. */
function theManualsExample(image: string, updateStrategy: UpdateStrategy = {}): SidecarSet {
  return {
    apiVersion: 'apps.kruise.io/v1alpha1',
    kind: 'SidecarSet',
    metadata: { name: 'hotupgrade-sidecarset' },
    spec: {
      selector: { matchLabels: { app: 'hotupgrade' } },
      updateStrategy: { type: 'RollingUpdate', ...updateStrategy },
      containers: [
        {
          name: 'sidecar',
          image,
          imagePullPolicy: 'Always',
          command: ['sleep', '999d'],
          lifecycle: { postStart: { exec: { command: ['/bin/sh', '/migrate.sh'] } } },
          upgradeStrategy: { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: IDLE },
        },
      ],
    },
  };
}

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'hotupgrade', namespace: 'default' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'hotupgrade' } },
    template: {
      metadata: { labels: { app: 'hotupgrade' } },
      spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'app', image: 'nginx:1.15.1' }] },
    },
  },
};

/** The kubelet runs this image in the container, and says that it is ready. */
function serves(pod: Pod, container: string, image: string): boolean {
  const status = statusOf(pod, container);
  return imageOf(pod, container) === image && status?.ready === true && status.image.endsWith(`/${image}`);
}

/** Does a slot run a real image and say that it is ready? */
function isServed(pod: Pod): boolean {
  return ['sidecar-1', 'sidecar-2'].some(slot => {
    const status = statusOf(pod, slot);
    return status?.ready === true && !status.image.endsWith(`/${IDLE}`);
  });
}

describe('a hot upgrade on a real cluster', function () {
  let installed: InstalledCluster | undefined;
  let cluster: TestCluster;
  let pods: PodHistory;
  let first: readonly Pod[];
  /** Pods that were seen without a slot that serves, after they had one. */
  const unserved: string[] = [];

  before(async () => {
    // On a real node these images are there from the start, with their /migrate.sh.
    installed = await installCluster({ node: 'auto', simulatedImages: ['nginx:1.15.1', V1, V2, IDLE] });
    ({ cluster } = installed);
    pods = await watchPods(cluster, 'default');
    installed.stopLater(() => pods.stop());
    await cluster.kubectl.apply(theManualsExample(V1));
    await whenInjectionReady(cluster, 'hotupgrade-sidecarset');
    await cluster.kubectl.apply(deployment);
    await everyPodRests({ active: 'sidecar-1', image: V1, idle: 'sidecar-2' });
    first = pods.pods();
    pods.onChange(pod => {
      if (!isServed(pod)) unserved.push(pod.metadata?.name ?? '');
    });
  });

  after(async () => {
    await installed?.stop();
  });

  const everyPodRests = (at: { active: string; image: string; idle: string }): Promise<void> =>
    pods.until(
      `2 pods that serve ${at.image} from ${at.active}`,
      all =>
        all.length === 2 &&
        all.every(pod => isReady(pod) && serves(pod, at.active, at.image) && serves(pod, at.idle, IDLE)),
    );
  const annotationsOf = (pod: Pod): Readonly<Record<string, string>> => pod.metadata?.annotations ?? {};
  const expectAlwaysServed = (): void => {
    expect(unserved, 'pods without a slot that serves').to.deep.equal([]);
    for (const pod of pods.pods()) {
      const before = first.find(old => old.metadata?.uid === pod.metadata?.uid);
      expect(statusOf(pod, 'app')?.containerID).to.equal(statusOf(before!, 'app')?.containerID);
    }
  };

  it('hands over to the second slot and empties the first, while one of them always serves', async () => {
    await cluster.kubectl.apply(theManualsExample(V2));
    await everyPodRests({ active: 'sidecar-2', image: V2, idle: 'sidecar-1' });
    expectAlwaysServed();
    for (const pod of pods.pods()) {
      expect(annotationsOf(pod)).to.include({
        'kruise.io/sidecarset-working-hotupgrade-container': '{"sidecar":"sidecar-2"}',
        'version.sidecarset.kruise.io/sidecar-1': '0',
        'versionalt.sidecarset.kruise.io/sidecar-2': '0',
      });
      expect(annotationsOf(pod)['version.sidecarset.kruise.io/sidecar-2']).to.match(/^[1-9]\d*$/);
    }
  });

  it('keeps serving with the old image when the new one cannot be pulled, and takes a good one instead', async () => {
    await cluster.kubectl.apply(theManualsExample(BROKEN));
    await pods.until('a pod that cannot pull', all =>
      all.some(pod => /ImagePull/.test(statusOf(pod, 'sidecar-1')?.state?.waiting?.reason ?? '')),
    );
    expect(pods.pods().filter(pod => imageOf(pod, 'sidecar-1') === BROKEN)).to.have.length(1);
    for (const pod of pods.pods()) expect(serves(pod, 'sidecar-2', V2)).to.equal(true);
    await cluster.kubectl.apply(theManualsExample(V1));
    await everyPodRests({ active: 'sidecar-1', image: V1, idle: 'sidecar-2' });
    expectAlwaysServed();
  });

  it('finishes what it has begun after the rollout is paused, and begins nothing more', async () => {
    await cluster.kubectl.apply(theManualsExample(V2));
    await pods.until('a slot that is filled', all => all.some(pod => imageOf(pod, 'sidecar-2') === V2));
    await cluster.kubectl.apply(theManualsExample(V2, { paused: true }));
    const status = async (): Promise<SidecarSet> =>
      JSON.parse(await cluster.kubectl('get', 'sidecarset', 'hotupgrade-sidecarset', '-o', 'json')) as SidecarSet;
    await waitFor('the pause to be observed and what was begun to end', async () => {
      const { metadata, status: now } = await status();
      return now?.observedGeneration === metadata?.generation && now?.readyPods === 2;
    });
    const begun = pods.pods().filter(pod => imageOf(pod, 'sidecar-2') === V2);
    expect(begun).to.have.length.within(1, 2);
    for (const pod of begun) expect(serves(pod, 'sidecar-1', IDLE)).to.equal(true);
    await cluster.kubectl.apply(theManualsExample(V2));
    await everyPodRests({ active: 'sidecar-2', image: V2, idle: 'sidecar-1' });
    expectAlwaysServed();
  });

  it('finishes it in a pod that is relabelled meanwhile, so that no SidecarSet selects it any more', async () => {
    await cluster.kubectl.apply(theManualsExample(V1));
    const isFilled = (pod: Pod): boolean => imageOf(pod, 'sidecar-1') === V1;
    await pods.until('a slot that is filled', all => all.some(isFilled));
    const name = pods.pods().find(isFilled)?.metadata?.name ?? '';
    // Its ReplicaSet lets it go, and makes another one.
    await cluster.kubectl('label', 'pod', name, '--namespace=default', '--overwrite', 'app=let-go');
    await pods.until(`${name} to be let go, and to run one version`, all =>
      all.some(
        pod =>
          pod.metadata?.name === name &&
          pod.metadata.labels?.['app'] === 'let-go' &&
          serves(pod, 'sidecar-1', V1) &&
          serves(pod, 'sidecar-2', IDLE),
      ),
    );
    expect(unserved.filter(pod => pod === name)).to.deep.equal([]);
  });
});
