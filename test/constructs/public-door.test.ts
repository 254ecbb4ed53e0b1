import { expect } from 'chai';
import { buildSync } from 'esbuild';

import * as door from '../../lib/index.js';

describe('the public door', () => {
  it('loads nothing but cdk8s, constructs and Node itself', () => {
    const { metafile } = buildSync({
      entryPoints: ['lib/index.ts'],
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    const imports = Object.values(metafile.outputs).flatMap(output => output.imports.map(({ path }) => path));
    expect([...new Set(imports)].toSorted()).to.deep.equal(['cdk8s', 'constructs', 'node:crypto']);
  });

  it('opens on constructs, decisions and names', () => {
    expect(Object.keys(door)).to.include.members([
      'SidecarSet',
      'SidecarSetOperator',
      'OperatorChart',
      'defaultSidecarSet',
      'validateSidecarSet',
      'formatProblem',
      'stampHashes',
      'hashSidecarSet',
      'HASH_ANNOTATION',
      'SIDECARSET_CRD',
    ]);
  });

  it('gives the decisions to whoever has a SidecarSet in hand', () => {
    const written: door.SidecarSetObject = {
      metadata: { name: 'agent' },
      spec: { selector: { matchLabels: { app: 'shop' } }, containers: [{ name: 'agent', image: 'agent:1' }] },
    };
    const stored = door.stampHashes(door.defaultSidecarSet(written));
    expect(door.validateSidecarSet({ sidecarSet: stored, others: [] }).problems).to.deep.equal([]);
    expect(stored.metadata?.annotations?.[door.HASH_ANNOTATION]).to.equal(door.hashSidecarSet(written).specHash);
  });
});
