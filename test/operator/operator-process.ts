import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { imageNode } from '../../packaging/image-node.js';
import { waitFor } from '../cluster/wait-for.js';

/** An operator that runs as a process of this machine, beside the cluster. */
export interface OperatorProcess {
  readonly pid: number;
  /** Everything that it has logged so far, one JSON object a line. */
  logLines(): readonly Readonly<Record<string, unknown>>[];
  /** Waits until it can be asked about pods and SidecarSets. */
  whenReady(): Promise<void>;
  /** SIGTERM, and waits until it has drained and ended. */
  stop(): Promise<void>;
  /** SIGKILL: no drain, no release of the lease. */
  kill(): Promise<void>;
}

/** Where an operator runs and what it may do. */
export interface OperatorProcessOptions {
  /** Kubeconfig that acts as the operator's ServiceAccount. */
  readonly kubeconfigPath: string;
  readonly webhookPort: number;
  readonly healthPort: number;
  readonly identity: string;
  readonly logPath: string;
  /** The program. Default: what the compiler has made. */
  readonly program?: string;
  readonly extraFlags?: readonly string[];
  /** Of Node itself. */
  readonly nodeFlags?: readonly string[];
  /** Beside that of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts `sidecarset operator`, on the Node that its image has. */
export function startOperatorProcess(options: OperatorProcessOptions): OperatorProcess {
  const flags = [
    `--kubeconfig=${options.kubeconfigPath}`,
    `--webhook-port=${String(options.webhookPort)}`,
    `--health-port=${String(options.healthPort)}`,
    `--identity=${options.identity}`,
    '--certificate-host=127.0.0.1',
    '--drain-seconds=0',
    ...(options.extraFlags ?? []),
  ];
  const program = options.program ?? 'dist/js/lib/cli/main.js';
  const child = spawn(imageNode(), [...(options.nodeFlags ?? []), program, 'operator', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
  });
  const log = createWriteStream(options.logPath, { flags: 'a' });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return {
    pid: child.pid ?? -1,
    logLines: () => readLog(options.logPath),
    whenReady: () => whenReady(options, child),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

async function whenReady({ healthPort, logPath }: OperatorProcessOptions, child: ChildProcess): Promise<void> {
  await waitFor(`the operator to be ready (its log: ${logPath})`, async () => {
    if (child.exitCode !== null) throw new Error(`the operator ended with ${String(child.exitCode)}`);
    const answer = await fetch(`http://127.0.0.1:${String(healthPort)}/readyz`);
    if (!answer.ok) throw new Error(await answer.text());
    return true;
  });
}

function readLog(path: string): readonly Readonly<Record<string, unknown>>[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

/** Writes a kubeconfig that acts with a bearer token. */
export async function writeTokenKubeconfig(
  directory: string,
  access: { readonly server: string; readonly certificateAuthority: string; readonly token: string },
): Promise<string> {
  const path = join(directory, 'operator.kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'operator',
    contexts: [{ name: 'operator', context: { cluster: 'cluster', user: 'operator' } }],
    clusters: [
      {
        name: 'cluster',
        cluster: {
          server: access.server,
          'certificate-authority-data': Buffer.from(access.certificateAuthority).toString('base64'),
        },
      },
    ],
    users: [{ name: 'operator', user: { token: access.token } }],
  };
  await writeFile(path, JSON.stringify(config, undefined, 2), { mode: 0o600 });
  return path;
}
