import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';

/** One part of the whole test run. */
interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

/** What a step came to. A step that is no mocha run counts as one test. */
interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** What a reader needs to know of the failures, as the step itself put it. */
  readonly complaint?: string;
}

const MOCHA = ['node', '--import', 'tsx', 'node_modules/mocha/bin/mocha.js'];

const STEPS: readonly Step[] = [
  { name: 'compiles', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'generated files are fresh', command: ['npm', 'run', '--silent', 'generate:check'] },
  { name: 'lint', command: ['npx', '--no-install', 'eslint', '.'] },
  { name: 'format', command: ['npx', '--no-install', 'prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'tests', command: [...MOCHA, 'test/**/*.test.ts', '--ignore', 'test/{e2e,package}/**'] },
  { name: 'package builds', command: ['npm', 'run', '--silent', 'image:root'] },
  // What is exported changes on purpose only: npm run build:package && npm run api, and read the difference.
  { name: 'API of the package is that of packaging/api', command: ['npm', 'run', '--silent', 'api:check'] },
  { name: 'package is small', command: ['npx', '--no-install', 'size-limit'] },
  // Below it lies a project whose tests belong to another test runner.
  { name: 'tests of the package', command: [...MOCHA, 'test/package/*.test.ts'] },
  // Minutes with empty caches: no test's time limit must have to allow for it.
  { name: 'programs of the cluster', command: ['node', '--import', 'tsx', 'test/cluster/main.ts', 'prepare'] },
  {
    name: 'tests on a real cluster',
    command: [...MOCHA, 'test/e2e/**/*.test.ts'],
  },
];

/** A mocha run that does not end by itself has left something running: a timer, a socket, a process. That is a failure. */
const LINGER_MS = 60_000;

/** How much of a failed step is said again at the end, where people look first. */
const LAST_LINES = 40;

function endSoon(child: ChildProcess): void {
  const timer = setTimeout(() => {
    process.stdout.write(
      `\nstill running ${String(LINGER_MS / 1000)} s after its last test: something was left open\n`,
    );
    child.kill('SIGKILL');
  }, LINGER_MS);
  child.once('close', () => clearTimeout(timer));
}

async function run({ name, command: [program = '', ...args] }: Step): Promise<Outcome> {
  process.stdout.write(`\n== ${name}\n`);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  let ending = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text);
    output += text;
    if (!ending && /^ +\d+ passing/m.test(output)) {
      ending = true;
      endSoon(child);
    }
  });
  const code = await new Promise<number | null>(resolve => child.on('close', resolve));
  const count = (word: string): number | undefined => {
    const found = new RegExp(`^ +(\\d+) ${word}`, 'm').exec(output);
    return found === null ? undefined : Number(found[1]);
  };
  const passed = count('passing') ?? 0;
  const failed = count('failing') ?? 0;
  const complaint = `\n== failed: ${name}\n${complaintIn(output)}\n`;
  if (passed + failed === 0) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, complaint };
  if (code === 0 && failed === 0) return { passed, failed };
  // A run that died after its last test has failed all the same.
  return { passed, failed: Math.max(failed, 1), complaint };
}

/** Mocha's list of failures, or the last lines of what says nothing like that. */
function complaintIn(output: string): string {
  const list = output.search(/^ +\d+ failing/m);
  return list >= 0 ? output.slice(list).trimEnd() : output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
}

const wanted = process.argv.slice(2);
let total: Outcome = { passed: 0, failed: 0 };
const complaints: string[] = [];
for (const step of STEPS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const { passed, failed, complaint } = await run(step);
  if (complaint !== undefined) complaints.push(complaint);
  total = { passed: total.passed + passed, failed: total.failed + failed };
}
process.stdout.write(complaints.join(''));
process.stdout.write(`\n${String(total.passed)} passed, ${String(total.failed)} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
