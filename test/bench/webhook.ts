import type { ChildProcess } from 'node:child_process';
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';

import { CandidateIndex } from '../../lib/decide/injection/candidate-index.js';
import { imageNode } from '../../packaging/image-node.js';
import { issueAuthority, issueServing } from '../../webhook/certificate-authority.js';
import type { ServingCertificate } from '../../webhook/server.js';
import type { Measured } from './webhook/load.js';
import { measure } from './webhook/load.js';
import type { Order, Report } from './webhook/server-process.js';
import type { Scenario } from './webhook/workload.js';
import { podOfReview, reviewOfPod, sidecarSetsOf } from './webhook/workload.js';

// How many reviews of pods does the webhook answer, how fast, and how does that compare with node:https that only sends a
// fixed answer of the same size? Both take turns, in processes of their own, so that the machine's moods meet both.

const SCENARIOS: readonly Scenario[] = [1, 100, 10_000].flatMap(sidecarSets =>
  [0, 1, 10].filter(matching => matching <= sidecarSets).map(matching => ({ sidecarSets, matching })),
);
const ROUNDS = 5;
const ROUND_MS = 1_500;
/** Before that, figures tell of a compiler at work more than of the server. */
const WARM_UP_ANSWERS = 10_000;
const CONNECTIONS = 4;
const PATH = '/mutate-pod';

/** One server process. */
interface Subject {
  readonly process: ChildProcess;
  readonly port: number;
}

/** What one round says about one server. */
interface Figures {
  readonly answers: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of the server for one answer; the machine's other work does not enter it much. */
  readonly cpuMicros: number;
  readonly answer: string;
}

interface Bench {
  readonly ca: string;
  readonly certificate: ServingCertificate;
  readonly body: string;
}

function versionOf(node: string): string {
  return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
}

async function start(bench: Bench, what: Scenario | { answer: string }): Promise<Subject> {
  const child = fork(new URL('./webhook/server-process.js', import.meta.url), {
    execPath: imageNode(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const served = await order(child, { kind: 'serve', certificate: bench.certificate, what });
  if (served.kind !== 'serving') throw new Error('the server did not begin');
  return { process: child, port: served.port };
}

async function order(child: ChildProcess, line: Order): Promise<Report> {
  const answered = once(child, 'message');
  child.send(line);
  const [report] = (await answered) as [Report];
  return report;
}

async function cpuMicros({ process }: Subject): Promise<number> {
  const report = await order(process, { kind: 'cpu' });
  return report.kind === 'cpu' ? report.micros : NaN;
}

async function warmUp(bench: Bench, subject: Subject): Promise<Figures> {
  let round = await run(bench, subject);
  for (let answers = round.answers; answers < WARM_UP_ANSWERS; answers += round.answers) {
    round = await run(bench, subject);
  }
  return round;
}

async function run({ ca, body }: Bench, subject: Subject): Promise<Figures> {
  const { port } = subject;
  const before = await cpuMicros(subject);
  const measured = await measure({ port, ca, path: PATH, body, connections: CONNECTIONS, durationMs: ROUND_MS });
  const spent = (await cpuMicros(subject)) - before;
  return figuresOf(measured, spent);
}

function figuresOf({ tookMs, latenciesMs, lastAnswer }: Measured, spentMicros: number): Figures {
  const at = (share: number): number => latenciesMs[Math.floor((latenciesMs.length - 1) * share)] ?? NaN;
  return {
    answers: latenciesMs.length,
    perSecond: latenciesMs.length / (tookMs / 1000),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    cpuMicros: spentMicros / latenciesMs.length,
    answer: lastAnswer,
  };
}

async function compare(bench: Bench, scenario: Scenario): Promise<string> {
  const webhook = await start(bench, scenario);
  const compared = comparedWith(scenario);
  const { answer } = await warmUp(bench, webhook);
  expectInjected(answer, scenario);
  const bare = await start(bench, { answer });
  await warmUp(bench, bare);
  const rounds: { readonly ours: Figures; readonly theirs: Figures }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const theirs = await run(bench, bare);
    rounds.push({ theirs, ours: await run(bench, webhook) });
  }
  for (const { process } of [webhook, bare]) {
    process.disconnect();
    await once(process, 'exit');
  }
  const of = (value: (round: (typeof rounds)[number]) => number): number => median(rounds.map(value));
  return row([
    scenario.sidecarSets.toLocaleString('en'),
    String(scenario.matching),
    String(compared),
    of(({ ours }) => ours.perSecond).toFixed(0),
    of(({ ours }) => ours.p50Ms).toFixed(2),
    of(({ ours }) => ours.p99Ms).toFixed(2),
    of(({ theirs }) => theirs.perSecond).toFixed(0),
    of(({ theirs }) => theirs.p99Ms).toFixed(2),
    of(({ ours, theirs }) => ours.perSecond / theirs.perSecond).toFixed(2),
    of(({ ours }) => ours.cpuMicros).toFixed(0),
    of(({ ours, theirs }) => theirs.cpuMicros / ours.cpuMicros).toFixed(2),
    loadavg()[0]?.toFixed(1) ?? '',
  ]);
}

/** With how many SidecarSets the pod is compared: a figure that no other work on the machine can change. */
function comparedWith(scenario: Scenario): number {
  const index = new CandidateIndex();
  for (const sidecarSet of sidecarSetsOf(scenario)) index.put(sidecarSet);
  return index.candidates(podOfReview()).length;
}

/** A benchmark of wrong answers is worth nothing. */
function expectInjected(answer: string, { matching }: Scenario): void {
  const { response } = JSON.parse(answer) as { response: { patch?: string } };
  const patch = Buffer.from(response.patch ?? '', 'base64').toString('utf8');
  const injected = patch.split('IS_INJECTED').length - 1;
  if (injected !== matching)
    throw new Error(`${String(injected)} sidecars in the answer instead of ${String(matching)}`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.padStart(9)).join(' | ')} |`;
}

const validity = { nowMs: Date.now(), lifeMs: 86_400_000 };
const authority = await issueAuthority(validity);
const certificate = await issueServing({ ...validity, authority, hosts: ['127.0.0.1', 'localhost'] });
const bench: Bench = { ca: authority.certificate, certificate, body: reviewOfPod() };

const head = [
  'sets',
  'matching',
  'compared',
  'req/s',
  'p50 ms',
  'p99 ms',
  'bare/s',
  'bare p99',
  'of bare',
  'CPU µs',
  'by CPU',
  'load',
];
const notes = [
  `Node ${versionOf(imageNode())} serves, ${String(cpus().length)} processors, ${String(CONNECTIONS)} connections, reviews of ${String(bench.body.length)} bytes,`,
  `medians of ${String(ROUNDS)} rounds. "compared": SidecarSets whose selectors are looked at for the pod. "of bare": requests a second against node:https with a fixed answer of the same size;`,
  '"CPU µs": processor time of an answer; "by CPU": "of bare" reckoned by it; "load": load average of the last minute, the benchmark itself included. Targets: p99 below 5 ms at 10,000 sets with one matching, 0.5 of bare.',
];
process.stdout.write(`${notes.join('\n')}\n\n${row(head)}\n${row(head.map(() => '---------'))}\n`);
for (const scenario of SCENARIOS) process.stdout.write(`${await compare(bench, scenario)}\n`);
