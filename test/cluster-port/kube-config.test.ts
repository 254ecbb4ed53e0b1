import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadKubeConfig } from '../../lib/cluster/kube-config.js';

const TWO_CLUSTERS = `
apiVersion: v1
kind: Config
clusters:
  - { name: blue, cluster: { server: 'https://blue:6443' } }
  - { name: red, cluster: { server: 'https://red:6443' } }
users: [{ name: me, user: { token: t } }]
contexts:
  - { name: to-blue, context: { cluster: blue, user: me } }
  - { name: to-red, context: { cluster: red, user: me } }
current-context: to-blue
`;

describe('kubeconfig', () => {
  let folder: string;
  let file: string;
  const before_ = { KUBECONFIG: process.env.KUBECONFIG, HOME: process.env.HOME };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kube-config-'));
    file = join(folder, 'config');
    writeFileSync(file, TWO_CLUSTERS);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
    for (const [name, value] of Object.entries(before_)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  it('is read from a file, for its current context or another one', () => {
    expect(loadKubeConfig({ file }).getCurrentCluster()?.server).to.equal('https://blue:6443');
    expect(loadKubeConfig({ file, context: 'to-red' }).getCurrentCluster()?.server).to.equal('https://red:6443');
  });

  it('is found by KUBECONFIG', () => {
    process.env.KUBECONFIG = file;
    expect(loadKubeConfig().getCurrentCluster()?.server).to.equal('https://blue:6443');
  });

  it('says which contexts there are when the wanted one is missing', () => {
    expect(() => loadKubeConfig({ file, context: 'to-green' })).to.throw(
      'kubeconfig: no cluster for context "to-green"; it has to-blue, to-red',
    );
  });

  it('says where it looked when there is none', () => {
    delete process.env.KUBECONFIG;
    process.env.HOME = folder;
    expect(() => loadKubeConfig()).to.throw('no kubeconfig found: set KUBECONFIG');
  });
});
