import { printProgress } from '../cluster/progress.js';
import { connectTestCluster, startTestCluster, type TestCluster } from '../cluster/test-cluster.js';

let starting: Promise<TestCluster> | undefined;

/**
 * The one cluster of a test run, with a real node where the machine allows one: started by the first who asks, stopped
 * after the last test. `TEST_CLUSTER=dev` names one that `make cluster` has brought up: it is used, and left running.
 *
 * Others use it too: keep to a namespace of your own (`freshNamespace`), and take away what has none.
 */
export function sharedCluster(): Promise<TestCluster> {
  starting ??= findOrStart(process.env['TEST_CLUSTER']);
  return starting;
}

// At the top of a module that test files import, this belongs to the whole run.
after('stop the shared cluster', async function () {
  if (process.env['TEST_CLUSTER'] === undefined) await (await starting)?.stop();
});

async function findOrStart(name: string | undefined): Promise<TestCluster> {
  if (name === undefined) return startTestCluster({ progress: printProgress(process.stderr) });
  const found = await connectTestCluster({ name });
  if (found === undefined) throw new Error(`TEST_CLUSTER: cluster ${name} is not up; run make cluster NAME=${name}`);
  return found;
}
