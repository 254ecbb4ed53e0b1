import { expect } from 'chai';

import { PODS, SIDECARSETS } from '../../lib/api/resources.js';
import { ofKind, readObjects, requireObjects } from '../../lib/cli/read-objects.js';
import { aWorld } from './a-world.js';

const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } };
const OLD_SET = { apiVersion: 'apps.kruise.io/v1alpha1', kind: 'SidecarSet', metadata: { name: 'logs' } };

describe('readObjects', () => {
  it('reads every document of every file, and the items of lists', () => {
    const { readFile } = aWorld({
      files: {
        'a.yaml': `${JSON.stringify(POD)}\n---\n---\n${JSON.stringify(OLD_SET)}`,
        'b.json': { apiVersion: 'v1', kind: 'List', items: [POD, POD] },
      },
    });
    const { found, faults } = readObjects(['a.yaml', 'b.json'], readFile);
    expect(faults).to.deep.equal([]);
    expect(found.map(({ path, object }) => [path, object.kind])).to.deep.equal([
      ['a.yaml', 'Pod'],
      ['a.yaml', 'SidecarSet'],
      ['b.json', 'Pod'],
      ['b.json', 'Pod'],
    ]);
  });

  it('passes over what is no Kubernetes object', () => {
    const { readFile } = aWorld({ files: { a: '- 1\n- two', b: 'just words', c: { kind: 'Pod' } } });
    expect(readObjects(['a', 'b', 'c'], readFile)).to.deep.equal({ found: [], faults: [] });
  });

  it('names every file that cannot be read, and goes on with the others', () => {
    const { readFile } = aWorld({ files: { bad: 'a: [1', good: POD } });
    const { found, faults } = readObjects(['missing', 'bad', 'good'], readFile);
    expect(found).to.have.length(1);
    expect(faults.map(fault => fault.split(':')[0])).to.include.members(['missing', 'bad']);
    expect(() => requireObjects(['missing', 'bad', 'good'], readFile)).to.throw(/missing: no such file[^]*bad: /);
  });

  it('tells kinds apart by their group, whatever the version', () => {
    const { readFile } = aWorld({
      files: { all: { apiVersion: 'v1', kind: 'List', items: [POD, OLD_SET, { ...POD, apiVersion: 'other.io/v1' }] } },
    });
    const { found } = readObjects(['all'], readFile);
    expect(ofKind(found, SIDECARSETS)).to.have.length(1);
    expect(ofKind(found, PODS)).to.have.length(1);
  });
});
