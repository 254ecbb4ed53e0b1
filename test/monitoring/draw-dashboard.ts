import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { ALERTS } from '../../lib/constructs/monitoring/alerts.js';
import { grafanaDashboard } from '../../lib/constructs/monitoring/grafana-dashboard.js';
import { printProgress } from '../cluster/progress.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { installOperator, whenInjectionReady } from '../operator/install-operator.js';
import { supplyNode } from '../operator/supply-node.js';
import type { FilledPanel } from './draw-panels.js';
import { drawPanels } from './draw-panels.js';
import type { Prometheus } from './prometheus.js';
import { startPrometheus } from './prometheus.js';
import { readPanels } from './read-panels.js';

// Draws the dashboard during two real rollouts, one of them stopped by an image that cannot be pulled:
// npm run build && node dist/js/test/monitoring/draw-dashboard.js

const PICTURE = 'docs/images/dashboard.svg';
const PODS = 6;
const progress = printProgress(process.stderr);

function logs(image: string): SidecarSet {
  return {
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'SidecarSet',
    metadata: { name: 'logs' },
    spec: { selector: { matchLabels: { app: 'shop' } }, containers: [{ name: 'agent', image }] },
  };
}

async function rollOut(cluster: TestCluster): Promise<void> {
  await cluster.kubectl.apply(logs('centos:6.7'));
  await whenInjectionReady(cluster, 'logs');
  for (let index = 0; index < PODS; index += 1) {
    const metadata = { name: `shop-${index}`, namespace: 'default', labels: { app: 'shop' } };
    const spec = { containers: [{ name: 'app', image: 'nginx:1.15.1' }] };
    await cluster.kubectl.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
  }
  await counted(cluster, 'readyPods');
  await cluster.kubectl.apply(logs('centos:7'));
  await counted(cluster, 'updatedReadyPods');
  progress('an image that cannot be pulled');
  await cluster.kubectl.apply(logs('centos:nowhere'));
  await pause(20_000);
  await cluster.kubectl.apply(logs('centos:6.7'));
  await pause(2_000);
  await counted(cluster, 'updatedReadyPods');
  await pause(5_000);
}

function counted(cluster: TestCluster, field: 'readyPods' | 'updatedReadyPods'): Promise<unknown> {
  return waitFor(`${PODS} ${field}`, async () => {
    const { status, metadata } = await cluster.kubectl.get<SidecarSet>('sidecarset', 'logs');
    return status?.observedGeneration === metadata?.generation && status?.[field] === PODS;
  });
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}

async function fill(prometheus: Prometheus, seconds: number): Promise<readonly FilledPanel[]> {
  const filled = [];
  for (const { title, arranged, unit, queries } of readPanels(grafanaDashboard())) {
    if (!arranged || unit === 'dateTimeFromNow' || title === 'Leaders') continue;
    const lines = [];
    for (const { expr, legend } of queries) {
      for (const { labels, points } of await prometheus.queryRange(expr, seconds, 1))
        lines.push({ legend: legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => labels[label] ?? ''), points });
    }
    filled.push({ title, unit, lines });
  }
  return filled;
}

const cluster = await startTestCluster({ progress });
const node = await supplyNode(cluster, ['nginx:1.15.1', 'centos:6.7', 'centos:7']);
const operator = await installOperator(cluster);
const groups = [{ name: 'alerts', rules: ALERTS.map(({ name, expr }) => ({ alert: name, expr })) }];
const directory = join(cluster.directory, 'prometheus');
const prometheus = await startPrometheus({ directory, ports: [operator.healthPort], rules: { groups }, progress });
const begunMs = Date.now();
try {
  await rollOut(cluster);
  await writeFile(PICTURE, drawPanels(await fill(prometheus, (Date.now() - begunMs) / 1000)));
} finally {
  await prometheus.stop();
  await operator.process.stop();
  await node.stop();
  await cluster.stop();
}
