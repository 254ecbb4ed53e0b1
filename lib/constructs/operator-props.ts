import type { LocalObjectReference, ResourceRequirements } from '../api/kubernetes.generated.js';
import { OPERATOR_NAMESPACE } from '../api/permissions.js';

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
  flags: [],
};

/**
 * Fills in the defaults.
 *
 * @throws Error when `outsideCluster.url` is no plain https origin: the API server would refuse every call
 */
export function fillOperatorProps(props: SidecarSetOperatorProps): OperatorChoices {
  const { outsideCluster } = props;
  if (outsideCluster !== undefined && !isHttpsOrigin(outsideCluster.url)) {
    throw new Error(
      `outsideCluster.url: ${JSON.stringify(outsideCluster.url)} must be https://HOST or https://HOST:PORT`,
    );
  }
  const given = Object.entries(props).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...(Object.fromEntries(given) as SidecarSetOperatorProps) };
}

function isHttpsOrigin(url: string): boolean {
  return /^https:\/\/[^/?#@\s]+$/.test(url) && URL.canParse(url);
}
