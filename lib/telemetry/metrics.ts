import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { CounterLabels, GaugeLabels, HistogramLabels } from '../api/metric-table.js';
import { COUNTERS, GAUGES, HISTOGRAMS } from '../api/metric-table.js';

/** A value for every label of a metric. */
type Labels<L extends string> = Readonly<Record<L, string>>;

/** What the operator counts. Names and labels come from the metric table; any other name does not compile. */
export interface Metrics {
  /** Adds `amount` (default 1) to a counter. */
  count<N extends keyof CounterLabels>(name: N, labels: Labels<CounterLabels[N]>, amount?: number): void;
  /** Sets a gauge. */
  set<N extends keyof GaugeLabels>(name: N, labels: Labels<GaugeLabels[N]>, value: number): void;
  /** Sets a gauge to the present time, in seconds since 1970. */
  stamp<N extends keyof GaugeLabels>(name: N, labels: Labels<GaugeLabels[N]>): void;
  /** Takes one series of a gauge away. */
  remove<N extends keyof GaugeLabels>(name: N, labels: Labels<GaugeLabels[N]>): void;
  /** Adds one observation to a histogram, in the unit of its name. */
  observe<N extends keyof HistogramLabels>(name: N, labels: Labels<HistogramLabels[N]>, value: number): void;
  /** Everything in Prometheus' text format. */
  text(): Promise<string>;
  /** The content type of {@link Metrics.text}. */
  readonly contentType: string;
}

/** How the metrics are made. */
export interface MetricsOptions {
  /** Version of the operator, for `sidecarset_build_info`. */
  readonly version: string;
  /** Also collect Node's own (`process_*`, `nodejs_*`). @default true */
  readonly processMetrics?: boolean;
}

/**
 * Makes a registry of its own from the metric table, so that two operators in one process (tests) do not mix.
 * Metrics without labels are there from the start with the value 0, so that an alert on them never lacks data.
 */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counters = mapTable(COUNTERS, (name, { help, labels }) => {
    return new Counter({ name, help, labelNames: labels, registers });
  });
  const gauges = mapTable(GAUGES, (name, { help, labels }) => {
    return new Gauge({ name, help, labelNames: labels, registers });
  });
  const histograms = mapTable(HISTOGRAMS, (name, { help, labels, buckets }) => {
    return new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers });
  });
  if (options.processMetrics !== false) collectDefaultMetrics({ register: registry });
  gauges.sidecarset_build_info.set({ version: options.version, node: process.version }, 1);
  const observations = inBatches();
  return {
    count: (name, labels, amount = 1) => observations.add(() => counters[name].inc(labels, amount)),
    set: (name, labels, value) => gauges[name].set(labels, value),
    stamp: (name, labels) => gauges[name].setToCurrentTime(labels),
    remove: (name, labels) => gauges[name].remove(labels),
    observe: (name, labels, value) => observations.add(() => histograms[name].observe(labels, value)),
    text() {
      observations.flush();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

/** So many observations wait at most. */
const BATCH = 1000;

/**
 * Holds observations back until somebody asks for the metrics, or many wait. To look one up among its labels takes
 * several times as long amid an admission as together with others of its kind.
 */
function inBatches(): { add(observation: () => void): void; flush(): void } {
  let waiting: (() => void)[] = [];
  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    for (const observe of batch) observe();
  };
  return {
    add(observation) {
      waiting.push(observation);
      if (waiting.length >= BATCH) flush();
    },
    flush,
  };
}

function mapTable<N extends string, D, M>(
  table: Readonly<Record<N, D>>,
  make: (name: N, definition: D) => M,
): Record<N, M> {
  const entries = Object.entries(table) as [N, D][];
  return Object.fromEntries(entries.map(([name, definition]) => [name, make(name, definition)])) as Record<N, M>;
}
