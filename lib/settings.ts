import { hostname } from 'node:os';
import { parseArgs } from 'node:util';

import type { Role } from './api/permissions.js';
import { OPERATOR_NAMESPACE } from './api/permissions.js';
import type { InjectionFailurePolicy } from './api/sidecarset.generated.js';

/** All that can be set from outside, read once and passed on as a value. */
export interface OperatorSettings {
  readonly roles: readonly Role[];
  /** Namespace of the operator's own objects. */
  readonly namespace: string;
  /** Who this replica is, for the leader lease and events. */
  readonly identity: string;
  /** Path of a kubeconfig; absent: the usual search, in-cluster included. */
  readonly kubeconfig: string | undefined;
  readonly webhookPort: number;
  /** Plain HTTP: healthz, readyz, metrics. */
  readonly healthPort: number;
  /** `own`: issued and rotated by the operator; `external`: somebody else keeps its Secret and the caBundles. */
  readonly certificates: 'own' | 'external';
  /** Names and addresses that the serving certificate is for, beside those of the Service. */
  readonly certificateHosts: readonly string[];
  /** How long readyz says no before the server stops to accept. */
  readonly drainMs: number;
  readonly parallelWrites: number;
  readonly queriesPerSecond: number;
  /** Without an administrator's list SidecarSets may write every pod annotation but ours (OpenKruise's gate of that name). */
  readonly patchPodMetadataDefaultsAllowed: boolean;
  /** Of SidecarSets that say none. */
  readonly defaultFailurePolicy: InjectionFailurePolicy;
  /** Namespaces whose pods the webhook never sees, whatever SidecarSets say. */
  readonly exemptNamespaces: readonly string[];
}

/** A flag that cannot be read: every fault in one message. */
export class SettingsError extends Error {}

const ROLES: readonly Role[] = ['webhook', 'controller'];

const FAILURE_POLICIES: readonly InjectionFailurePolicy[] = ['Ignore', 'Fail'];

const FLAGS = {
  roles: { type: 'string', default: 'webhook,controller', what: 'roles of this process, comma separated' },
  namespace: {
    type: 'string',
    what: `namespace of the operator's own objects (else $POD_NAMESPACE, else ${OPERATOR_NAMESPACE})`,
  },
  identity: { type: 'string', what: 'name of this replica (else $POD_NAME, else the host name)' },
  kubeconfig: { type: 'string', what: 'kubeconfig file (else $KUBECONFIG, ~/.kube/config, in-cluster)' },
  'webhook-port': { type: 'string', default: '9443', what: 'port of the webhook (TLS)' },
  'health-port': { type: 'string', default: '8080', what: 'port of healthz, readyz and metrics (plain HTTP)' },
  certificates: {
    type: 'string',
    default: 'own',
    what: 'own: issue and rotate them; external: serve with what cert-manager, say, keeps in the Secret',
  },
  'certificate-host': {
    type: 'string',
    multiple: true,
    what: 'further host name or address of the serving certificate; repeatable',
  },
  'drain-seconds': {
    type: 'string',
    default: '5',
    what: 'how long to answer not ready before closing the webhook on SIGTERM',
  },
  'parallel-writes': { type: 'string', default: '32', what: 'pod writes of one SidecarSet that run at the same time' },
  'queries-per-second': { type: 'string', default: '200', what: 'most calls to the API server per second' },
  'patch-pod-metadata-defaults-allowed': {
    type: 'boolean',
    what: 'without a list in the ConfigMap kruise-configuration SidecarSets may write any pod annotation',
  },
  'default-failure-policy': {
    type: 'string',
    default: 'Ignore',
    what: 'Ignore or Fail, for SidecarSets without injectionStrategy.failurePolicy',
  },
  'exempt-namespace': {
    type: 'string',
    multiple: true,
    what: 'namespace whose pods are never injected, whatever SidecarSets say; repeatable',
  },
} as const satisfies Record<string, { type: 'string' | 'boolean'; default?: string; multiple?: boolean; what: string }>;

/**
 * Reads the operator's flags and environment.
 *
 * @param args - what follows `sidecarset operator`
 * @throws SettingsError with one line for each fault
 */
export function readOperatorSettings(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): OperatorSettings {
  const values = parseFlags(args);
  const faults: string[] = [];
  const whole = (flag: keyof typeof values, least: number, most: number): number => {
    const text = String(values[flag]);
    const number = Number(text);
    if (Number.isInteger(number) && number >= least && number <= most && text.trim() !== '') return number;
    faults.push(`--${flag} ${text}: must be a whole number from ${least} to ${most}`);
    return least;
  };
  const settings: OperatorSettings = {
    roles: readRoles(values.roles, faults),
    namespace: values.namespace ?? environment['POD_NAMESPACE'] ?? OPERATOR_NAMESPACE,
    identity: values.identity ?? environment['POD_NAME'] ?? hostname(),
    kubeconfig: values.kubeconfig,
    webhookPort: whole('webhook-port', 0, 65535),
    healthPort: whole('health-port', 0, 65535),
    certificates: readCertificates(values.certificates, faults),
    certificateHosts: values['certificate-host'] ?? [],
    drainMs: whole('drain-seconds', 0, 600) * 1000,
    parallelWrites: whole('parallel-writes', 1, 1000),
    patchPodMetadataDefaultsAllowed: values['patch-pod-metadata-defaults-allowed'] ?? false,
    queriesPerSecond: whole('queries-per-second', 1, 100_000),
    defaultFailurePolicy: readFailurePolicy(values['default-failure-policy'], faults),
    exemptNamespaces: values['exempt-namespace'] ?? [],
  };
  if (faults.length > 0) throw new SettingsError(faults.join('\n'));
  return settings;
}

/** The flags of `sidecarset operator`, one line each, for its help. */
export function describeOperatorFlags(): readonly string[] {
  return Object.entries(FLAGS).map(([name, flag]) => {
    const preset = 'default' in flag ? ` (default ${flag.default})` : '';
    return `  --${name.padEnd(20)} ${flag.what}${preset}`;
  });
}

function parseFlags(args: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof FLAGS }>>['values'] {
  try {
    return parseArgs({ args: [...args], options: FLAGS }).values;
  } catch (error) {
    throw new SettingsError(error instanceof Error ? error.message : String(error));
  }
}

function readCertificates(text: string, faults: string[]): OperatorSettings['certificates'] {
  if (text === 'own' || text === 'external') return text;
  faults.push(`--certificates ${text}: must be own or external`);
  return 'own';
}

function readRoles(text: string, faults: string[]): readonly Role[] {
  const names = text.split(',').map(name => name.trim());
  const unknown = names.filter(name => !ROLES.includes(name as Role));
  if (unknown.length > 0) faults.push(`--roles ${text}: knows ${ROLES.join(' and ')}, not ${unknown.join(', ')}`);
  return ROLES.filter(role => names.includes(role));
}

function readFailurePolicy(text: string, faults: string[]): InjectionFailurePolicy {
  const policy = FAILURE_POLICIES.find(known => known === text);
  if (policy === undefined) faults.push(`--default-failure-policy ${text}: must be ${FAILURE_POLICIES.join(' or ')}`);
  return policy ?? 'Ignore';
}
