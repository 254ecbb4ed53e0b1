import { expect } from 'chai';
import { lstat, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../machine/run.js';
import { writeTar } from './tar.js';

describe('writeTar', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tar-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('writes what tar unpacks', async () => {
    const binary = Uint8Array.from({ length: 1025 }, (_, index) => index % 256);
    const archive = writeTar([
      { path: 'bin', directory: true },
      { path: 'bin/tool', content: binary, mode: 0o755 },
      { path: 'bin/other', linkTo: 'tool' },
      { path: 'empty', content: new Uint8Array(), mode: 0o644 },
    ]);
    await writeFile(join(folder, 'archive.tar'), archive);
    await run('tar', ['-xf', 'archive.tar'], { cwd: folder });

    expect(new Uint8Array(await readFile(join(folder, 'bin/tool')))).to.deep.equal(binary);
    expect((await lstat(join(folder, 'bin/tool'))).mode & 0o777).to.equal(0o755);
    expect(await readlink(join(folder, 'bin/other'))).to.equal('tool');
    expect(await readFile(join(folder, 'empty'), 'utf8')).to.equal('');
  });

  it('refuses a path that the format has no room for', () => {
    const path = 'a'.repeat(101);
    expect(() => writeTar([{ path, directory: true }])).to.throw('longer than');
  });
});
