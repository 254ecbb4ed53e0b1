import type {
  Affinity,
  Container,
  Deployment,
  PodDisruptionBudget,
  PodSpec,
  Probe,
  Service,
} from '../api/kubernetes.generated.js';
import { OPERATOR_NAME } from '../api/permissions.js';
import type { Manifest } from './kube-object.js';
import { operatorLabels } from './operator-labels.js';
import type { OperatorChoices } from './operator-props.js';

/** How long a stopping copy still serves, until every API server has taken it off its list. */
const DRAIN_SECONDS = 5;
/** The drain, the slowest webhook call (10 s), the write in flight and the release of the lease. */
const TERMINATION_GRACE_SECONDS = 30;

/** The address under which the API server calls the webhooks. */
export function operatorService(namespace: string): Manifest<Service> {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: OPERATOR_NAME, namespace, labels: operatorLabels },
    spec: {
      selector: operatorLabels,
      ports: [{ name: 'webhook', port: 443, protocol: 'TCP', targetPort: 'webhook' }],
    },
  };
}

/** A drain of nodes leaves one copy of the operator standing. */
export function operatorDisruptionBudget(namespace: string): Manifest<PodDisruptionBudget> {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: OPERATOR_NAME, namespace, labels: operatorLabels },
    spec: { minAvailable: 1, selector: { matchLabels: operatorLabels } },
  };
}

/** The operator itself. A new version takes over one copy at a time, never with fewer copies than asked for. */
export function operatorDeployment(choices: OperatorChoices): Manifest<Deployment> {
  const { namespace, replicas, scrapeAnnotations, healthPort } = choices;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: OPERATOR_NAME, namespace, labels: operatorLabels },
    spec: {
      replicas,
      selector: { matchLabels: operatorLabels },
      strategy: { type: 'RollingUpdate', rollingUpdate: rollingUpdate(choices) },
      template: {
        metadata: {
          labels: operatorLabels,
          ...(scrapeAnnotations && { annotations: scrape(healthPort) }),
        },
        spec: podSpec(choices),
      },
    },
  };
}

/** Copies that hold ports of their node may find no node for one more: the old one goes first then. */
function rollingUpdate({ hostNetwork }: OperatorChoices): {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
} {
  return hostNetwork ? { maxSurge: 0, maxUnavailable: 1 } : { maxSurge: 1, maxUnavailable: 0 };
}

function scrape(port: number): Readonly<Record<string, string>> {
  return {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': String(port),
    'prometheus.io/path': '/metrics',
  };
}

function podSpec(choices: OperatorChoices): PodSpec {
  const { imagePullSecrets, priorityClassName, hostNetwork } = choices;
  return {
    serviceAccountName: OPERATOR_NAME,
    automountServiceAccountToken: true,
    priorityClassName,
    terminationGracePeriodSeconds: TERMINATION_GRACE_SECONDS,
    affinity: hostNetwork ? oneOnANode : spreadOverNodes,
    // Names of the cluster stay known, Services too.
    ...(hostNetwork && { hostNetwork, dnsPolicy: 'ClusterFirstWithHostNet' }),
    ...(imagePullSecrets.length > 0 && { imagePullSecrets }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [container(choices)],
  };
}

/** There is no preStop hook: the operator drains by itself on SIGTERM, whatever its image holds. */
function container(choices: OperatorChoices): Container {
  const { image, resources, flags, podFailurePolicy, exemptNamespaces } = choices;
  return {
    name: 'operator',
    image,
    args: [
      'operator',
      `--webhook-port=${String(choices.webhookPort)}`,
      `--health-port=${String(choices.healthPort)}`,
      `--drain-seconds=${String(DRAIN_SECONDS)}`,
      `--default-failure-policy=${podFailurePolicy}`,
      ...exemptNamespaces.map(namespace => `--exempt-namespace=${namespace}`),
      ...(choices.certificates.source.kind === 'self-managed' ? [] : ['--certificates=external']),
      ...flags,
    ],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
    ],
    ports: [
      { name: 'webhook', containerPort: choices.webhookPort, protocol: 'TCP' },
      { name: 'health', containerPort: choices.healthPort, protocol: 'TCP' },
    ],
    livenessProbe: { ...ask('/healthz'), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    readinessProbe: { ...ask('/readyz'), periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 2 },
    resources,
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
  };
}

function ask(path: string): Probe {
  return { httpGet: { path, port: 'health' } };
}

const ELSEWHERE = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: operatorLabels } };

const spreadOverNodes: Affinity = {
  podAntiAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: ELSEWHERE }],
  },
};

const oneOnANode: Affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [ELSEWHERE] } };
