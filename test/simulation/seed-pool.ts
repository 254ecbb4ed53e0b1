import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { SimulationEnd, SimulationOptions } from './simulate.js';

/** What came of one seed. The trace is there when a rule was broken. */
export interface SeedReport extends Omit<SimulationEnd, 'counts'> {
  readonly counts: readonly (readonly [what: string, times: number])[];
}

/** Which stories are told, and by how many processes. */
export interface SeedPoolOptions {
  readonly first: number;
  readonly count: number;
  /** Default: as many as the machine has processors. */
  readonly workers?: number;
  readonly options?: Pick<SimulationOptions, 'spare'>;
  /** Told of each story that has ended, in no particular order. */
  readonly onEnd: (report: SeedReport) => void;
}

/** Runs with whatever loader this process runs with, compiled or not. */
const WORKER = fileURLToPath(new URL(`./seed-worker${import.meta.url.slice(-3)}`, import.meta.url));

/** What a story remembers of every change lives until it ends: with this much room it is not copied to and fro before. */
const ROOM = ['--max-semi-space-size=64'];

/**
 * Tells many stories, several at a time: each in one process of its own, so that all processors work.
 *
 * @throws Error with the seed when a process ended over its story
 */
export async function simulateSeeds({ first, count, workers, options, onEnd }: SeedPoolOptions): Promise<void> {
  const seeds = Array.from({ length: count }, (_, index) => first + index).values();
  const work = async (): Promise<void> => {
    const child = fork(WORKER, [JSON.stringify(options ?? {})], { execArgv: [...process.execArgv, ...ROOM] });
    try {
      for (const seed of seeds) onEnd(await ask(child, seed));
    } finally {
      child.kill();
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, workers ?? availableParallelism()) }, work));
}

function ask(child: ChildProcess, seed: number): Promise<SeedReport> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null): void => {
      reject(new Error(`seed ${String(seed)}: the process ended with ${String(code)} before its story did`));
    };
    child.once('exit', fail);
    child.once('message', report => {
      child.off('exit', fail);
      resolve(report as SeedReport);
    });
    child.send(seed);
  });
}
