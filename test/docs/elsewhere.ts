import type { CodeBlock } from './pages.js';

interface Elsewhere {
  readonly page: string;
  readonly language: string;
  /** Of the block; absent: every block of the language on that page. */
  readonly begins?: string;
  /** Why the tests of the documentation do not run it. */
  readonly because: string;
}

/** The code blocks that the tests of the documentation do not run, each with its reason. */
export const ELSEWHERE: readonly Elsewhere[] = [
  {
    page: 'README.md',
    language: 'sh',
    begins: 'make demo',
    because: 'these are the whole test run, and the demo, which runs beside it',
  },
  {
    page: 'README.md',
    language: 'sh',
    begins: 'kubectl apply --server-side -f dist/manifests',
    because:
      'test/e2e/manifests.test.ts applies that file; here it would put a Deployment beside the operator that runs',
  },
  {
    page: 'README.md',
    language: 'sh',
    begins: 'make cluster',
    because: 'commands for working on the project; test/e2e/cluster-lifecycle.test.ts starts and stops clusters',
  },
  {
    page: 'docs/tutorial.md',
    language: 'sh',
    begins: 'make cluster',
    because: 'the test brings cluster and operator itself, by the functions that these two call',
  },
  {
    page: 'docs/tutorial.md',
    language: 'sh',
    begins: 'make cluster-down',
    because: 'the test takes its own cluster down',
  },
  {
    page: 'docs/tutorial.md',
    language: 'text',
    begins: 'export',
    because: 'a line that make operator prints',
  },
  {
    page: 'docs/guides/typescript.md',
    language: 'ts',
    begins: 'import { App, Chart } from',
    because: 'test/package/project.test.ts does it in a project outside the repository',
  },
  {
    page: 'docs/guides/typescript.md',
    language: 'ts',
    begins: 'import { Testing } from',
    because: 'test/package/project.test.ts does it in a project outside the repository',
  },
  {
    page: 'docs/guides/typescript.md',
    language: 'sh',
    begins: 'npm install',
    because: 'test/package/project.test.ts does it in a project outside the repository',
  },
  {
    page: 'docs/guides/typescript.md',
    language: 'sh',
    begins: 'npx',
    because: 'test/package/project.test.ts does it in a project outside the repository',
  },
  {
    page: 'docs/guides/install.md',
    language: 'sh',
    because: 'test/e2e/operator-pods.test.ts builds and installs, operator-options.test.ts takes away',
  },
  {
    page: 'docs/cli.md',
    language: 'text',
    because: 'samples of output whose parts test/e2e/cli-rollout.test.ts and the tests of test/cli look for',
  },
  {
    page: 'docs/cli.md',
    language: 'console',
    because: 'test/cli/documented-examples.test.ts runs them, and compares every character of the output',
  },
  {
    page: 'docs/guides/migration.md',
    language: 'sh',
    because: 'test/e2e/migration.test.ts makes the whole move, beside what OpenKruise leaves behind',
  },
  {
    page: 'docs/guides/hot-upgrade.md',
    language: 'console',
    because: 'test/e2e/hot-handover.test.ts does this, with images that it builds first',
  },
];

/** Does {@link ELSEWHERE} list the block? */
export function isElsewhere({ page, language, text }: CodeBlock): boolean {
  return ELSEWHERE.some(entry => entry.page === page && entry.language === language && isBeginning(entry.begins, text));
}

/** Of a first line that another one begins with, the whole line is meant. */
function isBeginning(begins: string | undefined, text: string): boolean {
  const [first = ''] = text.split('\n');
  return begins === undefined || first === begins || first.startsWith(`${begins} `) || first.startsWith(`${begins}/`);
}
