import { spawn } from 'node:child_process';
import { open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterDirectory } from '../cluster-directory.js';
import { Hopeless, waitFor, type WaitOptions } from '../wait-for.js';

/** A program of a cluster, known by its name within it. */
export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Enough to tell a process from a later one that was given its number. Also what a pid file holds. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly commandLine: readonly string[];
}

/** Starts a program that outlives us, with a log file and a pid file in the cluster's folder. */
export async function startProcess(directory: ClusterDirectory, spec: ProcessSpec): Promise<void> {
  const log = await open(logPath(directory, spec.name), 'a');
  try {
    const child = spawn(spec.command, spec.args, {
      cwd: directory.root,
      detached: true,
      env: { ...process.env, ...spec.env },
      stdio: ['ignore', log.fd, log.fd],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', resolve);
    });
    child.unref();
    const identity = { pid: child.pid, commandLine: [spec.command, ...spec.args] };
    await writeFile(pidPath(directory, spec.name), JSON.stringify(identity));
  } finally {
    await log.close();
  }
}

/**
 * Waits until a program answers.
 *
 * @throws Error with the end of its log when it ends or does not answer in time
 */
export async function waitUntilUp(
  directory: ClusterDirectory,
  name: string,
  answers: () => Promise<boolean>,
  options?: WaitOptions,
): Promise<void> {
  try {
    await waitFor(
      `${name} to answer`,
      async () => {
        if (!(await isRunning(directory, name))) throw new Hopeless(`${name} has ended`);
        return answers();
      },
      options,
    );
  } catch (error) {
    const lines = (await readFile(logPath(directory, name), 'utf8')).trim().split('\n').slice(-15);
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}; the end of ${logPath(directory, name)}:\n${lines.join('\n')}`, { cause: error });
  }
}

/** Does the process of this name live? */
export async function isRunning(directory: ClusterDirectory, name: string): Promise<boolean> {
  const recorded = await readPidFile(directory, name);
  return recorded !== undefined && (await lives(recorded));
}

/** Ends a process in good order, or by force after a while. Without effect when there is none. */
export async function stopProcess(directory: ClusterDirectory, name: string, graceMs = 10_000): Promise<void> {
  const recorded = await readPidFile(directory, name);
  if (recorded !== undefined && (await lives(recorded))) {
    process.kill(recorded.pid, 'SIGTERM');
    try {
      await waitFor(`${name} to end`, async () => !(await lives(recorded)), { timeoutMs: graceMs, everyMs: 20 });
    } catch {
      process.kill(recorded.pid, 'SIGKILL');
      await waitFor(`${name} to be killed`, async () => !(await lives(recorded)), { timeoutMs: 10_000 });
    }
  }
  await rm(pidPath(directory, name), { force: true });
}

/** Names of all processes that were started and not yet stopped, alive or not. */
export async function processNames(directory: ClusterDirectory): Promise<string[]> {
  const files = await readdir(join(directory.root, 'pids')).catch(() => []);
  return files.map(file => file.replace(/\.json$/, ''));
}

function logPath(directory: ClusterDirectory, name: string): string {
  return join(directory.root, 'logs', `${name}.log`);
}

function pidPath(directory: ClusterDirectory, name: string): string {
  return join(directory.root, 'pids', `${name}.json`);
}

async function readPidFile(directory: ClusterDirectory, name: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(pidPath(directory, name), 'utf8').catch(() => '');
  try {
    return JSON.parse(text) as ProcessIdentity;
  } catch {
    // Absent, or cut short by a crash in the middle of writing it: nothing to be found by.
    return undefined;
  }
}

/** This process itself, for others to see whether it still lives. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  return { pid: process.pid, commandLine: (await readCommandLine(process.pid)) ?? [] };
}

/** Does it still run? One that has ended but was not collected by its parent has no command line: it has ended. */
export async function lives({ pid, commandLine }: ProcessIdentity): Promise<boolean> {
  const current = await readCommandLine(pid);
  return current !== undefined && current.length > 0 && current.join('\0') === commandLine.join('\0');
}

/** The command line of a process; undefined when there is no such process. */
export async function readCommandLine(pid: number): Promise<readonly string[] | undefined> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return text?.split('\0').slice(0, -1);
}
