import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clusterDirectory } from '../cluster/cluster-directory.js';
import { run } from '../cluster/machine/run.js';
import { sweepAbandonedClusters } from '../cluster/stop-cluster.js';
import { connectTestCluster, startTestCluster, type TestCluster } from '../cluster/test-cluster.js';
import { freshNamespace } from './fresh-namespace.js';
import { findLeftovers } from './leftovers.js';
import { sharedCluster } from './shared-cluster.js';

describe('the life of a test cluster', function () {
  let first: TestCluster;

  before(async function () {
    first = await sharedCluster();
  });

  async function runPod(cluster: TestCluster): Promise<{ readonly namespace: string; readonly ip: string }> {
    const namespace = await freshNamespace(cluster);
    const spec = { containers: [{ name: 'app', image: 'nginx:1.15.1' }] };
    await cluster.kubectl.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app', namespace }, spec });
    const pod = ['pod/app', '--namespace', namespace];
    await cluster.kubectl('wait', '--for=condition=Ready', '--timeout=300s', ...pod);
    return { namespace, ip: await cluster.kubectl('get', ...pod, '--output=jsonpath={.status.podIP}') };
  }

  it('goes on beside another, and is left alone when that one is stopped', async function () {
    if (!first.realNode) this.skip();
    const second = await startTestCluster({ node: 'real' });
    try {
      const [ours, theirs] = [await runPod(first), await runPod(second)];
      expect(theirs.ip.split('.').slice(0, 3)).not.to.deep.equal(ours.ip.split('.').slice(0, 3));
      await second.stop();
      expect(await findLeftovers(clusterDirectory(second))).to.deep.equal([]);

      const answer = await run('busybox', ['wget', '-q', '-O', '-', `http://${ours.ip}/`]);
      expect(answer).to.equal('nginx:1.15.1\n');
      await first.kubectl('delete', 'namespace', ours.namespace, '--wait=false');
    } finally {
      await second.stop();
      await rm(second.directory, { recursive: true });
    }
  });

  it('ends with the next start when its owner died', async () => {
    const directory = clusterDirectory({ name: `abandoned-${randomBytes(3).toString('hex')}` });
    const entry = new URL(`./abandon-cluster${extname(import.meta.url)}`, import.meta.url);
    const args = [...process.execArgv, fileURLToPath(entry), directory.name];
    const death: unknown = await run(process.execPath, args).catch((error: unknown) => (error as Error).cause);
    expect(death).to.have.property('signal', 'SIGKILL');
    expect(await findLeftovers(directory)).not.to.deep.equal([]);

    const said: string[] = [];
    await sweepAbandonedClusters(line => said.push(line));
    expect(said.join()).to.match(/process \d+ ended without stopping it/);
    expect(await findLeftovers(directory)).to.deep.equal([]);
    expect(existsSync(directory.root)).to.equal(false);
  });

  it('is found by its folder, and by nobody once it is stopped', async () => {
    const started = await startTestCluster({ node: 'none' });
    const found = await connectTestCluster({ directory: started.directory });
    expect(await found?.kubectl('get', 'namespace', 'default', '--output=name')).to.equal('namespace/default\n');
    await found?.stop();
    expect(await connectTestCluster({ directory: started.directory })).to.equal(undefined);
    expect(await findLeftovers(clusterDirectory(started))).to.deep.equal([]);
    await rm(started.directory, { recursive: true });
  });

  it('refuses to take over the folder of one that is in use', async () => {
    const failure: unknown = await startTestCluster({ directory: first.directory }).catch((error: unknown) => error);
    expect(String(failure)).to.match(/cluster \S+ is (in use by process \d+|up): choose another name/);
  });
});
