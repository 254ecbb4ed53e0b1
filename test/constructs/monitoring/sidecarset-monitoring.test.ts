import { readFileSync } from 'node:fs';

import { expect } from 'chai';

import type { ConfigMap, KubernetesObject, Service } from '../../../lib/api/kubernetes.generated.js';
import { COUNTERS, GAUGES, HISTOGRAMS } from '../../../lib/api/metric-table.js';
import type { SidecarSetMonitoringProps } from '../../../lib/constructs/monitoring/sidecarset-monitoring.js';
import { SidecarSetMonitoring } from '../../../lib/constructs/monitoring/sidecarset-monitoring.js';
import { SidecarSetOperator } from '../../../lib/constructs/sidecarset-operator.js';
import type { Chart } from 'cdk8s';
import { aChart, theOnly } from '../synthesize.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}
type Custom<S> = KubernetesObject & { readonly spec: S };

function monitored(props: SidecarSetMonitoringProps = {}): Chart {
  const chart = aChart();
  new SidecarSetMonitoring(chart, 'monitoring', props);
  return chart;
}

function rules(): readonly Rule[] {
  const { spec } = theOnly<Custom<{ groups: { rules: Rule[] }[] }>>('PrometheusRule', monitored());
  return spec.groups.flatMap(group => group.rules);
}

describe('SidecarSetMonitoring', () => {
  it('leads Prometheus to the port of every copy of the operator', () => {
    const chart = monitored();
    const service = theOnly<Service>('Service', chart);
    const monitor = theOnly<
      Custom<{ selector: { matchLabels: unknown }; endpoints: { port: string; interval: string }[] }>
    >('ServiceMonitor', chart);
    expect(monitor.spec.selector.matchLabels).to.deep.equal(service.metadata?.labels);
    expect(monitor.spec.endpoints).to.deep.equal([{ port: 'metrics', path: '/metrics', interval: '30s' }]);

    const operator = aChart();
    new SidecarSetOperator(operator, 'operator');
    const deployment = theOnly<
      Custom<{ template: { metadata: { labels: object }; spec: { containers: { ports: { name: string }[] }[] } } }>
    >('Deployment', operator).spec.template;
    expect(deployment.metadata.labels).to.include(service.spec!.selector!);
    const names = deployment.spec.containers.flatMap(({ ports }) => ports.map(({ name }) => name));
    expect(names).to.include(service.spec!.ports![0]!.targetPort);
  });

  it('carries the labels by which Prometheus and Grafana choose', () => {
    const chart = monitored({ prometheusLabels: { release: 'main' }, dashboardLabels: { dashboards: 'yes' } });
    expect(theOnly('ServiceMonitor', chart).metadata?.labels).to.include({ release: 'main' });
    expect(theOnly('PrometheusRule', chart).metadata?.labels).to.include({ release: 'main' });
    expect(theOnly('ConfigMap', chart).metadata?.labels).to.include({ dashboards: 'yes' });
  });

  it('lives in the namespace of the operator', () => {
    const chart = monitored({ namespace: 'ops' });
    for (const kind of ['Service', 'ServiceMonitor', 'PrometheusRule', 'ConfigMap'])
      expect(theOnly(kind, chart).metadata?.namespace, kind).to.equal('ops');
  });

  it('brings the dashboard as JSON', () => {
    const { data } = theOnly<ConfigMap>('ConfigMap', monitored());
    expect(JSON.parse(data!['sidecarsets.json']!)).to.have.property('title', 'SidecarSets');
  });
});

describe('the alerts', () => {
  it('ask for metrics of the table only', () => {
    const known = Object.keys({ ...COUNTERS, ...GAUGES, ...HISTOGRAMS });
    const asked = rules().flatMap(({ expr }) => expr.match(/\bsidecarset_[a-z_]+/g) ?? []);
    expect(asked.filter(name => !known.includes(name.replace(/_bucket$/, '')))).to.deep.equal([]);
  });

  it('say in words what is wrong and what to do', () => {
    for (const { alert, annotations, labels, ...rule } of rules()) {
      expect(alert).to.match(/^SidecarSet[A-Z]/);
      expect(annotations.summary, alert).to.match(/\w/);
      expect(annotations.description, alert).to.have.length.greaterThan(60);
      expect(['critical', 'warning']).to.include(labels.severity);
      expect(rule.for).to.match(/^\d+[mh]$/);
    }
  });

  it('are each told in the guide, with their severity', () => {
    const guide = readFileSync('docs/guides/monitoring.md', 'utf8');
    for (const { alert, labels } of rules())
      expect(guide).to.match(new RegExp(`\\| ${alert} +\\| ${labels.severity} `));
  });

  it('use no variables of Grafana', () => {
    for (const { alert, expr } of rules()) expect(expr, alert).not.to.contain('$__');
  });
});
