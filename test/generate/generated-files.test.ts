import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { generateFiles } from '../../lib/generate/generated-files.js';
import { type GeneratedFile, staleFiles, writeFiles } from '../../lib/generate/write-files.js';

describe('generated files', () => {
  let files: readonly GeneratedFile[];

  before(async () => {
    files = await generateFiles();
  });

  it('are what their sources make', async () => {
    expect(await staleFiles(files)).to.deep.equal([]);
  });

  it('come out the same a second time', async () => {
    expect(await generateFiles()).to.deep.equal(files);
  });

  it('say in the first line that nobody edits them, and where they come from', () => {
    for (const { path, text: content } of files)
      expect(content.split('\n')[0], path).to.match(/Made by lib\/generate \(npm run generate\) from .+ Do not edit\./);
  });

  it('are the types, the CRD, the field reference, a JSON schema of each version, and a page', () => {
    expect(files.map(({ path }) => path)).to.have.members([
      'lib/api/kubernetes.generated.ts',
      'lib/api/sidecarset.generated.ts',
      'lib/api/sidecarset-crd.generated.ts',
      'lib/cli/ui/page.generated.ts',
      'docs/reference/sidecarset.md',
      'schemas/apps.kruise.io/sidecarset_v1beta1.json',
      'schemas/apps.kruise.io/sidecarset_v1alpha1.json',
    ]);
  });

  it('are found fresh by the command that checks them', async () => {
    expect(await check(process.cwd())).to.deep.equal({ code: 0, stale: [] });
  });

  it('are named one by one, and not written, by the command that checks them elsewhere', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sidecarset-generate-'));
    expect(await check(folder)).to.deep.equal({ code: 1, stale: files.map(({ path }) => path) });
    expect(await readdir(folder)).to.deep.equal([]);
    await rm(folder, { recursive: true });
  });

  /** Runs `npm run generate:check` in a folder. */
  async function check(cwd: string): Promise<{ code: number; stale: readonly string[] }> {
    const command = ['--import', import.meta.resolve('tsx'), resolve('lib/generate/main.ts'), '--check'];
    const child = spawn(process.execPath, command, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    const [errors, code] = await Promise.all([text(child.stderr), once(child, 'close')]);
    return {
      code: code[0] as number,
      stale: Array.from(errors.matchAll(/^(\S+) is stale/gm), ([, path]) => path ?? ''),
    };
  }
});

describe('writing generated files', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sidecarset-generate-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const file = (name: string, content: string): GeneratedFile => ({ path: join(folder, name), text: content });

  it('makes the folders on the way', async () => {
    await writeFiles([file('a/b/c.md', 'text')]);
    expect(await readFile(join(folder, 'a/b/c.md'), 'utf8')).to.equal('text');
  });

  it('leaves a file alone that is fresh', async () => {
    await writeFiles([file('fresh', 'text')]);
    const before = await stat(join(folder, 'fresh'), { bigint: true });
    await writeFiles([file('fresh', 'text')]);
    expect((await stat(join(folder, 'fresh'), { bigint: true })).mtimeNs).to.equal(before.mtimeNs);
  });

  it('names the files that differ and those that are missing', async () => {
    await writeFiles([file('fresh', 'same'), file('old', 'before')]);
    const wanted = [file('fresh', 'same'), file('old', 'after'), file('missing', '')];
    expect(await staleFiles(wanted)).to.deep.equal([join(folder, 'old'), join(folder, 'missing')]);
  });

  it('fails when a path cannot be read as a file', async () => {
    const failure = await staleFiles([{ path: folder, text: '' }]).catch((error: unknown) => error);
    expect(failure).to.be.an('error').with.property('code', 'EISDIR');
  });
});
