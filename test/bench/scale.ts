import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { PODS, SIDECARSETS } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { systemClock } from '../../lib/cluster/clock.js';
import type { KubeClient } from '../../lib/cluster/kube-client.js';
import { createKubeClient } from '../../lib/cluster/kube-client.js';
import { loadKubeConfig } from '../../lib/cluster/kube-config.js';
import { printProgress } from '../cluster/progress.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { InstalledOperator } from '../operator/install-operator.js';
import { installOperator, whenInjectionReady } from '../operator/install-operator.js';
import { startKubelet } from '../simulation/kubelet/start-kubelet.js';
import { seededRandom } from '../simulation/seeded-random.js';
import { createPods, eachOf, patchPods } from './many-pods.js';
import type { OperatorCalls } from './operator-calls.js';
import { readOperatorCalls } from './operator-calls.js';
import { PodCrowd } from './pod-crowd.js';
import { cpuMs, forgetPeak, residentBytes } from './process-cost.js';

// What does a rollout over many pods cost, in time beside a bare loop that patches the same pods, in writes, and in the
// operator's CPU and memory? API server and etcd are real, the operator is a process of its own, made as it is shipped;
// the node is simulated in this process: a container takes two seconds to restart.

const PROGRAM = 'dist/bundle/sidecarset.js';
const NODE = 'simulated';
const IDLE_MS = 20_000;
const DELAYS = { stop: [1_000, 1_000], pull: [200, 200], ready: [800, 800] } as const;
const SIDECAR = 'sidecar';
const image = (version: string): string => `${SIDECAR}:${version}`;

/** What Node is told in the operator's image. */
function flagsOfImage(): string[] {
  const entryPoint = /^ENTRYPOINT (.*)$/m.exec(readFileSync('Dockerfile', 'utf8'))?.[1] ?? '[]';
  return (JSON.parse(entryPoint) as string[]).filter(word => word.startsWith('--'));
}

/** What its environment holds there. */
function environmentOfImage(): Readonly<Record<string, string>> {
  const line = /^ENV (.*)$/m.exec(readFileSync('Dockerfile', 'utf8'))?.[1] ?? '';
  return Object.fromEntries(line.split(' ').map(setting => setting.split('=', 2) as [string, string]));
}

const { values } = parseArgs({
  options: {
    pods: { type: 'string', default: '1000' },
    unmatched: { type: 'string', default: '0' },
    'operator-flag': { type: 'string', multiple: true, default: [] },
    'node-flag': { type: 'string', multiple: true, default: flagsOfImage() },
  },
});
const podCount = Number(values.pods);
const maxUnavailable = Math.ceil(podCount / 10);

function sidecarSet(version: string, paused: boolean): SidecarSet {
  return {
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'SidecarSet',
    metadata: { name: 'scale' },
    spec: {
      selector: { matchLabels: { app: 'scale' } },
      updateStrategy: { maxUnavailable: '10%', paused },
      containers: [{ name: SIDECAR, image: image(version) }],
    },
  };
}

/** As long as pods of real applications are: an app container with probes, environment and volumes. */
function pod(index: number, app: string): Pod {
  const env = Array.from({ length: 20 }, (_, number) => ({
    name: `SETTING_${String(number)}`,
    value: `value of setting ${String(number)} of this application`,
  }));
  const probe = { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10 };
  return {
    metadata: { namespace: 'default', name: `${app}-${String(index)}`, labels: { app, team: 'a', version: 'v1' } },
    spec: {
      ...(app === 'scale' ? { nodeName: NODE } : { schedulerName: 'nobody' }),
      containers: [{ name: 'app', image: 'app:1', env, livenessProbe: probe, readinessProbe: probe }],
    },
  };
}

/** What the operator costs while something goes on. */
async function costOf(operator: InstalledOperator, act: () => Promise<void>): Promise<Cost> {
  const { pid } = operator.process;
  const callsBefore = await readOperatorCalls(operator.healthPort);
  const cpuBeforeMs = cpuMs(pid);
  forgetPeak(pid);
  const beganMs = performance.now();
  await act();
  const wallMs = performance.now() - beganMs;
  const calls = await readOperatorCalls(operator.healthPort);
  const made = (...call: Parameters<OperatorCalls>): number => calls(...call) - callsBefore(...call);
  return {
    wallMs,
    cpuMs: cpuMs(pid) - cpuBeforeMs,
    peakBytes: residentBytes(pid).peak,
    podWrites: made('patch', 'pods'),
    conflicts: made('patch', 'pods', 409),
    statusWrites: made('patch', 'sidecarsets'),
    events: made('create', 'events') + made('patch', 'events'),
  };
}

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
  readonly podWrites: number;
  /** Of these: the pod had moved. */
  readonly conflicts: number;
  readonly statusWrites: number;
  readonly events: number;
}

/** A cluster full of pods that no SidecarSet matches: what do they cost at the start, while they change, and at rest? */
async function benchUnmatched(client: KubeClient, operator: InstalledOperator, count: number): Promise<void> {
  const before = residentBytes(operator.process.pid).now;
  await createPods(client, count, index => pod(index, 'other'));
  await operator.process.stop();
  const beganMs = performance.now();
  await operator.restart();
  await leads(operator);
  const readyMs = performance.now() - beganMs;
  const { pid } = operator.process;
  const startCpuMs = cpuMs(pid);
  const start = residentBytes(pid);
  const idle = await costOf(operator, () => delay(IDLE_MS));
  const changed = Math.min(2_000, count);
  const churn = await costOf(operator, () =>
    eachOf(Array.from({ length: changed }).keys(), index =>
      client.patch(
        PODS,
        { namespace: 'default', name: `other-${String(index)}` },
        { type: 'merge', body: { metadata: { labels: { version: 'v2' } } } },
      ),
    ),
  );
  print(`${String(count)} pods that no SidecarSet matches`, [
    ['RSS of the operator without them', mib(before)],
    ['RSS with them, started anew', `${mib(start.now)} (peak ${mib(start.peak)})`],
    ['CPU from start to leading', `${startCpuMs.toFixed(0)} ms in ${readyMs.toFixed(0)} ms`],
    ['CPU at rest', `${(idle.cpuMs / (IDLE_MS / 1000)).toFixed(1)} ms a second`],
    ['CPU a change of such a pod', `${(churn.cpuMs / changed).toFixed(3)} ms (${String(changed)} changes)`],
    ['writes', String(idle.podWrites + churn.podWrites + idle.statusWrites + churn.statusWrites)],
  ]);
}

async function leads({ healthPort }: InstalledOperator): Promise<void> {
  await waitFor('the operator to lead', async () => {
    const text = await (await fetch(`http://127.0.0.1:${String(healthPort)}/metrics`)).text();
    return /^sidecarset_leader 1$/m.test(text) && /objects_listed\{resource="pods"\}/.test(text);
  });
}

/** The same pods twice: patched by a bare loop while the rollout is paused, then upgraded by the operator. */
async function benchRollout(client: KubeClient, operator: InstalledOperator): Promise<void> {
  const crowd = new PodCrowd(client, 'default');
  const all = { count: podCount, container: SIDECAR };
  await client.create(SIDECARSETS, sidecarSet('v0', false));
  await whenInjectionReady(cluster, 'scale');
  await createPods(client, podCount, index => pod(index, 'scale'));
  await crowd.allRun({ ...all, image: image('v0') });
  await change(client, sidecarSet('v1', true));
  await delay(2_000);
  const bare = await timed(() =>
    patchPods({ cluster: client, crowd, container: SIDECAR, image: image('v1'), maxUnavailable }),
  );
  await delay(5_000);
  crowd.begin();
  const cost = await costOf(operator, async () => {
    await change(client, sidecarSet('v2', false));
    await crowd.allRun({ ...all, image: image('v2') });
  });
  const { mostAway } = crowd;
  await crowd.stop();
  const atRest = residentBytes(operator.process.pid).now;
  const mostStatusWrites = Math.ceil(cost.wallMs / 500) + 1;
  print(`${String(podCount)} pods, maxUnavailable 10 %`, [
    ['bare loop', `${(bare / 1000).toFixed(2)} s`],
    ['rollout', `${(cost.wallMs / 1000).toFixed(2)} s`],
    ['ratio', `${(cost.wallMs / bare).toFixed(3)} (target: at most 1.3)`],
    ['most pods away at once', `${String(mostAway)} (allowed: ${String(maxUnavailable)})`],
    ['writes a pod', `${(cost.podWrites / podCount).toFixed(3)} (target: 1)`],
    ['of these refused, since the pod had moved', String(cost.conflicts)],
    ['status writes', `${String(cost.statusWrites)} (target: at most ${String(mostStatusWrites)})`],
    ['events', String(cost.events)],
    ['operator CPU a pod', `${(cost.cpuMs / podCount).toFixed(2)} ms (target: below 2 ms)`],
    [
      'operator RSS',
      `${mib(atRest)}, peak ${mib(cost.peakBytes)} (target: below ${podCount > 1_000 ? '200' : '120'} MiB)`,
    ],
  ]);
}

async function change(client: KubeClient, { metadata, spec }: SidecarSet): Promise<void> {
  await client.patch(SIDECARSETS, { name: metadata?.name ?? '' }, { type: 'merge', body: { spec } });
}

async function timed(act: () => Promise<void>): Promise<number> {
  const beganMs = performance.now();
  await act();
  return performance.now() - beganMs;
}

function mib(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
}

function print(title: string, rows: readonly (readonly [name: string, value: string])[]): void {
  const lines = rows.map(([name, value]) => `  ${name.padEnd(44)} ${value}`);
  process.stdout.write(`\n${title}\n${lines.join('\n')}\n`);
}

const cluster = await startTestCluster({ node: 'none', progress: printProgress(process.stdout) });
const client = createKubeClient({
  kubeConfig: loadKubeConfig({ file: cluster.kubeconfigPath }),
  queriesPerSecond: 100_000,
  burst: 100_000,
});
const operator = await installOperator(cluster, {}, undefined, {
  program: PROGRAM,
  extraFlags: values['operator-flag'],
  nodeFlags: values['node-flag'],
  environment: environmentOfImage(),
});
const kubelet = startKubelet({
  cluster: client,
  clock: systemClock,
  random: seededRandom(1),
  nodeName: NODE,
  delays: DELAYS,
});
try {
  if (podCount > 0) await benchRollout(client, operator);
  if (Number(values.unmatched) > 0) await benchUnmatched(client, operator, Number(values.unmatched));
} finally {
  await kubelet.stop();
  client.close();
  await operator.process.stop();
  await cluster.stop();
}
