// Run by cluster-lifecycle.test.ts as a process of its own: starts a cluster with a pod in it and dies without a word.
import { startTestCluster } from '../cluster/test-cluster.js';
import { freshNamespace } from './fresh-namespace.js';

const [name] = process.argv.slice(2);
if (name === undefined) throw new Error('usage: abandon-cluster NAME');
const cluster = await startTestCluster({ name });
if (cluster.realNode) {
  const namespace = await freshNamespace(cluster);
  const spec = { containers: [{ name: 'app', image: 'nginx:1.15.1' }] };
  await cluster.kubectl.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app', namespace }, spec });
  await cluster.kubectl('wait', '--for=condition=Ready', 'pod/app', '--namespace', namespace, '--timeout=300s');
}
process.kill(process.pid, 'SIGKILL');
