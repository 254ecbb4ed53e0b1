import { Construct } from 'constructs';
import type { ConfigMap, KubernetesObject, Service } from '../../api/kubernetes.generated.js';
import { OPERATOR_NAME, OPERATOR_NAMESPACE } from '../../api/permissions.js';
import type { Manifest } from '../kube-object.js';
import { KubeObject } from '../kube-object.js';
import { operatorLabels } from '../operator-labels.js';
import type { Alert } from './alerts.js';
import { ALERTS } from './alerts.js';
import { grafanaDashboard } from './grafana-dashboard.js';

/** How the operator is watched. */
export interface SidecarSetMonitoringProps {
  /**
   * The operator's namespace.
   *
   * @default 'sidecarset-system'
   */
  readonly namespace?: string;

  /**
   * Labels by which your Prometheus chooses ServiceMonitors and PrometheusRules.
   *
   * @default - none; a Prometheus that chooses by label will not see them
   */
  readonly prometheusLabels?: Readonly<Record<string, string>>;

  /**
   * How often Prometheus asks: a Prometheus duration.
   *
   * @default '30s'
   */
  readonly scrapeInterval?: string;

  /**
   * Labels by which Grafana's sidecar finds ConfigMaps with dashboards.
   *
   * @default { grafana_dashboard: '1' }
   */
  readonly dashboardLabels?: Readonly<Record<string, string>>;
}

const METRICS_SERVICE = `${OPERATOR_NAME}-metrics`;
/** Named in the Deployment: where healthz, readyz and metrics are. */
const HEALTH_PORT_NAME = 'health';

/**
 * Watches over the operator with the Prometheus operator and Grafana: a Service and a ServiceMonitor for its metrics, a
 * PrometheusRule with alerts, a ConfigMap with a dashboard. A construct of its own, because a cluster without the Prometheus
 * operator would refuse the first two.
 *
 * @example
 * new SidecarSetMonitoring(chart, 'monitoring', { prometheusLabels: { release: 'kube-prometheus-stack' } });
 */
export class SidecarSetMonitoring extends Construct {
  constructor(scope: Construct, id: string, props: SidecarSetMonitoringProps = {}) {
    super(scope, id);
    const choices: Choices = {
      namespace: props.namespace ?? OPERATOR_NAMESPACE,
      prometheusLabels: props.prometheusLabels ?? {},
      scrapeInterval: props.scrapeInterval ?? '30s',
      dashboardLabels: props.dashboardLabels ?? { grafana_dashboard: '1' },
    };
    for (const render of [metricsService, serviceMonitor, prometheusRule, dashboardConfigMap]) {
      const manifest = render(choices);
      new KubeObject(this, manifest.kind, manifest);
    }
  }
}

type Choices = Required<SidecarSetMonitoringProps>;

/** What Kubernetes itself does not know: `spec` is as the Prometheus operator documents it. */
type CustomObject = Manifest<KubernetesObject & { readonly spec: unknown }>;

const metricsLabels = { ...operatorLabels, 'app.kubernetes.io/component': 'metrics' };

/** Without an address of its own: Prometheus asks every copy. One that is not ready is asked too. */
function metricsService({ namespace }: Choices): Manifest<Service> {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: METRICS_SERVICE, namespace, labels: metricsLabels },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: operatorLabels,
      ports: [{ name: 'metrics', port: 8080, protocol: 'TCP', targetPort: HEALTH_PORT_NAME }],
    },
  };
}

function serviceMonitor({ namespace, prometheusLabels, scrapeInterval }: Choices): CustomObject {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: OPERATOR_NAME, namespace, labels: { ...operatorLabels, ...prometheusLabels } },
    spec: {
      selector: { matchLabels: metricsLabels },
      endpoints: [{ port: 'metrics', path: '/metrics', interval: scrapeInterval }],
    },
  };
}

function prometheusRule({ namespace, prometheusLabels }: Choices): CustomObject {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: OPERATOR_NAME, namespace, labels: { ...operatorLabels, ...prometheusLabels } },
    spec: { groups: [{ name: OPERATOR_NAME, rules: ALERTS.map(alertRule) }] },
  };
}

function alertRule({ name, expr, holdsFor, severity, summary, description }: Alert): unknown {
  return { alert: name, expr, for: holdsFor, labels: { severity }, annotations: { summary, description } };
}

function dashboardConfigMap({ namespace, dashboardLabels }: Choices): Manifest<ConfigMap> {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${OPERATOR_NAME}-dashboard`, namespace, labels: { ...operatorLabels, ...dashboardLabels } },
    data: { 'sidecarsets.json': `${JSON.stringify(grafanaDashboard(), undefined, 2)}\n` },
  };
}
