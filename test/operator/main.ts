import { once } from 'node:events';
import { parseArgs } from 'node:util';

import { printProgress, reportWhile } from '../cluster/progress.js';
import { connectTestCluster } from '../cluster/test-cluster.js';
import { installOperator } from './install-operator.js';
import { supplyNode } from './supply-node.js';
import { TUTORIAL_IMAGES } from './tutorial-images.js';
import { writeCommands } from './write-commands.js';

/** `make operator`: the operator beside a cluster of `make cluster`, until Ctrl-C. */
async function main(): Promise<void> {
  const progress = printProgress(process.stdout);
  const { name } = parseArgs({ options: { name: { type: 'string', default: 'dev' } } }).values;
  const cluster = await connectTestCluster({ name });
  if (cluster === undefined) throw new Error(`there is no cluster ${name}; start it with make cluster`);
  const node = await reportWhile(progress, 'making images for pods', supplyNode(cluster, TUTORIAL_IMAGES));
  const operator = await reportWhile(progress, 'starting the operator', installOperator(cluster));
  try {
    const folder = await writeCommands(cluster);
    progress(`the operator runs beside cluster ${name}, on ${node.description}; Ctrl-C ends it`);
    progress(`its log is ${cluster.directory}/logs/operator.log`);
    progress('in another terminal, for kubectl and sidecarset:');
    progress(`export KUBECONFIG=${cluster.kubeconfigPath} PATH=${folder}:$PATH`);
    const timer = setInterval(() => undefined, 60_000);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    clearInterval(timer);
  } finally {
    await operator.process.stop();
    await node.stop();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
