import { once } from 'node:events';
import { styleText } from 'node:util';

import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { run } from '../cluster/machine/run.js';
import { printProgress } from '../cluster/progress.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import { applyServerSide, installOperator, whenInjectionReady } from '../operator/install-operator.js';
import type { PodHistory } from '../operator/pod-history.js';
import { isAvailable, isReady, runs, statusOf, watchPods } from '../operator/pod-history.js';
import { supplyNode } from '../operator/supply-node.js';
import { writeCommands } from '../operator/write-commands.js';
import { LiveTable } from './live-table.js';

const APP = 'app';
const SIDECAR = 'sidecar1';
const OLD_IMAGE = 'centos:6.7';
const NEW_IMAGE = 'centos:7';
const POD_COUNT = 5;

const say = (line = ''): void => void process.stdout.write(`${line}\n`);
const title = (text: string): void => say(`\n${styleText('bold', text)}`);

async function demo(): Promise<void> {
  title('1. A Kubernetes cluster on this machine');
  const cluster = await startTestCluster({ name: 'demo', node: 'auto', progress: printProgress(process.stdout) });
  const node = await supplyNode(cluster, ['nginx:1.15.1', OLD_IMAGE, NEW_IMAGE]);
  say(`   ${cluster.apiServerUrl}, ${node.description}`);

  title('2. The operator, from the manifests that our own cdk8s app synthesizes');
  const operator = await installOperator(cluster);
  say(`   CRD, roles and webhooks applied; process ${String(operator.process.pid)} acts as its ServiceAccount`);

  const pods = await watchPods(cluster, 'default');
  try {
    const before = await showInjection(cluster, pods);
    await showUpgrade(cluster, pods, before);
    await waitForGoodbye(cluster);
  } finally {
    await pods.stop();
    await operator.process.stop();
    await node.stop();
    await cluster.stop();
  }
}

async function showInjection(cluster: TestCluster, pods: PodHistory): Promise<readonly Pod[]> {
  title(`3. The manual's SidecarSet and a Deployment of ${String(POD_COUNT)} (examples/manual/app.ts)`);
  await applySidecarSetFirst(cluster);
  await applyExample(cluster);
  await pods.until(
    `${String(POD_COUNT)} pods with a sidecar`,
    all => all.length === POD_COUNT && all.every(pod => runs(pod, SIDECAR, OLD_IMAGE)),
  );
  const [pod] = pods.pods();
  say(`   pod ${pod?.metadata?.name ?? ''} was injected:`);
  for (const { name, image } of pod?.spec?.containers ?? []) say(`     container ${name.padEnd(9)} ${image ?? ''}`);
  for (const [key, value] of Object.entries(pod?.metadata?.annotations ?? {})) say(`     ${key}: ${shortened(value)}`);
  return pods.pods();
}

async function showUpgrade(cluster: TestCluster, pods: PodHistory, before: readonly Pod[]): Promise<void> {
  title(`4. The image changes in TypeScript, from ${OLD_IMAGE} to ${NEW_IMAGE}; maxUnavailable is 1`);
  say(`   $ node dist/js/examples/manual/app.js ${NEW_IMAGE} | kubectl apply --server-side -f -`);
  pods.begin();
  const table = new LiveTable(process.stdout, () => pods.pods().map(row));
  const end = pods.onChange(() => table.update());
  await applyExample(cluster, NEW_IMAGE);
  await pods.until(`${String(POD_COUNT)} upgraded pods`, all => all.every(pod => runs(pod, SIDECAR, NEW_IMAGE)));
  end();
  table.close();
  summarize(pods, before);
}

function row(pod: Pod): readonly string[] {
  const sidecar = statusOf(pod, SIDECAR);
  const image = pod.spec?.containers.find(({ name }) => name === SIDECAR)?.image ?? '';
  return [
    pod.metadata?.name ?? '',
    isAvailable(pod) ? 'ready' : isReady(pod) ? 'upgrading' : 'NOT READY',
    `${SIDECAR} ${image} (restarts ${String(sidecar?.restartCount ?? 0)})`,
    `${APP} restarts ${String(statusOf(pod, APP)?.restartCount ?? 0)}`,
    pod.status?.podIP ?? '',
  ];
}

function summarize(pods: PodHistory, before: readonly Pod[]): void {
  title('5. What happened');
  const after = pods.pods();
  const same = (read: (pod: Pod) => unknown): number =>
    after.filter(pod => before.some(old => old.metadata?.uid === pod.metadata?.uid && read(old) === read(pod))).length;
  const lines: readonly (readonly [string, string])[] = [
    ['pods that run the new sidecar', String(after.filter(pod => runs(pod, SIDECAR, NEW_IMAGE)).length)],
    ['pods that are still the same pod', String(same(pod => pod.metadata?.uid))],
    ['pods that kept their IP', String(same(pod => pod.status?.podIP))],
    ['app containers that kept running', String(same(pod => statusOf(pod, APP)?.containerID))],
    [
      'restarts of app containers',
      String(after.reduce((sum, pod) => sum + (statusOf(pod, APP)?.restartCount ?? 0), 0)),
    ],
    ['most pods upgrading or not ready at once', String(pods.mostUnavailable())],
  ];
  for (const [what, count] of lines) say(`   ${what.padEnd(42)} ${count}`);
  const good = lines.slice(0, 4).every(([, count]) => count === String(POD_COUNT)) && pods.mostUnavailable() === 1;
  if (!good) throw new Error('the demo did not do what it is there to show; see the table above');
}

/** At a terminal the cluster stays, for the reader to go on by hand. */
async function waitForGoodbye(cluster: TestCluster): Promise<void> {
  title('Go on by hand, in another terminal');
  say(`   export KUBECONFIG=${cluster.kubeconfigPath} PATH=${await writeCommands(cluster)}:$PATH`);
  say(`   kubectl get sidecarsets                  # MATCHED, UPDATED, READY`);
  say(`   sidecarset status test-sidecarset        # conditions, and held pods by reason`);
  say(`   sidecarset ui                            # the same in a browser, live`);
  say(`   kubectl explain sidecarset.spec.updateStrategy`);
  say(`   node dist/js/examples/manual/app.js ${OLD_IMAGE} | kubectl apply --server-side -f -   # and back`);
  say(`   kubectl get pods --watch`);
  if (!process.stdin.isTTY) {
    say('   (not at a terminal: this cluster goes now; at one it stays until Ctrl-C)');
    return;
  }
  say(`\nCtrl-C takes the cluster away.`);
  const timer = setInterval(() => undefined, 60_000);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  clearInterval(timer);
}

/** A pod that is created before the API server knows of the SidecarSet goes without its sidecars. */
async function applySidecarSetFirst(cluster: TestCluster): Promise<void> {
  const documents = (await run(process.execPath, ['dist/js/examples/manual/app.js'])).split(/^---$/m);
  await applyServerSide(cluster, documents.filter(text => /^kind: SidecarSet$/m.test(text)).join('---\n'));
  say('   $ kubectl wait --for=condition=InjectionReady sidecarset/test-sidecarset');
  await whenInjectionReady(cluster, 'test-sidecarset');
}

async function applyExample(cluster: TestCluster, ...image: readonly string[]): Promise<void> {
  const yaml = await run(process.execPath, ['dist/js/examples/manual/app.js', ...image]);
  await applyServerSide(cluster, yaml);
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

await demo();
