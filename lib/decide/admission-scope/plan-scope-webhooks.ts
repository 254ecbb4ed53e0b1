import type { WebhookEndpoint } from '../../api/endpoints.js';
import { isPodWebhook, podWebhookName, WEBHOOK_ENDPOINTS } from '../../api/endpoints.js';
import type {
  AdmissionregistrationV1WebhookClientConfig,
  MutatingWebhook,
  MutatingWebhookConfiguration,
} from '../../api/kubernetes.generated.js';
import { diffJson } from '../json-patch.js';
import type { ScopeEntry } from './plan-scope.js';

/** Why the pod webhooks cannot be written. */
export type ScopeObstacle = 'configuration-missing' | 'configuration-without-address';

/** What is to be done so that the webhook configuration says what the plan says. */
export type ScopeChange =
  | { readonly kind: 'in-step' }
  /** The whole list: webhooks of others as they are, ours behind them. */
  | { readonly kind: 'write'; readonly reason: 'scope-differs'; readonly webhooks: readonly MutatingWebhook[] }
  | { readonly kind: 'impossible'; readonly reason: ScopeObstacle };

/**
 * Compares the pod webhooks of the configuration with those that are wanted. Where the operator is found and which
 * certificates are trusted is taken from the webhook for SidecarSets beside them, which the manifests render.
 *
 * @param configuration - as stored; absent: there is none
 * @param certificates - `external`: whoever keeps the certificates writes the caBundle of the webhook beside them, and they follow it
 */
export function planScopeWebhooks(
  configuration: MutatingWebhookConfiguration | undefined,
  entries: readonly ScopeEntry[],
  { certificates = 'own' }: { readonly certificates?: 'own' | 'external' } = {},
): ScopeChange {
  const isOwn = certificates === 'own';
  if (configuration === undefined) return { kind: 'impossible', reason: 'configuration-missing' };
  const stored = configuration.webhooks ?? [];
  const address = stored.find(({ name }) => name === ADDRESS.name)?.clientConfig;
  if (address === undefined) return { kind: 'impossible', reason: 'configuration-without-address' };
  const ours = stored.filter(({ name }) => isPodWebhook(name));
  const wanted = nameEntries(entries).map(({ name, entry }) => {
    const known = isOwn ? ours.find(one => one.name === name)?.clientConfig : undefined;
    const { caBundle = address.caBundle } = known ?? {};
    return toWebhook(name, entry, { ...pointTo(address), ...(caBundle === undefined ? {} : { caBundle }) });
  });
  if (diffJson({ webhooks: ours }, { webhooks: wanted }).length === 0) return { kind: 'in-step' };
  const others = stored.filter(({ name }) => !isPodWebhook(name));
  return { kind: 'write', reason: 'scope-differs', webhooks: [...others, ...wanted] };
}

const [POD] = endpoints('mpod');
const [ADDRESS] = endpoints('msidecarset');

function endpoints(id: WebhookEndpoint['id']): readonly [WebhookEndpoint] {
  return WEBHOOK_ENDPOINTS.filter(endpoint => endpoint.id === id) as unknown as readonly [WebhookEndpoint];
}

function nameEntries(entries: readonly ScopeEntry[]): readonly { readonly name: string; readonly entry: ScopeEntry }[] {
  const counts = { Ignore: 0, Fail: 0 };
  return entries.map(entry => {
    const { failurePolicy } = entry;
    const index = counts[failurePolicy];
    counts[failurePolicy] += 1;
    return { name: podWebhookName({ failurePolicy, index }), entry };
  });
}

/** Every default of the API server is written out, so that what is stored can be compared with what is wanted. */
function toWebhook(
  name: string,
  { failurePolicy, namespaceSelector, objectSelector, matchConditions }: ScopeEntry,
  clientConfig: AdmissionregistrationV1WebhookClientConfig,
): MutatingWebhook {
  const { resource, apiVersions, operations, timeoutSeconds, reinvocationPolicy = 'Never' } = POD;
  return {
    name,
    admissionReviewVersions: ['v1'],
    clientConfig,
    rules: [
      { apiGroups: [resource.group], apiVersions, operations, resources: [resource.plural], scope: 'Namespaced' },
    ],
    failurePolicy,
    matchPolicy: 'Equivalent',
    reinvocationPolicy,
    sideEffects: 'None',
    timeoutSeconds,
    namespaceSelector,
    objectSelector,
    ...(matchConditions.length === 0 ? {} : { matchConditions }),
  };
}

/** The same server, at the path of the pod webhook. */
function pointTo({
  service,
  url,
}: AdmissionregistrationV1WebhookClientConfig): AdmissionregistrationV1WebhookClientConfig {
  if (service !== undefined) return { service: { ...service, path: POD.path } };
  const origin = url?.endsWith(ADDRESS.path) === true ? url.slice(0, -ADDRESS.path.length) : (url ?? '');
  return { url: `${origin}${POD.path}` };
}
