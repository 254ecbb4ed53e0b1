import type { LocalObjectReference, ResourceRequirements } from '../api/kubernetes.generated.js';
import { OPERATOR_NAMESPACE } from '../api/permissions.js';
import { OperatorCertificates } from './operator-certificates.js';

/** How the operator is installed. Every field has a default that is fit for production. */
export interface SidecarSetOperatorProps {
  /**
   * Namespace of the operator's own objects.
   *
   * @default 'sidecarset-system'
   */
  readonly namespace?: string;

  /**
   * Render the Namespace too, with the Pod Security level `restricted`, and a ResourceQuota in it that admits the
   * priority class: some providers allow the critical classes only where a quota names them.
   *
   * @default true
   */
  readonly createNamespace?: boolean;

  /**
   * Image of the operator; its entry point is the `sidecarset` command.
   *
   * @default - the image of this package's version
   */
  readonly image?: string;

  /**
   * Secrets, in the operator's namespace, that its image is pulled with.
   *
   * @default - none
   */
  readonly imagePullSecrets?: readonly LocalObjectReference[];

  /**
   * Copies of the operator. All serve the webhooks, one leads the rollouts.
   *
   * @default 2
   */
  readonly replicas?: number;

  /**
   * Compute resources of one copy. There is no CPU limit by default: a throttled webhook makes pod creation slow.
   *
   * @default - requests 100m CPU and 192Mi memory, limit 512Mi memory
   */
  readonly resources?: ResourceRequirements;

  /**
   * Priority class of the operator's pods: while none of them runs, new pods get no sidecars.
   *
   * @default 'system-cluster-critical'
   */
  readonly priorityClassName?: string;

  /**
   * What becomes of a new pod that a SidecarSet without `injectionStrategy.failurePolicy` selects, while no copy of the
   * operator answers: it is created without sidecars (`Ignore`), or it is refused (`Fail`).
   *
   * @default 'Ignore'
   */
  readonly podFailurePolicy?: 'Ignore' | 'Fail';

  /**
   * Namespaces whose pods are never injected, whatever SidecarSets say. SidecarSets leave `kube-system`, `kube-public` and
   * the operator's own namespace alone anyway, unless their `namespace` or `namespaceSelector` asks for them.
   *
   * @default - none
   */
  readonly exemptNamespaces?: readonly string[];

  /**
   * Where the webhooks' certificates come from.
   *
   * @default OperatorCertificates.selfManaged()
   */
  readonly certificates?: Pick<OperatorCertificates, 'source'>;

  /**
   * Share the network of the node, where the API server cannot reach pods. Both ports must be free on every node; copies
   * then stand on different nodes, and the namespace is rendered with the Pod Security level `privileged`.
   *
   * @default false
   */
  readonly hostNetwork?: boolean;

  /**
   * Port of the webhooks in the pod.
   *
   * @default 9443
   */
  readonly webhookPort?: number;

  /**
   * Port of `/healthz`, `/readyz` and `/metrics` in the pod, plain HTTP.
   *
   * @default 8080
   */
  readonly healthPort?: number;

  /**
   * Render a NetworkPolicy that lets nothing in but these two ports.
   *
   * @default false
   */
  readonly networkPolicy?: boolean;

  /**
   * Annotate the pods with `prometheus.io/scrape`, for a Prometheus that finds its targets by that. For the Prometheus
   * operator use `SidecarSetMonitoring`.
   *
   * @default false
   */
  readonly scrapeAnnotations?: boolean;

  /**
   * Further flags of `sidecarset operator`.
   *
   * @default - none
   */
  readonly flags?: readonly string[];

  /**
   * The operator runs as a process outside the cluster: the webhooks are called by URL, there is no Deployment,
   * Service and PodDisruptionBudget. Identity and permissions are rendered all the same.
   *
   * @default - the operator runs as a Deployment
   */
  readonly outsideCluster?: OutsideCluster;
}

/** An operator that is not a pod of the cluster. */
export interface OutsideCluster {
  /** Where the API server reaches the webhooks: `https://HOST:PORT`, without a path of its own. */
  readonly url: string;
}

/** The props with every default filled in. */
export type OperatorChoices = Required<Omit<SidecarSetOperatorProps, 'outsideCluster'>> &
  Pick<SidecarSetOperatorProps, 'outsideCluster'>;

const DEFAULTS: OperatorChoices = {
  namespace: OPERATOR_NAMESPACE,
  createNamespace: true,
  image: 'sidecarset-operator:0.1.0',
  imagePullSecrets: [],
  replicas: 2,
  resources: { requests: { cpu: '100m', memory: '192Mi' }, limits: { memory: '512Mi' } },
  priorityClassName: 'system-cluster-critical',
  podFailurePolicy: 'Ignore',
  exemptNamespaces: [],
  certificates: OperatorCertificates.selfManaged(),
  hostNetwork: false,
  webhookPort: 9443,
  healthPort: 8080,
  networkPolicy: false,
  scrapeAnnotations: false,
  flags: [],
};

/**
 * Fills in the defaults.
 *
 * @throws Error when `outsideCluster.url` is no plain https origin, which the API server would refuse to call, or when both
 *   ports are the same
 */
export function fillOperatorProps(props: SidecarSetOperatorProps): OperatorChoices {
  const { outsideCluster } = props;
  if (outsideCluster !== undefined && !isHttpsOrigin(outsideCluster.url)) {
    throw new Error(
      `outsideCluster.url: ${JSON.stringify(outsideCluster.url)} must be https://HOST or https://HOST:PORT`,
    );
  }
  const { webhookPort = DEFAULTS.webhookPort, healthPort = DEFAULTS.healthPort } = props;
  if (webhookPort === healthPort) {
    throw new Error(`webhookPort and healthPort are both ${String(webhookPort)}; give one of them another number`);
  }
  const given = Object.entries(props).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...(Object.fromEntries(given) as SidecarSetOperatorProps) };
}

function isHttpsOrigin(url: string): boolean {
  return /^https:\/\/[^/?#@\s]+$/.test(url) && URL.canParse(url);
}
