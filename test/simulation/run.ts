import { parseArgs } from 'node:util';
import type { SimulationEnd, Trouble } from './simulate.js';
import { simulate } from './simulate.js';

const TRACE_LINES = 40;
const PROGRESS_EVERY = 50;

/** `run.ts --seeds 1000 [--from 1]` runs many stories, `run.ts --seed 17` one with its whole trace. */
async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      spare: { type: 'string', multiple: true, default: [] },
    },
  });
  const options = { spare: values.spare as Trouble[] };
  if (values.seed !== undefined) {
    const end = await simulate(Number(values.seed), options);
    print([...end.trace, ...describeEnd(end)]);
    return end.violations.length === 0 ? 0 : 1;
  }
  const [first, count] = [Number(values.from), Number(values.seeds)];
  const totals = new Map<string, number>();
  const failed: number[] = [];
  for (let seed = first; seed < first + count; seed += 1) {
    const end = await simulate(seed, options);
    for (const [what, times] of end.counts) totals.set(what, (totals.get(what) ?? 0) + times);
    if (end.violations.length > 0) {
      failed.push(seed);
      print(['', ...end.trace.slice(-TRACE_LINES), ...describeEnd(end)]);
    }
    const done = seed - first + 1;
    if (done % PROGRESS_EVERY === 0)
      print([`${String(done)} of ${String(count)} seeds, ${String(failed.length)} failed`]);
  }
  print([
    '',
    'what happened:',
    ...[...totals].toSorted().map(([what, times]) => `${String(times).padStart(9)}  ${what}`),
  ]);
  print([
    failed.length === 0 ? 'every rule was kept' : `failed: ${failed.join(' ')} (run.ts --seed N tells the story)`,
  ]);
  return failed.length === 0 ? 0 : 1;
}

function describeEnd({ seed, violations, virtualMs }: SimulationEnd): readonly string[] {
  const minutes = (virtualMs / 60_000).toFixed(1);
  if (violations.length === 0)
    return [`seed ${String(seed)}: every rule was kept for ${minutes} minutes of virtual time`];
  return violations.map(violation => `seed ${String(seed)}: ${violation}`);
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

process.exitCode = await run();
