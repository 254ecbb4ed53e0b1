import { join } from 'node:path';

import { App, Chart } from 'cdk8s';
import { expect } from 'chai';

import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { grafanaDashboard } from '../../lib/constructs/monitoring/grafana-dashboard.js';
import { SidecarSetMonitoring } from '../../lib/constructs/monitoring/sidecarset-monitoring.js';
import { printProgress } from '../cluster/progress.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { Prometheus } from '../monitoring/prometheus.js';
import { startPrometheus } from '../monitoring/prometheus.js';
import { readPanels } from '../monitoring/read-panels.js';
import type { InstalledOperator } from '../operator/install-operator.js';
import { installOperator, whenInjectionReady } from '../operator/install-operator.js';
import type { SuppliedNode } from '../operator/supply-node.js';
import { supplyNode } from '../operator/supply-node.js';
import { freshNamespace } from './fresh-namespace.js';

const LOGS: SidecarSet = {
  apiVersion: 'apps.kruise.io/v1beta1',
  kind: 'SidecarSet',
  metadata: { name: 'logs' },
  spec: { selector: { matchLabels: { app: 'shop' } }, containers: [{ name: 'agent', image: 'centos:6.7' }] },
};

describe('monitoring, by a real Prometheus', function () {
  let cluster: TestCluster;
  let node: SuppliedNode | undefined;
  let operator: InstalledOperator | undefined;
  let prometheus: Prometheus | undefined;

  before(async () => {
    cluster = await startTestCluster();
    node = await supplyNode(cluster, ['nginx:1.15.1', 'centos:6.7', 'centos:7']);
    operator = await installOperator(cluster);
    prometheus = await startPrometheus({
      directory: join(cluster.directory, 'prometheus'),
      ports: [operator.healthPort],
      rules: renderedRules(),
      progress: printProgress(process.stderr),
    });
  });

  after(async () => {
    await prometheus?.stop();
    await operator?.process.stop();
    await node?.stop();
    await cluster.stop();
  });

  const valueOf = async (expr: string): Promise<number | undefined> =>
    (await prometheus!.query(expr))[0]?.points[0]?.[1];

  it('sees a rollout: who holds which revision, and how long an upgrade took', async () => {
    const namespace = await freshNamespace(cluster);
    await cluster.kubectl.apply(LOGS);
    await whenInjectionReady(cluster, 'logs');
    await cluster.kubectl.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'shop', namespace, labels: { app: 'shop' } },
      spec: { containers: [{ name: 'app', image: 'nginx:1.15.1' }] },
    });
    const ready = 'sum(sidecarset_rollout_pods_ready{sidecarset="logs"})';
    await waitFor('one ready pod', async () => (await valueOf(ready)) === 1);
    await cluster.kubectl.apply({
      ...LOGS,
      spec: { ...LOGS.spec, containers: [{ name: 'agent', image: 'centos:7' }] },
    });
    await waitFor('the measured upgrade', async () => {
      return (await valueOf('sum(sidecarset_upgrade_duration_seconds_count{sidecarset="logs"})')) === 1;
    });
    expect(await valueOf('sum(sidecarset_pod_writes_total{sidecarset="logs",end="written"})')).to.equal(1);
    await waitFor('one ready pod again', async () => (await valueOf(ready)) === 1);
    const revisions = await prometheus!.query('sidecarset_rollout_pods{sidecarset="logs"} == 1');
    expect(revisions).to.have.length(1);
    const latest = await cluster.kubectl('get', 'sidecarset', 'logs', '--output=jsonpath={.status.latestRevision}');
    expect(revisions[0]?.labels).to.include({ revision: latest });
  });

  it('understands every query of the dashboard, and has data for the panels that are arranged by hand', async () => {
    // Nothing is held and no pod was left alone in this cluster.
    const quiet = ['Held pods by reason', 'Pods that were not injected, by reason'];
    for (const { title, arranged, queries } of readPanels(grafanaDashboard())) {
      for (const { expr } of queries) {
        await prometheus!.query(expr);
        if (!arranged || quiet.includes(title)) continue;
        // Rates need two samples.
        await waitFor(`data for the panel ${title}`, async () => (await prometheus!.query(expr)).length > 0);
      }
    }
  });

  it('raises no alert about an operator that is well', async () => {
    // Also none that only has not held for long enough; when Prometheus began it had not seen the operator yet.
    await waitFor('no alert, not even a pending one', async () => {
      const names = (await prometheus!.query('ALERTS')).map(({ labels }) => labels['alertname']);
      if (names.length === 0) return true;
      throw new Error(names.join(', '));
    });
  });

  it('forgets a SidecarSet that is deleted', async () => {
    await cluster.kubectl('delete', 'sidecarset', 'logs');
    await waitFor('no series about it', async () => {
      return (await prometheus!.query('{__name__=~"sidecarset_rollout_.*",sidecarset="logs"}')).length === 0;
    });
  });
});

/** What the Prometheus operator makes of a PrometheusRule. */
function renderedRules(): unknown {
  const chart = new Chart(new App(), 'monitoring');
  new SidecarSetMonitoring(chart, 'monitoring');
  const objects = chart.toJson() as { readonly kind: string; readonly spec: unknown }[];
  return objects.find(({ kind }) => kind === 'PrometheusRule')?.spec;
}
