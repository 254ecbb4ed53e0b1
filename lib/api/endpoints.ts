import type { Resource } from './resources.js';
import { PODS, SIDECARSETS } from './resources.js';

/** One webhook: what the server mounts and what the webhook configurations say. */
export interface WebhookEndpoint {
  /** Short name, as in logs and metrics. */
  readonly id: 'mpod' | 'msidecarset' | 'vsidecarset';
  /** Fully qualified name in the webhook configuration. */
  readonly name: string;
  readonly path: string;
  readonly kind: 'mutating' | 'validating';
  readonly resource: Resource;
  /** Versions in which the API server sends the object; with `matchPolicy: Equivalent` the first one suffices. */
  readonly apiVersions: readonly string[];
  readonly operations: readonly ('CREATE' | 'UPDATE' | 'DELETE')[];
  /** What the API server does when the webhook cannot be reached. */
  readonly failurePolicy: 'Ignore' | 'Fail';
  /** Let the API server ask again after other webhooks have changed the object. */
  readonly reinvocationPolicy?: 'IfNeeded';
  readonly timeoutSeconds: number;
  /**
   * Who writes it into the webhook configuration: the manifests once, or the leader again and again, as the SidecarSets ask
   * for it. The leader may write several, which share path and server.
   */
  readonly writtenBy: 'manifests' | 'leader';
}

/** What the names of all our webhooks end with. */
const DOMAIN = 'sidecarset.kruise.io';

/** Is a webhook of this name ours? Others may stand in the same configuration. */
export function isOperatorWebhook(name: string): boolean {
  return name.endsWith(`.${DOMAIN}`);
}

/**
 * Name of a pod webhook, which the API server prints when it is refused or gets no answer.
 *
 * @param index - counts those of one failure policy, from 0
 */
export function podWebhookName({ failurePolicy, index }: { failurePolicy: 'Ignore' | 'Fail'; index: number }): string {
  const policy = failurePolicy === 'Fail' ? '-fail' : '';
  return `mpod${policy}${index === 0 ? '' : `-${String(index + 1)}`}.${DOMAIN}`;
}

/** Is a webhook of this name one of those that {@link podWebhookName} gives? */
export function isPodWebhook(name: string): boolean {
  return isOperatorWebhook(name) && /^mpod(-fail)?(-\d+)?\./.test(name);
}

/**
 * Every webhook of the operator. The server mounts this table, the constructs render what is for the manifests to say.
 *
 * Pods default to `Ignore`: an injector that is away must not stop pods from being created. SidecarSets are few and
 * written by people, so an unreachable validator refuses them.
 */
export const WEBHOOK_ENDPOINTS: readonly WebhookEndpoint[] = [
  {
    id: 'mpod',
    name: 'mpod.sidecarset.kruise.io',
    path: '/mutate-pod',
    kind: 'mutating',
    resource: PODS,
    apiVersions: ['v1'],
    operations: ['CREATE'],
    failurePolicy: 'Ignore',
    reinvocationPolicy: 'IfNeeded',
    timeoutSeconds: 5,
    writtenBy: 'leader',
  },
  {
    id: 'msidecarset',
    name: 'msidecarset.sidecarset.kruise.io',
    path: '/mutate-apps-kruise-io-sidecarset',
    kind: 'mutating',
    resource: SIDECARSETS,
    apiVersions: ['v1beta1', 'v1alpha1'],
    operations: ['CREATE', 'UPDATE'],
    failurePolicy: 'Fail',
    reinvocationPolicy: 'IfNeeded',
    timeoutSeconds: 10,
    writtenBy: 'manifests',
  },
  {
    id: 'vsidecarset',
    name: 'vsidecarset.sidecarset.kruise.io',
    path: '/validate-apps-kruise-io-sidecarset',
    kind: 'validating',
    resource: SIDECARSETS,
    apiVersions: ['v1beta1', 'v1alpha1'],
    operations: ['CREATE', 'UPDATE'],
    failurePolicy: 'Fail',
    timeoutSeconds: 10,
    writtenBy: 'manifests',
  },
];
