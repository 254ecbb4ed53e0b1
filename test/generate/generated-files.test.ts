import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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
    for (const { path, text } of files)
      expect(text.split('\n')[0], path).to.match(/Made by lib\/generate \(npm run generate\) from .+ Do not edit\./);
  });

  it('are the types, the CRD and the field reference', () => {
    expect(files.map(({ path }) => path)).to.have.members([
      'lib/api/kubernetes.generated.ts',
      'lib/api/sidecarset.generated.ts',
      'lib/api/sidecarset-crd.generated.ts',
      'docs/reference/sidecarset.md',
    ]);
  });

  it('are found fresh by the command that checks them', async function () {
    this.timeout(60_000);
    const command = ['--import', 'tsx', 'lib/generate/main.ts', '--check'];
    const { stderr } = await promisify(execFile)(process.execPath, command);
    expect(stderr).not.to.contain('stale');
  });
});

describe('writing generated files', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sidecarset-generate-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const file = (name: string, text: string): GeneratedFile => ({ path: join(folder, name), text });

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
