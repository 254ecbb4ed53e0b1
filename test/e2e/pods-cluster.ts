import { printProgress } from '../cluster/progress.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import { pushOperatorImage } from '../operator/operator-image.js';
import type { ApiServerDoor } from '../operator/operator-pods.js';
import { openApiServerDoor } from '../operator/operator-pods.js';
import { freshNamespace } from './fresh-namespace.js';

/** Reference of the operator's image in that cluster. */
export const OPERATOR_IMAGE = 'sidecarset-operator:0.1.0';

/** A cluster whose node runs the operator as pods. */
export interface PodsCluster {
  readonly cluster: TestCluster;
  /** Absent where this machine can run no real node; nothing but the cluster is there then. */
  readonly door: ApiServerDoor | undefined;
}

let starting: Promise<PodsCluster> | undefined;

/**
 * A cluster with the operator's own image, and no operator yet: started by the first who asks, stopped after the last test.
 * Whoever installs an operator takes the one away that is there.
 */
export function podsCluster(): Promise<PodsCluster> {
  starting ??= start();
  return starting;
}

// At the top of a module that test files import, this belongs to the whole run.
after('stop the cluster of the operator that runs as pods', async () => {
  const started = await starting?.catch(() => undefined);
  started?.door?.close();
  await started?.cluster.stop();
});

async function start(): Promise<PodsCluster> {
  const cluster = await startTestCluster();
  if (!cluster.realNode) return { cluster, door: undefined };
  try {
    for (const reference of ['nginx:1.15.1', 'centos:6.7', 'centos:7']) await cluster.pushImage({ reference });
    await pushOperatorImage(cluster, OPERATOR_IMAGE, printProgress(process.stderr));
    // The pods' network is there once a pod is.
    const namespace = await freshNamespace(cluster);
    const containers = [{ name: 'app', image: 'nginx:1.15.1' }];
    await cluster.kubectl.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'first', namespace },
      spec: { containers },
    });
    await cluster.kubectl('wait', 'pod/first', '--namespace', namespace, '--for=condition=Ready', '--timeout=300s');
    return { cluster, door: await openApiServerDoor(cluster) };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}
