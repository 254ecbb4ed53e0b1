import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

import type { Tarball } from './pack.js';
import { packPackage } from './pack.js';

/** Where a file of the package may stand. */
const ROOMS =
  /^(dist\/(esm|cjs)\/(api|constructs|decide|testing)\/|dist\/(esm|cjs)\/index\.|dist\/bundle\/|dist\/manifests\/|schemas\/)/;
const TOP = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist/cjs/package.json', 'package.json'];

describe('the package', () => {
  let tarball: Tarball;
  before(() => {
    tarball = packPackage();
  });
  after(() => tarball.remove());

  it('holds constructs, test functions, command, manifests and schemas, and nothing else', () => {
    const paths = tarball.files.map(({ path }) => path).filter(path => !ROOMS.test(path));
    expect(paths.toSorted()).to.deep.equal(TOP);
  });

  it('holds neither tests nor source maps', () => {
    const paths = tarball.files.map(({ path }) => path);
    expect(paths.filter(path => /\.map$|\.test\.|^test\//.test(path))).to.deep.equal([]);
  });

  it('has each module of the library twice, as ES module and as CommonJS, with types', () => {
    const under = (folder: string): readonly string[] =>
      tarball.files
        .map(({ path }) => path)
        .filter(path => path.startsWith(folder) && /\.(js|ts)$/.test(path))
        .map(path => path.slice(folder.length));
    expect(under('dist/esm/')).to.deep.equal(under('dist/cjs/'));
    expect(under('dist/esm/')).to.include.members(['index.js', 'index.d.ts', 'testing/index.js', 'testing/index.d.ts']);
  });

  it('is small', () => {
    expect(tarball.size).to.be.lessThan(1_600_000);
  });

  it('brings nothing along: cdk8s and constructs are those of its user', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, unknown>;
    expect(manifest).not.to.have.any.keys('dependencies', 'optionalDependencies', 'bundleDependencies');
    expect(manifest['peerDependencies']).to.have.all.keys('cdk8s', 'constructs');
  });

  it('gives every kind of import the types of what it loads', async () => {
    const check = await checkPackage(createPackageFromTarballData(tarball.bytes), { entrypoints: ['.', 'testing'] });
    expect(check).to.have.property('problems').that.deep.equals([]);
  });

  it('has a manifest in which publint finds nothing', async () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, unknown>;
    const { messages } = await publint({ pack: { tarball: tarball.bytes.slice().buffer }, strict: true });
    expect(messages.map(message => formatMessage(message, manifest))).to.deep.equal([]);
  });
});
