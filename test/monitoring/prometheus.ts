import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../cluster/machine/ports.js';
import { ensureProgram } from '../cluster/machine/debian-packages.js';
import { run } from '../cluster/machine/run.js';
import type { Progress } from '../cluster/progress.js';
import { waitFor } from '../cluster/wait-for.js';

/** One series of an answer, its values in order of time. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970, and the value. */
  readonly points: readonly (readonly [seconds: number, value: number])[];
}

/** A Prometheus of this machine that watches an operator. */
export interface Prometheus {
  /** @throws Error with Prometheus' own words when it does not understand the expression */
  query(expr: string): Promise<readonly Series[]>;
  /** The last `seconds` seconds, a point every `stepSeconds`. */
  queryRange(expr: string, seconds: number, stepSeconds: number): Promise<readonly Series[]>;
  stop(): Promise<void>;
}

/** What Prometheus is to do. */
export interface PrometheusOptions {
  /** Where its data and settings lie; made if need be. */
  readonly directory: string;
  /** Ports of this machine whose /metrics it reads, every second. */
  readonly ports: readonly number[];
  /** A rule file: `{ groups: [...] }`, checked by promtool before anything starts. */
  readonly rules: unknown;
  readonly progress: Progress;
}

/**
 * Starts Prometheus from Debian's package, which it installs if need be.
 *
 * @throws Error when the rules are not as Prometheus wants them
 */
export async function startPrometheus({ directory, ports, rules, progress }: PrometheusOptions): Promise<Prometheus> {
  const program = await ensureProgram('prometheus', 'prometheus', progress);
  const promtool = await ensureProgram('promtool', 'prometheus', progress);
  await mkdir(directory, { recursive: true });
  // JSON is YAML.
  const rulePath = join(directory, 'rules.yaml');
  await writeFile(rulePath, JSON.stringify(rules));
  await run(promtool, ['check', 'rules', rulePath]);
  const settingsPath = join(directory, 'prometheus.yaml');
  await writeFile(settingsPath, JSON.stringify(settingsFor(ports, rulePath)));
  const [port = 0] = await freePorts(1);
  const child = spawn(
    program,
    [
      `--config.file=${settingsPath}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${String(port)}`,
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  const url = `http://127.0.0.1:${String(port)}`;
  await waitFor('Prometheus to answer', async () => (await fetch(`${url}/-/ready`)).ok);
  return {
    query: expr => ask(`${url}/api/v1/query`, { query: expr }),
    queryRange: (expr, seconds, stepSeconds) => {
      const end = Date.now() / 1000;
      const range = { start: String(end - seconds), end: String(end), step: String(stepSeconds) };
      return ask(`${url}/api/v1/query_range`, { query: expr, ...range });
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function settingsFor(ports: readonly number[], rulePath: string): unknown {
  const targets = ports.map(port => `127.0.0.1:${String(port)}`);
  return {
    global: { scrape_interval: '1s', evaluation_interval: '5s' },
    rule_files: [rulePath],
    scrape_configs: [{ job_name: 'sidecarset-operator', static_configs: [{ targets }] }],
  };
}

interface Answer {
  readonly status: 'success' | 'error';
  readonly error?: string;
  readonly data?: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value?: readonly [number, string];
      readonly values?: readonly (readonly [number, string])[];
    }[];
  };
}

async function ask(url: string, query: Readonly<Record<string, string>>): Promise<readonly Series[]> {
  const answer = (await (await fetch(`${url}?${new URLSearchParams(query).toString()}`)).json()) as Answer;
  if (answer.data === undefined) throw new Error(`${query['query'] ?? ''}: ${answer.error ?? answer.status}`);
  return answer.data.result.map(({ metric, value, values }) => ({
    labels: metric,
    points: (values ?? (value === undefined ? [] : [value])).map(([seconds, text]) => [seconds, Number(text)] as const),
  }));
}
