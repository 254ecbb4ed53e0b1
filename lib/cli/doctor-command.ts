import type { KubernetesObject } from '../api/kubernetes.generated.js';
import { CERTIFICATE_SECRET, LEADER_LEASE, OPERATOR_NAME, OPERATOR_NAMESPACE } from '../api/permissions.js';
import type { Resource } from '../api/resources.js';
import {
  DEPLOYMENTS,
  LEASES,
  MUTATING_WEBHOOKS,
  NAMESPACES,
  SECRETS,
  SIDECARSETS,
  VALIDATING_WEBHOOKS,
} from '../api/resources.js';
import { isApiError } from '../cluster/api-error.js';
import type { Cluster, ObjectKey } from '../cluster/cluster.js';
import { listAll } from '../cluster/list-pages.js';
import type { ScopeSettings } from '../decide/admission-scope/plan-scope.js';
import type { CommandEnd, CommandWorld } from './command.js';
import { UsageError } from './command.js';
import { judgeCertificate } from './doctor/check-certificate.js';
import { judgeDeployment, judgeLease } from './doctor/check-operator.js';
import { checkPermissions } from './doctor/check-permissions.js';
import { checkPodWebhook, checkSidecarSetWebhook } from './doctor/check-reach.js';
import { judgeCoverage, judgeScope } from './doctor/check-scope.js';
import type { Finding } from './doctor/finding.js';
import { runCheck } from './doctor/finding.js';
import { settingsOfDeployment } from './operator-scope.js';
import { readFlags } from './read-flags.js';

/** SidecarSets whose injection is tried. */
const MOST_TRIED = 5;
/**
 * `sidecarset doctor`: proves that the API server reaches the webhooks and trusts them, that they cover every SidecarSet, and
 * that the operator runs and may do what it needs to. It writes nothing: what it creates are dry runs and access reviews.
 *
 * @returns one line for each check; exit code 1 when one of them found a problem
 */
export async function runDoctorCommand(
  args: readonly string[],
  world: Pick<CommandWorld, 'connect' | 'now'>,
): Promise<CommandEnd> {
  const flags = readFlags(args, {
    kubeconfig: 'value',
    namespace: 'value',
    'default-failure-policy': 'value',
    'exempt-namespace': 'values',
  });
  const [word] = flags.words;
  if (word !== undefined) throw new UsageError(`"${word}" is one word too many`);
  const namespace = flags.value('namespace') ?? OPERATOR_NAMESPACE;
  const cluster = world.connect(flags.value('kubeconfig'));
  try {
    const policy = flags.value('default-failure-policy');
    const given = [
      ...(policy === undefined ? [] : [`--default-failure-policy=${policy}`]),
      ...flags.values('exempt-namespace').map(exempt => `--exempt-namespace=${exempt}`),
    ];
    const findings = await examine({ cluster, namespace, nowMs: Date.parse(world.now), given });
    const isSick = findings.some(({ state }) => state === 'problem');
    return { exitCode: isSick ? 1 : 0, output: `${findings.map(toLine).join('\n')}\n` };
  } finally {
    cluster.close();
  }
}

interface Patient {
  readonly cluster: Cluster;
  /** The operator's. */
  readonly namespace: string;
  readonly nowMs: number;
  /** Flags of the operator that were named here. */
  readonly given: readonly string[];
}

async function examine(patient: Patient): Promise<readonly Finding[]> {
  const { cluster, namespace, nowMs } = patient;
  const own = (name: string): ObjectKey => ({ namespace, name });
  return [
    ...(await runCheck('replicas', async () => judgeDeployment(await find(cluster, DEPLOYMENTS, own(OPERATOR_NAME))))),
    ...(await runCheck('leader', async () => judgeLease(await find(cluster, LEASES, own(LEADER_LEASE)), nowMs))),
    ...(await runCheck('permissions', () => checkPermissions(cluster, namespace))),
    ...(await runCheck('certificate', async () => {
      const key = { name: OPERATOR_NAME };
      const mutating = await cluster.get(MUTATING_WEBHOOKS, key);
      const validating = await cluster.get(VALIDATING_WEBHOOKS, key);
      return judgeCertificate(await cluster.get(SECRETS, own(CERTIFICATE_SECRET)), [mutating, validating], nowMs);
    })),
    ...(await runCheck('webhook for SidecarSets', () => checkSidecarSetWebhook(cluster))),
    ...(await runCheck('sidecarsets', () => examineSidecarSets(patient))),
  ];
}

async function examineSidecarSets(patient: Patient): Promise<readonly Finding[]> {
  const { cluster } = patient;
  const sidecarSets = await listAll(cluster, SIDECARSETS);
  const covered = sidecarSets.filter(({ status }) =>
    status?.conditions?.some(({ type, status: holds }) => type === 'InjectionReady' && holds === 'True'),
  );
  return [
    ...(await runCheck('scope', async () => {
      const configuration = await find(cluster, MUTATING_WEBHOOKS, { name: OPERATOR_NAME });
      return judgeScope(configuration, sidecarSets, await readSettings(patient));
    })),
    ...judgeCoverage(sidecarSets),
    ...(await runCheck('injection', async () => {
      const namespaces = await listAll(cluster, NAMESPACES);
      const scopeNamespaces = await readSettings(patient);
      const tried = covered
        .slice(0, MOST_TRIED)
        .map(set => checkPodWebhook(set, { cluster, namespaces, scopeNamespaces }));
      return (await Promise.all(tried)).flat();
    })),
  ];
}

/** As the Deployment's arguments say, else as named here. */
async function readSettings({ cluster, namespace, given }: Patient): Promise<ScopeSettings> {
  const deployment = await find(cluster, DEPLOYMENTS, { namespace, name: OPERATOR_NAME });
  return { ...settingsOfDeployment(deployment, { given, namespace }), ownNamespace: namespace };
}

async function find<T extends KubernetesObject>(
  cluster: Cluster,
  resource: Resource<T>,
  key: ObjectKey,
): Promise<T | undefined> {
  try {
    return await cluster.get(resource, key);
  } catch (error) {
    if (isApiError(error, 'NotFound')) return undefined;
    throw error;
  }
}

function toLine({ state, check, message }: Finding): string {
  return `${state.padEnd(7)}  ${check}: ${message}`;
}
