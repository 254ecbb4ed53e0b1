import { join } from 'node:path';

import { App, Yaml } from 'cdk8s';

import { OPERATOR_NAME, OPERATOR_NAMESPACE } from '../../lib/api/permissions.js';
import { OperatorChart } from '../../lib/constructs/operator-chart.js';
import type { SidecarSetOperatorProps } from '../../lib/constructs/operator-props.js';
import { freePorts } from '../cluster/machine/ports.js';
import { run } from '../cluster/machine/run.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { OperatorProcess, OperatorProcessOptions } from './operator-process.js';
import { startOperatorProcess, writeTokenKubeconfig } from './operator-process.js';

/** An operator that is installed in a cluster and runs beside it. */
export interface InstalledOperator {
  /** What was applied, as YAML. */
  readonly manifests: string;
  /** The process that runs now. */
  readonly process: OperatorProcess;
  /** Of this machine: healthz, readyz and metrics. */
  readonly healthPort: number;
  /** Starts a process again after {@link OperatorProcess.kill} or {@link OperatorProcess.stop}, at the same ports. */
  restart(): Promise<void>;
}

/**
 * Installs the operator from what our own constructs synthesize, and starts it as a process that acts as the rendered
 * ServiceAccount: it may do what the rendered roles allow, and nothing else.
 *
 * @param props - of the construct
 * @param front - puts something between the API server and the port of the webhook, and answers at which port of
 *   127.0.0.1 that listens
 * @param program - which one, and with what flags beside the usual ones
 * @returns once it is ready and the API server trusts its webhooks
 */
export async function installOperator(
  cluster: TestCluster,
  props: Omit<SidecarSetOperatorProps, 'outsideCluster'> = {},
  front: (webhookPort: number) => Promise<number> = port => Promise.resolve(port),
  program: Pick<OperatorProcessOptions, 'program' | 'extraFlags' | 'nodeFlags' | 'environment'> = {},
): Promise<InstalledOperator> {
  const [webhookPort = 0, healthPort = 0] = await freePorts(2);
  const url = `https://127.0.0.1:${String(await front(webhookPort))}`;
  const manifests = synthesize({ ...props, outsideCluster: { url } });
  await applyServerSide(cluster, manifests);
  const namespace = props.namespace ?? OPERATOR_NAMESPACE;
  const token = await cluster.kubectl('create', 'token', OPERATOR_NAME, '-n', namespace, '--duration=24h');
  const kubeconfigPath = await writeTokenKubeconfig(cluster.directory, {
    server: cluster.apiServerUrl,
    certificateAuthority: cluster.certificateAuthority,
    token: token.trim(),
  });
  let starts = 0;
  const start = async (): Promise<OperatorProcess> => {
    starts += 1;
    const started = startOperatorProcess({
      kubeconfigPath,
      webhookPort,
      healthPort,
      identity: `operator-${String(starts)}`,
      logPath: join(cluster.directory, 'logs', 'operator.log'),
      ...program,
      extraFlags: [`--namespace=${namespace}`, ...flagsOf(props), ...(program.extraFlags ?? [])],
    });
    await started.whenReady();
    return started;
  };
  let current = await start();
  await whenTrusted(cluster);
  return {
    manifests,
    get process() {
      return current;
    },
    healthPort,
    async restart() {
      current = await start();
    },
  };
}

/**
 * Waits until the API server asks the operator about new pods of these SidecarSets, as they are now. Until then a pod may
 * be quicker than the webhook that is to inject it.
 */
export async function whenInjectionReady(cluster: TestCluster, ...sidecarSets: readonly string[]): Promise<void> {
  const targets = sidecarSets.map(name => `sidecarset/${name}`);
  await cluster.kubectl('wait', '--for=condition=InjectionReady', '--timeout=300s', ...targets);
}

/** `kubectl apply --server-side`, as the README says. */
export function applyServerSide(cluster: TestCluster, yaml: string, ...flags: readonly string[]): Promise<string> {
  const args = ['--kubeconfig', cluster.kubeconfigPath, 'apply', '--server-side', ...flags, '-f', '-'];
  return run(cluster.kubectlPath, args, { input: yaml });
}

/** What a Deployment's arguments would say. */
function flagsOf({ podFailurePolicy, exemptNamespaces = [] }: SidecarSetOperatorProps): readonly string[] {
  return [
    ...(podFailurePolicy === undefined ? [] : [`--default-failure-policy=${podFailurePolicy}`]),
    ...exemptNamespaces.map(namespace => `--exempt-namespace=${namespace}`),
  ];
}

function synthesize(props: SidecarSetOperatorProps): string {
  const chart = new OperatorChart(new App(), OPERATOR_NAME, props);
  return Yaml.stringify(...(chart.toJson() as unknown[]));
}

/** The leader has put its authority into every webhook, and the API server uses it. */
async function whenTrusted(cluster: TestCluster): Promise<void> {
  const bundles = ['jsonpath={.webhooks[*].clientConfig.caBundle}'];
  for (const kind of ['mutatingwebhookconfiguration', 'validatingwebhookconfiguration']) {
    await waitFor(`caBundle in the ${kind}`, async () => {
      return (await cluster.kubectl('get', kind, OPERATOR_NAME, '-o', ...bundles)) !== '';
    });
  }
  // The API server reads webhook configurations through a cache of its own: ask it until a bad SidecarSet is refused.
  const bad = { apiVersion: 'apps.kruise.io/v1beta1', kind: 'SidecarSet', metadata: { name: 'probe' }, spec: {} };
  await waitFor('the API server to ask the webhook', async () => {
    const answer = await applyServerSide(cluster, JSON.stringify(bad), '--validate=false').catch(String);
    if (answer.includes('spec.selector')) return true;
    throw new Error(answer);
  });
}
