import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';

/** Makes a namespace that nobody else uses, ready for pods. */
export async function freshNamespace(cluster: TestCluster): Promise<string> {
  const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { generateName: 'test-' } };
  const created = await cluster.kubectl.create(manifest);
  const name = created.replace('namespace/', '');
  await waitFor(`the default service account of ${name}`, () =>
    cluster.kubectl('get', 'serviceaccount', 'default', '--namespace', name, '--output=name'),
  );
  return name;
}
