import { performance } from 'node:perf_hooks';

import { PODS, SIDECARSETS } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import type { Cluster } from '../../lib/cluster/cluster.js';
import { createKubeClient } from '../../lib/cluster/kube-client.js';
import { loadKubeConfig } from '../../lib/cluster/kube-config.js';
import { printProgress } from '../cluster/progress.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import { installOperator, whenInjectionReady } from '../operator/install-operator.js';
import type { PodHistory } from '../operator/pod-history.js';
import { runs, watchPods } from '../operator/pod-history.js';
import { supplyNode } from '../operator/supply-node.js';

// How much slower than one direct image patch after the other is a rollout with maxUnavailable 1? The two take turns in
// one run, so that the machine's own moods meet both.

const POD_COUNT = 5;
const ROUNDS = 3;
const SELECTOR = { matchLabels: { app: 'bench' } };
const image = (round: number): string => `bench:${String(round)}`;

function sidecarSet(sidecarImage: string, paused: boolean): SidecarSet {
  return {
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'SidecarSet',
    metadata: { name: 'bench' },
    spec: {
      selector: SELECTOR,
      updateStrategy: { maxUnavailable: 1, paused },
      containers: [{ name: 'sidecar', image: sidecarImage, command: ['sleep', '999d'] }],
    },
  };
}

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'bench', namespace: 'default' },
  spec: {
    replicas: POD_COUNT,
    selector: SELECTOR,
    template: {
      metadata: { labels: SELECTOR.matchLabels },
      spec: { containers: [{ name: 'app', image: 'nginx:1.15.1' }] },
    },
  },
};

async function bench(cluster: TestCluster, client: Cluster, pods: PodHistory): Promise<void> {
  await cluster.kubectl.apply(sidecarSet(image(0), false));
  await whenInjectionReady(cluster, 'bench');
  await cluster.kubectl.apply(deployment);
  await pods.until(
    'injected pods',
    all => all.length === POD_COUNT && all.every(pod => runs(pod, 'sidecar', image(0))),
  );
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const directMs = await directPatches(client, pods, image(2 * round + 1));
    const rolloutMs = await rollout(client, pods, image(2 * round + 2));
    ratios.push(rolloutMs / directMs);
    print(round, { directMs, rolloutMs });
  }
  const median = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? NaN;
  process.stdout.write(`\nmedian ratio: ${median.toFixed(3)} (target: at most 1.1)\n`);
}

/** Each pod in its turn: patch the image, wait until it is ready again. */
async function directPatches(client: Cluster, pods: PodHistory, wanted: string): Promise<number> {
  await change(client, sidecarSet(wanted, true));
  const beganMs = performance.now();
  for (const { metadata } of pods.pods()) {
    const name = metadata?.name ?? '';
    const body = { spec: { containers: [{ name: 'sidecar', image: wanted }] } };
    await client.patch(PODS, { namespace: 'default', name }, { type: 'strategic', body });
    await pods.until(`${name} to run ${wanted}`, all =>
      all.some(pod => pod.metadata?.name === name && runs(pod, 'sidecar', wanted)),
    );
  }
  return performance.now() - beganMs;
}

/** The same change, made by the controller. */
async function rollout(client: Cluster, pods: PodHistory, wanted: string): Promise<number> {
  pods.begin();
  const beganMs = performance.now();
  await change(client, sidecarSet(wanted, false));
  await pods.until(`every pod to run ${wanted}`, all => all.every(pod => runs(pod, 'sidecar', wanted)));
  const tookMs = performance.now() - beganMs;
  if (pods.mostUnavailable() > 1) throw new Error(`${String(pods.mostUnavailable())} pods were unavailable at once`);
  return tookMs;
}

async function change(client: Cluster, { metadata, spec }: SidecarSet): Promise<void> {
  await client.patch(SIDECARSETS, { name: metadata?.name ?? '' }, { type: 'merge', body: { spec } });
}

function print(
  round: number,
  { directMs, rolloutMs }: { readonly directMs: number; readonly rolloutMs: number },
): void {
  const ratio = (rolloutMs / directMs).toFixed(3);
  const line = `round ${String(round + 1)}: ${String(POD_COUNT)} direct patches ${directMs.toFixed(0)} ms, rollout ${rolloutMs.toFixed(0)} ms, ratio ${ratio}`;
  process.stdout.write(`${line}\n`);
}

const cluster = await startTestCluster({ node: 'auto', progress: printProgress(process.stdout) });
const images = Array.from({ length: 2 * ROUNDS + 1 }, (_, round) => image(round));
const node = await supplyNode(cluster, ['nginx:1.15.1', ...images]);
process.stdout.write(`${node.description}\n`);
const operator = await installOperator(cluster);
const pods = await watchPods(cluster, 'default');
try {
  await bench(cluster, createKubeClient({ kubeConfig: loadKubeConfig({ file: cluster.kubeconfigPath }) }), pods);
} finally {
  await pods.stop();
  await operator.process.stop();
  await node.stop();
  await cluster.stop();
}
