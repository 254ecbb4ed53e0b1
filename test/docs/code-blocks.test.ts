import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';

import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { defaultSidecarSet } from '../../lib/decide/definition/default-sidecarset.js';
import { validateSidecarSet } from '../../lib/decide/definition/validate-sidecarset.js';
import { formatProblem } from '../../lib/decide/definition/verdict.js';
import { ELSEWHERE, isElsewhere } from './elsewhere.js';
import type { CodeBlock } from './pages.js';
import { codeBlocks, PAGES } from './pages.js';

const blocks = PAGES.flatMap(codeBlocks);
const place = ({ page, line }: CodeBlock): string => `${page}:${String(line)}`;
const written = (language: string): readonly CodeBlock[] =>
  blocks.filter(block => block.language === language && !block.words.includes('cluster') && !isElsewhere(block));

/** How the code of a page is checked. A block in another language is on the list of those that nothing here runs. */
function isChecked({ page, language, words }: CodeBlock): boolean {
  if (['ts', 'yaml', ''].includes(language)) return true;
  if (language === 'sh') return words.includes('cluster') || page.startsWith('docs/');
  return language === 'text' && words.includes('prints');
}

describe('the code of the documentation', () => {
  it('is checked by a test, or stands on the list of what is not', () => {
    const others = blocks.filter(block => !isChecked(block) && !isElsewhere(block));
    expect(others.map(place)).to.deep.equal([]);
  });

  it('leaves no entry on that list without a block', () => {
    const stale = ELSEWHERE.filter(({ page, begins, language }) => {
      return !blocks.some(
        block => block.page === page && block.language === language && block.text.startsWith(begins ?? ''),
      );
    });
    expect(stale).to.deep.equal([]);
  });

  it('says in which language it is, unless it is a drawing or a table', () => {
    const commands = blocks.filter(
      ({ language, text }) => language === '' && /^(\$ |sidecarset |kubectl |make )/m.test(text),
    );
    expect(commands.map(place)).to.deep.equal([]);
  });
});

describe('the TypeScript of the documentation', () => {
  const snippets = written('ts');
  let folder: string;

  before(async () => {
    await mkdir('.cache', { recursive: true });
    folder = await mkdtemp(resolve('.cache/documented-'));
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(readerConfig()));
    for (const [index, block] of snippets.entries()) await writeFile(fileOf(index), programOf(block));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  const fileOf = (index: number): string => join(folder, `snippet-${String(index)}.ts`);

  it('compiles in strict mode, against the sources of the package', () => {
    const compiler = resolve('node_modules/tsc7/bin/tsc');
    expect(failureOf([compiler, '-p', join(folder, 'tsconfig.json')], folder)).to.equal('');
  });

  for (const [index, block] of snippets.entries()) {
    if (isExcerpt(block)) continue;
    it(`runs, that of ${place(block)}`, () => {
      const args = ['--import', resolve('node_modules/tsx/dist/esm/index.mjs'), fileOf(index)];
      expect(failureOf(args, folder)).to.equal('');
    });
  }
});

/** As a reader's project would say, but for where the package is. */
function readerConfig(): object {
  const paths = {
    'cdk8s-sidecarset': [resolve('lib/index.ts')],
    'cdk8s-sidecarset/testing': [resolve('lib/testing/index.ts')],
  };
  const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: true };
  const modules = { target: 'es2023', module: 'nodenext', types: ['node'], noEmit: true };
  return { compilerOptions: { ...strict, ...modules, paths, typeRoots: [resolve('node_modules/@types')] } };
}

/** What a page leaves out of a short example, because its reader has it: an app, a chart, the import of the package. */
const SURROUNDINGS = `import { App, Chart } from 'cdk8s';
import { Sidecar, SidecarSet } from 'cdk8s-sidecarset';
const app = new App();
const chart = new Chart(app, 'documented');
void Sidecar;
`;

/** What stands around an excerpt from a test, which is compiled and not run. */
const EXCERPT = `import type { RendersJson, TestableSidecarSet } from 'cdk8s-sidecarset/testing';
declare const deployment: RendersJson;
declare const sidecars: TestableSidecarSet;
declare const current: TestableSidecarSet;
declare const next: TestableSidecarSet;
declare function expect(value: unknown): { toContain(item: unknown): void; toBe(value: unknown): void };
`;

function isExcerpt({ words }: CodeBlock): boolean {
  return words.includes('excerpt');
}

function programOf(block: CodeBlock): string {
  const { text } = block;
  if (isExcerpt(block)) return `${EXCERPT}${text}`;
  return text.includes('import ') ? text : `${SURROUNDINGS}${text}\napp.synth();\n`;
}

/** @returns what was said, when it ended badly; else nothing */
function failureOf(args: readonly string[], cwd: string): string {
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(cwd, 'tsconfig.json') };
  try {
    execFileSync(process.execPath, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return '';
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    return `${stdout}${stderr}` || String(error);
  }
}

describe('the YAML of the documentation', () => {
  for (const block of written('yaml')) {
    it(`is sound, that of ${place(block)}`, () => {
      const documents = parseAllDocuments(block.text);
      expect(documents.flatMap(({ errors }) => errors.map(String))).to.deep.equal([]);
      const sets = documents.map(document => document.toJS() as object).flatMap(asSidecarSet);
      const problems = sets.flatMap(sidecarSet => {
        return validateSidecarSet({
          sidecarSet: defaultSidecarSet(sidecarSet),
          others: sets.filter(set => set !== sidecarSet),
        }).problems;
      });
      expect(problems.map(formatProblem)).to.deep.equal([]);
    });
  }
});

/** A page may show a part of the spec alone. */
function asSidecarSet(document: object): readonly SidecarSet[] {
  const kind = 'kind' in document ? document.kind : undefined;
  if (kind === 'SidecarSet') return [document as SidecarSet];
  if (kind !== undefined || !('spec' in document)) return [];
  const rest = { selector: { matchLabels: { app: 'shop' } }, containers: [{ name: 'agent', image: 'agent:1' }] };
  const spec = { ...rest, ...(document.spec as object) };
  return [{ apiVersion: 'apps.kruise.io/v1beta1', kind: 'SidecarSet', metadata: { name: 'shown' }, spec }];
}

describe('the commands of the documentation that need no cluster', () => {
  const commands = written('sh').filter(({ page }) => page.startsWith('docs/'));
  let folder: string;

  before(async () => {
    await mkdir('.cache', { recursive: true });
    folder = await mkdtemp(resolve('.cache/documented-'));
    const path = join(folder, 'sidecarset');
    await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' --import tsx lib/cli/main.ts "$@"\n`);
    await chmod(path, 0o755);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('are commands of ours over files of this repository', () => {
    const files = commands.flatMap(({ text }) => text.match(/examples\/\S+/g) ?? []);
    expect(files.filter(file => !existsSync(file))).to.deep.equal([]);
  });

  for (const block of commands) {
    it(`run, those of ${place(block)}`, () => {
      const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, KUBECONFIG: '/dev/null' };
      const printed = execFileSync('sh', ['-euc', block.text], { env, encoding: 'utf8' });
      expect(printed).not.to.equal('');
    });
  }
});
