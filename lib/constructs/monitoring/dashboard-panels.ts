import type { HistogramLabels, MetricDefinition } from '../../api/metric-table.js';
import { COUNTERS, GAUGES, HISTOGRAMS } from '../../api/metric-table.js';
import type { MetricName } from './metric-queries.js';
import { quantileOf, rateOf, series, total } from './metric-queries.js';

/** One line or one family of lines in a panel. */
interface PanelQuery {
  readonly expr: string;
  /** Grafana's legend: `{{sidecarset}}` stands for the label. */
  readonly legend: string;
}

/** One panel of the dashboard. */
export interface PanelDefinition {
  readonly title: string;
  /** The metric that it is about: its help is the panel's description. */
  readonly metric: MetricName;
  readonly queries: readonly PanelQuery[];
  /** Grafana's unit. */
  readonly unit: 'short' | 's' | 'reqps' | 'ops' | 'dateTimeFromNow';
  readonly display: 'lines' | 'stacked' | 'number';
}

/** Panels under one heading. */
export interface RowDefinition {
  readonly title: string;
  readonly panels: readonly PanelDefinition[];
  /** Closed until somebody opens it. */
  readonly collapsed: boolean;
}

const CHOSEN = 'sidecarset=~"$sidecarset"';

const ROLLOUTS: readonly PanelDefinition[] = [
  {
    title: 'Pods by revision',
    metric: 'sidecarset_rollout_pods',
    queries: [
      {
        expr: total('sidecarset_rollout_pods', { by: ['sidecarset', 'revision'], where: CHOSEN }),
        legend: '{{sidecarset}} {{revision}}',
      },
    ],
    unit: 'short',
    display: 'stacked',
  },
  {
    title: 'Held pods by reason',
    metric: 'sidecarset_rollout_pods_held',
    queries: [
      {
        expr: total('sidecarset_rollout_pods_held', { by: ['sidecarset', 'reason'], where: CHOSEN }),
        legend: '{{sidecarset}} {{reason}}',
      },
    ],
    unit: 'short',
    display: 'stacked',
  },
  {
    title: 'Ready pods',
    metric: 'sidecarset_rollout_pods_ready',
    queries: [
      {
        expr: total('sidecarset_rollout_pods_ready', { by: ['sidecarset'], where: CHOSEN }),
        legend: '{{sidecarset}}',
      },
    ],
    unit: 'short',
    display: 'lines',
  },
  {
    title: 'Upgrade of one pod',
    metric: 'sidecarset_upgrade_duration_seconds',
    queries: quantiles('sidecarset_upgrade_duration_seconds', { by: ['sidecarset'], where: CHOSEN }),
    unit: 's',
    display: 'lines',
  },
  {
    title: 'Writes on pods',
    metric: 'sidecarset_pod_writes_total',
    queries: [
      {
        expr: rateOf('sidecarset_pod_writes_total', { by: ['step', 'end'], where: CHOSEN }),
        legend: '{{step}} {{end}}',
      },
    ],
    unit: 'ops',
    display: 'lines',
  },
];

const INJECTION: readonly PanelDefinition[] = [
  {
    title: 'Injected pods',
    metric: 'sidecarset_pods_injected_total',
    queries: [
      {
        expr: rateOf('sidecarset_pods_injected_total', { by: ['sidecarset'], where: CHOSEN }),
        legend: '{{sidecarset}}',
      },
    ],
    unit: 'ops',
    display: 'lines',
  },
  {
    title: 'Pods that were not injected, by reason',
    metric: 'sidecarset_pods_not_injected_total',
    queries: [{ expr: rateOf('sidecarset_pods_not_injected_total', { by: ['reason'] }), legend: '{{reason}}' }],
    unit: 'ops',
    display: 'lines',
  },
  {
    title: 'Admission requests',
    metric: 'sidecarset_webhook_requests_total',
    queries: [
      {
        expr: rateOf('sidecarset_webhook_requests_total', { by: ['endpoint', 'verdict'] }),
        legend: '{{endpoint}} {{verdict}}',
      },
    ],
    unit: 'reqps',
    display: 'lines',
  },
  {
    title: 'Time of an admission',
    metric: 'sidecarset_webhook_duration_seconds',
    queries: quantiles('sidecarset_webhook_duration_seconds', { by: ['endpoint'] }),
    unit: 's',
    display: 'lines',
  },
];

const OPERATOR: readonly PanelDefinition[] = [
  {
    title: 'Leaders',
    metric: 'sidecarset_leader',
    queries: [{ expr: total('sidecarset_leader'), legend: 'leaders' }],
    unit: 'short',
    display: 'number',
  },
  {
    title: 'Certificates end',
    metric: 'sidecarset_certificate_not_after_seconds',
    queries: [
      {
        expr: `min by (certificate) (${series('sidecarset_certificate_not_after_seconds')}) * 1000`,
        legend: '{{certificate}}',
      },
    ],
    unit: 'dateTimeFromNow',
    display: 'number',
  },
];

/**
 * The rows of the dashboard. What a person looks at first is arranged by hand; every other metric of the table gets a
 * panel in the last row, so that a new metric is on the dashboard from its first day.
 */
export function dashboardRows(): readonly RowDefinition[] {
  const arranged = [
    { title: 'Rollouts', panels: ROLLOUTS, collapsed: false },
    { title: 'Injection', panels: INJECTION, collapsed: false },
    { title: 'Operator', panels: OPERATOR, collapsed: false },
  ];
  const shown = new Set(arranged.flatMap(({ panels }) => panels.map(({ metric }) => metric)));
  const rest = plainPanels().filter(({ metric }) => !shown.has(metric));
  return [...arranged, { title: 'Everything else', panels: rest, collapsed: true }];
}

function plainPanels(): readonly PanelDefinition[] {
  return [
    ...panelsOf(COUNTERS, (metric, { labels }) => ({
      queries: [{ expr: rateOf(metric, { by: labels }), legend: legendOf(labels) }],
      unit: 'ops',
    })),
    ...panelsOf(GAUGES, (metric, { labels }) => ({
      queries: [
        { expr: `max by (${['pod', ...labels].join(', ')}) (${series(metric)})`, legend: legendOf(['pod', ...labels]) },
      ],
      unit: 'short',
    })),
    ...panelsOf(HISTOGRAMS, (metric, { labels }) => ({ queries: quantiles(metric, { by: labels }), unit: 's' })),
  ];
}

function panelsOf<N extends MetricName, L extends string>(
  table: Readonly<Record<N, MetricDefinition<L>>>,
  draw: (metric: N, definition: MetricDefinition<never>) => Pick<PanelDefinition, 'queries' | 'unit'>,
): readonly PanelDefinition[] {
  return (Object.keys(table) as N[]).map(metric => ({
    title: metric,
    metric,
    display: 'lines',
    ...draw(metric, table[metric] as MetricDefinition<never>),
  }));
}

function quantiles<N extends keyof HistogramLabels>(
  metric: N,
  choice: { readonly by: readonly HistogramLabels[N][]; readonly where?: string },
): readonly PanelQuery[] {
  return [0.5, 0.99].map(quantile => ({
    expr: quantileOf(quantile, metric, choice),
    legend: `${legendOf(choice.by)} ${quantile === 0.5 ? 'half within' : '99 % within'}`.trim(),
  }));
}

function legendOf(labels: readonly string[]): string {
  return labels.map(label => `{{${label}}}`).join(' ');
}

/** What the table says of a metric. */
export function helpOf(metric: MetricName): string {
  const table: Readonly<Record<string, MetricDefinition<string>>> = { ...COUNTERS, ...GAUGES, ...HISTOGRAMS };
  return table[metric]?.help ?? '';
}
