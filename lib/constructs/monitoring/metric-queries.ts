import type { CounterLabels, GaugeLabels, HistogramLabels } from '../../api/metric-table.js';

/** Any metric of the table. */
export type MetricName = keyof CounterLabels | keyof GaugeLabels | keyof HistogramLabels;

/** Which series of a metric are meant, and what they are summed up by. */
interface SeriesChoice<L extends string> {
  /** Labels that stay apart; all others are summed up. Default: none. */
  readonly by?: readonly L[];
  /** PromQL label matchers without braces: `endpoint="mpod"`. */
  readonly where?: string;
  /** PromQL duration. Default: Grafana's own, which fits the scrape interval. */
  readonly over?: string;
}

const GRAFANA_INTERVAL = '$__rate_interval';

/** Series of a gauge as they are. */
export function series(name: keyof GaugeLabels, where = ''): string {
  return `${name}${braced(where)}`;
}

/** Sum of a gauge over every process that tells it. */
export function total<N extends keyof GaugeLabels>(
  name: N,
  { by = [], where = '' }: SeriesChoice<GaugeLabels[N]> = {},
): string {
  return `sum${grouping(by)}(${name}${braced(where)})`;
}

/** How often a counter counts, per second. */
export function rateOf<N extends keyof CounterLabels>(
  name: N,
  { by = [], where = '', over = GRAFANA_INTERVAL }: SeriesChoice<CounterLabels[N]> = {},
): string {
  return `sum${grouping(by)}(rate(${name}${braced(where)}[${over}]))`;
}

/** How much a counter counted in a time. */
export function increaseOf<N extends keyof CounterLabels>(
  name: N,
  { by = [], where = '', over = GRAFANA_INTERVAL }: SeriesChoice<CounterLabels[N]>,
): string {
  return `sum${grouping(by)}(increase(${name}${braced(where)}[${over}]))`;
}

/** A quantile of a histogram, between 0 and 1. */
export function quantileOf<N extends keyof HistogramLabels>(
  quantile: number,
  name: N,
  { by = [], where = '', over = GRAFANA_INTERVAL }: SeriesChoice<HistogramLabels[N]> = {},
): string {
  return `histogram_quantile(${quantile}, sum by (${['le', ...by].join(', ')}) (rate(${name}_bucket${braced(where)}[${over}])))`;
}

function grouping(by: readonly string[]): string {
  return by.length === 0 ? ' ' : ` by (${by.join(', ')}) `;
}

function braced(where: string): string {
  return where === '' ? '' : `{${where}}`;
}
