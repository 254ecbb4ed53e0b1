import { expect } from 'chai';

import type { Event, Pod } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { run } from '../cluster/machine/run.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { InstalledOperator } from '../operator/install-operator.js';
import type { PodHistory } from '../operator/pod-history.js';
import { imageOf, isReady, statusOf, watchPods } from '../operator/pod-history.js';
import type { InstalledCluster } from './installed-cluster.js';
import { installCluster } from './installed-cluster.js';

const IDLE = 'mixed:idle';
const BROKEN = 'mixed:not-there';
const IMAGES = ['mixed:1', 'mixed:2', 'mixed:3', 'mixed:4', IDLE];
const DEADLINE_SECONDS = 5;
const HOT = ['zeta', 'alpha', 'gate'];
const COLD = ['meter', 'early'];

/**
 * Two hot native sidecars, not in the order of their names, a hot container between two cold ones, one of which stands
 * behind the app: the order of the pod is not that of the SidecarSet.
 */
function mixed(image: string, gate = image): SidecarSet {
  const hot = { upgradeStrategy: { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: IDLE } } as const;
  const native = { restartPolicy: 'Always', ...hot };
  return {
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'SidecarSet',
    metadata: { name: 'mixed' },
    spec: {
      selector: { matchLabels: { app: 'mixed' } },
      updateStrategy: { maxUnavailable: 1, progressDeadlineSeconds: DEADLINE_SECONDS },
      initContainers: [
        { name: 'zeta', image, ...native },
        { name: 'alpha', image, ...native },
      ],
      containers: [
        { name: 'meter', image, podInjectPolicy: 'AfterAppContainer' },
        { name: 'gate', image: gate, ...hot },
        { name: 'early', image },
      ],
    },
  };
}

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'mixed', namespace: 'default' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'mixed' } },
    template: {
      metadata: { labels: { app: 'mixed' } },
      spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'app', image: 'nginx:1.15.1' }] },
    },
  },
};

const slotsOf = (sidecar: string): readonly string[] => [`${sidecar}-1`, `${sidecar}-2`];
const imagesOf = (pod: Pod, sidecar: string): readonly (string | undefined)[] =>
  slotsOf(sidecar).map(slot => imageOf(pod, slot));

/** Every sidecar serves this image, and every other slot is idle. */
function rests(pod: Pod, image: string): boolean {
  const runs = (name: string): boolean => {
    const status = statusOf(pod, name);
    return status?.ready === true && status.image.endsWith(`/${imageOf(pod, name) ?? ''}`);
  };
  const hotRest = HOT.every(sidecar => {
    const images = imagesOf(pod, sidecar);
    return images.includes(image) && images.includes(IDLE) && slotsOf(sidecar).every(runs);
  });
  return isReady(pod) && hotRest && COLD.every(name => imageOf(pod, name) === image && runs(name));
}

describe('hot and cold sidecars of one SidecarSet, on a real cluster', () => {
  let installed: InstalledCluster | undefined;
  let cluster: TestCluster;
  let operator: InstalledOperator;
  let pods: PodHistory;

  before(async () => {
    installed = await installCluster({ node: 'auto', images: ['nginx:1.15.1', ...IMAGES] });
    ({ cluster, operator } = installed);
    pods = await watchPods(cluster, 'default');
    installed.stopLater(() => pods.stop());
    await cluster.kubectl.apply(mixed('mixed:1'));
    await cluster.kubectl.apply(deployment);
    await everyPodRests('mixed:1');
  });

  after(async () => {
    await installed?.stop();
  });

  const everyPodRests = (image: string): Promise<void> =>
    pods.until(
      `2 pods that rest with ${image}`,
      all => all.length === 2 && all.every(pod => rests(pod, image)),
      240_000,
    );
  const appOf = (pod: Pod): string | undefined => statusOf(pod, 'app')?.containerID;
  /** The pod disappears as soon as it is as described. */
  const killWhen = async (description: string, check: (pod: Pod) => boolean): Promise<void> => {
    await pods.until(description, all => all.some(check));
    const name = pods.pods().find(check)?.metadata?.name ?? '';
    await cluster.kubectl('delete', 'pod', name, '--namespace=default', '--now', '--wait=false');
  };
  const status = (): Promise<string> =>
    run(process.execPath, ['dist/js/lib/cli/main.js', 'status', 'mixed', '--kubeconfig', cluster.kubeconfigPath]);
  const metrics = async (): Promise<string> => {
    const started = operator.process.logLines().find(({ event }) => event === 'started');
    const answer = await fetch(`http://127.0.0.1:${String(started?.['healthPort'])}/metrics`);
    return answer.text();
  };

  it('are upgraded together, native ones among them, and the app goes on', async () => {
    const before = pods.pods().map(appOf);
    await cluster.kubectl.apply(mixed('mixed:2'));
    await everyPodRests('mixed:2');
    expect(pods.pods().map(appOf)).to.deep.equal(before);
  });

  it('say in status, metrics, condition and event where a hot upgrade stays, and for how long', async () => {
    await cluster.kubectl.apply(mixed('mixed:2', BROKEN));
    await waitFor('the SidecarSet to be stalled', async () => {
      const { status: now } = await cluster.kubectl.get<SidecarSet>('sidecarset', 'mixed');
      return now?.conditions?.some(({ type, reason }) => type === 'Stalled' && reason === 'HotUpgradeOverdue');
    });
    expect(await status()).to.match(
      /hot upgrades under way:\n {2}default\/mixed-\S+ gate is in phase fill: the kubelet has not started the new image in gate-\d yet.* \(for \d+ s\)\n/,
    );
    const text = await metrics();
    expect(text).to.contain('sidecarset_hot_upgrades{phase="fill"} 1\n');
    expect(text).to.match(/sidecarset_hot_upgrade_oldest_since_seconds\{phase="fill"\} \d{10}/);
    const event = await waitFor('the event on the pod', async () => {
      const { items } = await cluster.kubectl.get<{ readonly items: readonly Event[] }>('events');
      return items.find(({ reason }) => reason === 'hot-upgrade-overdue');
    });
    expect(event).to.include({ type: 'Warning' });
    expect(event.message).to.contain('gate is in phase fill');
  });

  it('come to rest when pods are killed in every phase', async () => {
    const image = 'mixed:3';
    await killWhen('a pod that cannot be filled', pod => imagesOf(pod, 'gate').includes(BROKEN));
    await cluster.kubectl.apply(mixed(image));
    await killWhen('a pod that is filled', pod => {
      const images = imagesOf(pod, 'alpha');
      return images.includes(image) && !images.includes(IDLE) && !slotsOf('alpha').every(slot => runsIn(pod, slot));
    });
    await everyPodRests(image);
    await cluster.kubectl.apply(mixed('mixed:4'));
    await killWhen('a pod whose old slots are emptied', pod =>
      slotsOf('gate').some(slot => imageOf(pod, slot) === IDLE && !runsIn(pod, slot)),
    );
    await everyPodRests('mixed:4');
  });
});

/** The kubelet runs what the pod's spec asks for in this container. */
function runsIn(pod: Pod, container: string): boolean {
  return statusOf(pod, container)?.image.endsWith(`/${imageOf(pod, container) ?? ''}`) === true;
}
