import { parseArgs } from 'node:util';
import { allClusters, stopCluster } from './stop-cluster.js';
import { clusterDirectory } from './cluster-directory.js';
import type { NodeChoice } from './node/choose-node.js';
import { imageNode } from '../../packaging/image-node.js';
import { buildKstatus } from '../kstatus/kstatus.js';
import { printProgress, type Progress } from './progress.js';
import { prepareMachine } from './bring-up.js';
import { prepareBrowser } from './machine/browser.js';
import { connectTestCluster, startTestCluster, type TestCluster } from './test-cluster.js';

const USAGE = `Kubernetes on this machine, for trying things out.

  tsx test/cluster/main.ts prepare [--node real|simulated|auto|none]
  tsx test/cluster/main.ts up   [--name NAME] [--node real|simulated|auto|none]
  tsx test/cluster/main.ts down [--name NAME | --all]

NAME is "dev" unless given.`;

const NODE_CHOICES: readonly NodeChoice[] = ['real', 'simulated', 'auto', 'none'];

/** Runs one command of the command line; answers the exit code. */
async function main(args: readonly string[], progress: Progress): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      name: { type: 'string', default: 'dev' },
      node: { type: 'string', default: 'auto' },
      all: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, ...surplus] = positionals;
  const node = NODE_CHOICES.find(choice => choice === values.node);
  if (values.help) {
    progress(USAGE);
    return 0;
  }
  if (surplus.length > 0 || node === undefined) {
    progress(USAGE);
    return 2;
  }
  switch (command) {
    case 'prepare':
      await prepareMachine({ node, progress });
      await prepareBrowser(progress);
      await buildKstatus(progress);
      imageNode();
      return 0;
    case 'up':
      await up({ name: values.name, node, progress });
      return 0;
    case 'down':
      await down(values, progress);
      return 0;
    default:
      progress(USAGE);
      return 2;
  }
}

async function up(options: {
  readonly name: string;
  readonly node: NodeChoice;
  readonly progress: Progress;
}): Promise<void> {
  const startedMs = performance.now();
  const running = await connectTestCluster({ name: options.name });
  const cluster = running ?? (await startTestCluster({ ...options, detached: true }));
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  options.progress(
    running === undefined
      ? `cluster ${cluster.name} is up after ${seconds} s`
      : `cluster ${cluster.name} was up already`,
  );
  await describe(cluster, options.progress);
}

async function describe(cluster: TestCluster, progress: Progress): Promise<void> {
  const { serverVersion } = JSON.parse(await cluster.kubectl('version', '--output=json')) as {
    readonly serverVersion: { readonly gitVersion: string };
  };
  progress(`  Kubernetes ${serverVersion.gitVersion} at ${cluster.apiServerUrl}`);
  progress(`  node       ${cluster.nodeName ?? 'none: pods stay Pending'}`);
  progress(`  logs       ${cluster.directory}/logs`);
  progress(`  kubectl    ${cluster.kubectlPath}`);
  progress(`export KUBECONFIG=${cluster.kubeconfigPath}`);
}

async function down(which: { readonly name: string; readonly all: boolean }, progress: Progress): Promise<void> {
  const directories = which.all ? await allClusters() : [clusterDirectory({ name: which.name })];
  for (const directory of directories) {
    await stopCluster(directory);
    progress(`cluster ${directory.name} is down`);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2), printProgress(process.stdout));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
