import { expect } from 'chai';

import { PODS, SIDECARSETS } from '../../lib/api/resources.js';
import { ofKind, readObjects, requireObjects } from '../../lib/cli/read-objects.js';
import { aWorld } from './a-world.js';

const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } };
const OLD_SET = { apiVersion: 'apps.kruise.io/v1alpha1', kind: 'SidecarSet', metadata: { name: 'logs' } };

describe('readObjects', () => {
  it('reads every document of every file, and the items of lists', () => {
    const files = aWorld({
      files: {
        'a.yaml': `${JSON.stringify(POD)}\n---\n---\n${JSON.stringify(OLD_SET)}`,
        'b.json': { apiVersion: 'v1', kind: 'List', items: [POD, POD] },
      },
    });
    const { found, faults } = readObjects(['a.yaml', 'b.json'], files);
    expect(faults).to.deep.equal([]);
    expect(found.map(({ path, object }) => [path, object.kind])).to.deep.equal([
      ['a.yaml', 'Pod'],
      ['a.yaml', 'SidecarSet'],
      ['b.json', 'Pod'],
      ['b.json', 'Pod'],
    ]);
  });

  it('takes a folder for the YAML and JSON files in it, in the order of their names', () => {
    const files = aWorld({
      files: { 'sets/b.yml': OLD_SET, 'sets/a.yaml': POD, 'sets/c.json': POD, 'sets/README': 'x' },
    });
    const { found, faults } = readObjects(['sets'], files);
    expect(found.map(({ path }) => path)).to.deep.equal(['sets/a.yaml', 'sets/b.yml', 'sets/c.json']);
    expect(faults).to.deep.equal([]);
    expect(readObjects(['docs'], aWorld({ files: { 'docs/README': 'x' } })).faults).to.deep.equal([
      { path: 'docs', message: 'this folder holds no YAML or JSON file' },
    ]);
  });

  it('passes over what is no Kubernetes object', () => {
    const files = aWorld({ files: { a: '- 1\n- two', b: 'just words', c: { kind: 'Pod' } } });
    expect(readObjects(['a', 'b', 'c'], files)).to.deep.equal({ found: [], faults: [] });
  });

  it('names every file that cannot be read, and goes on with the others', () => {
    const files = aWorld({ files: { bad: 'a: [1', good: POD } });
    const { found, faults } = readObjects(['missing', 'bad', 'good'], files);
    expect(found).to.have.length(1);
    expect(faults.map(({ path }) => path)).to.include.members(['missing', 'bad']);
    expect(() => requireObjects(['missing', 'bad', 'good'], files)).to.throw(/missing: no such file[^]*bad: /);
  });

  it('tells kinds apart by their group, whatever the version', () => {
    const files = aWorld({
      files: { all: { apiVersion: 'v1', kind: 'List', items: [POD, OLD_SET, { ...POD, apiVersion: 'other.io/v1' }] } },
    });
    const { found } = readObjects(['all'], files);
    expect(ofKind(found, SIDECARSETS)).to.have.length(1);
    expect(ofKind(found, PODS)).to.have.length(1);
  });
});
