import { parseArgs } from 'node:util';
import { Coverage } from './coverage.js';
import type { SeedReport } from './seed-pool.js';
import { simulateSeeds } from './seed-pool.js';
import type { Trouble } from './simulate.js';
import { simulate } from './simulate.js';

const TRACE_LINES = 40;
const PROGRESS_EVERY = 50;

/**
 * `run.ts --seeds 1000 [--from 1] [--workers 2]` runs many stories and says what happened in them, `run.ts --seed 17` one
 * with its whole trace. `--spare` leaves out a kind of trouble.
 */
async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      workers: { type: 'string' },
      seed: { type: 'string' },
      spare: { type: 'string', multiple: true, default: [] },
    },
  });
  const options = { spare: values.spare as Trouble[] };
  if (values.seed !== undefined) return tellOne(Number(values.seed), options);
  const { workers } = values;
  const first = Number(values.from);
  return tellMany({
    ...{ first, count: Number(values.seeds), options },
    ...(workers === undefined ? {} : { workers: Number(workers) }),
  });
}

async function tellOne(seed: number, options: { readonly spare: readonly Trouble[] }): Promise<number> {
  const end = await simulate(seed, options);
  print([...end.trace, ...describeEnd(end)]);
  return end.violations.length === 0 ? 0 : 1;
}

async function tellMany(pool: Omit<Parameters<typeof simulateSeeds>[0], 'onEnd'>): Promise<number> {
  const coverage = new Coverage();
  const failed: number[] = [];
  let done = 0;
  const onEnd = (report: SeedReport): void => {
    coverage.add(report.counts);
    if (report.violations.length > 0) {
      failed.push(report.seed);
      print(['', ...report.trace.slice(-TRACE_LINES), ...describeEnd(report)]);
    }
    done += 1;
    if (done % PROGRESS_EVERY === 0)
      print([`${String(done)} of ${String(pool.count)} seeds, ${String(failed.length)} failed`]);
  };
  await simulateSeeds({ ...pool, onEnd });
  print(['', ...coverage.table(), '']);
  print([
    failed.length === 0 ? 'every rule was kept' : `failed: ${failed.join(' ')} (run.ts --seed N tells the story)`,
  ]);
  return failed.length === 0 ? 0 : 1;
}

function describeEnd({ seed, violations, virtualMs }: Omit<SeedReport, 'counts'>): readonly string[] {
  const minutes = (virtualMs / 60_000).toFixed(1);
  if (violations.length === 0)
    return [`seed ${String(seed)}: every rule was kept for ${minutes} minutes of virtual time`];
  return violations.map(violation => `seed ${String(seed)}: ${violation}`);
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

process.exitCode = await run();
