import type { WebhookEndpoint } from '../api/endpoints.js';
import { WEBHOOK_ENDPOINTS } from '../api/endpoints.js';
import type {
  AdmissionregistrationV1WebhookClientConfig,
  MutatingWebhook,
  MutatingWebhookConfiguration,
  ObjectMeta,
  ValidatingWebhook,
  ValidatingWebhookConfiguration,
} from '../api/kubernetes.generated.js';
import { OPERATOR_NAME } from '../api/permissions.js';
import type { Manifest } from './kube-object.js';
import { operatorLabels } from './operator-labels.js';
import { trustOf } from './operator-certificates.js';
import type { OperatorChoices, SidecarSetOperatorProps } from './operator-props.js';

type Choices = Pick<OperatorChoices, 'namespace' | 'outsideCluster'> & Pick<SidecarSetOperatorProps, 'certificates'>;

const ADMISSION = { apiVersion: 'admissionregistration.k8s.io/v1' } as const;

/** The mutating webhooks of the endpoint table, but for those of pods: the leader adds them as SidecarSets ask for it. */
export function mutatingWebhookConfiguration(choices: Choices): Manifest<MutatingWebhookConfiguration> {
  return {
    ...ADMISSION,
    kind: 'MutatingWebhookConfiguration',
    metadata: metadata(choices),
    webhooks: endpointsOf('mutating').map(endpoint => ({
      ...toWebhook(endpoint, choices),
      ...(endpoint.reinvocationPolicy && { reinvocationPolicy: endpoint.reinvocationPolicy }),
    })),
  };
}

/** The validating webhooks of the endpoint table. */
export function validatingWebhookConfiguration(choices: Choices): Manifest<ValidatingWebhookConfiguration> {
  return {
    ...ADMISSION,
    kind: 'ValidatingWebhookConfiguration',
    metadata: metadata(choices),
    webhooks: endpointsOf('validating').map(endpoint => toWebhook(endpoint, choices)),
  };
}

function metadata({ certificates, namespace }: Choices): ObjectMeta {
  const { annotations } = trustOf(certificates?.source, namespace);
  return { name: OPERATOR_NAME, labels: operatorLabels, ...(annotations && { annotations }) };
}

function endpointsOf(kind: WebhookEndpoint['kind']): readonly WebhookEndpoint[] {
  return WEBHOOK_ENDPOINTS.filter(endpoint => endpoint.kind === kind && endpoint.writtenBy === 'manifests');
}

function toWebhook(endpoint: WebhookEndpoint, choices: Choices): MutatingWebhook & ValidatingWebhook {
  const { resource } = endpoint;
  return {
    name: endpoint.name,
    admissionReviewVersions: ['v1'],
    clientConfig: clientConfig(endpoint, choices),
    rules: [
      {
        apiGroups: [resource.group],
        apiVersions: endpoint.apiVersions,
        operations: endpoint.operations,
        resources: [resource.plural],
        scope: resource.namespaced ? 'Namespaced' : 'Cluster',
      },
    ],
    failurePolicy: endpoint.failurePolicy,
    matchPolicy: 'Equivalent',
    sideEffects: 'None',
    timeoutSeconds: endpoint.timeoutSeconds,
  };
}

/**
 * Without `caBundle`, on purpose, unless its author keeps the certificates: the operator or cert-manager fills it in, and
 * whoever applies this must not take it away again.
 */
function clientConfig({ path }: WebhookEndpoint, choices: Choices): AdmissionregistrationV1WebhookClientConfig {
  const { namespace, outsideCluster, certificates } = choices;
  const { caBundle } = trustOf(certificates?.source, namespace);
  const trust = caBundle === undefined ? {} : { caBundle };
  if (outsideCluster !== undefined) return { url: `${outsideCluster.url}${path}`, ...trust };
  return { service: { name: OPERATOR_NAME, namespace, path, port: 443 }, ...trust };
}
