import { expect } from 'chai';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBinaries } from './binaries.js';

describe('ensureBinaries', () => {
  const path = process.env['PATH'];
  let assetsDirectory: string;
  let buildDirectory: string;

  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'binaries-'));
    [assetsDirectory, buildDirectory] = [join(folder, 'assets'), join(folder, 'build')];
    await mkdir(assetsDirectory);
    await mkdir(buildDirectory);
  });

  afterEach(async () => {
    process.env['PATH'] = path;
    await rm(join(assetsDirectory, '..'), { recursive: true });
  });

  const search = (...names: Parameters<typeof ensureBinaries>[0]): Promise<unknown> =>
    ensureBinaries(names, () => undefined, { assetsDirectory, buildDirectory });

  it('prefers the folder that people bring over what was built before', async () => {
    await writeFile(join(assetsDirectory, 'etcd'), '', { mode: 0o755 });
    await writeFile(join(buildDirectory, 'etcd'), '', { mode: 0o755 });
    await writeFile(join(buildDirectory, 'kubectl'), '', { mode: 0o755 });
    expect(await search('etcd', 'kubectl')).to.deep.equal({
      etcd: join(assetsDirectory, 'etcd'),
      kubectl: join(buildDirectory, 'kubectl'),
    });
  });

  it('says what is missing and what to do when it cannot build', async () => {
    // Not executable: as good as missing.
    await writeFile(join(buildDirectory, 'etcd'), '', { mode: 0o644 });
    process.env['PATH'] = buildDirectory;
    const failure: unknown = await search('etcd').catch((error: unknown) => error);
    expect(String(failure)).to.match(/etcd is missing and cannot be built without Go: install Go 1\.24/);
  });
});
