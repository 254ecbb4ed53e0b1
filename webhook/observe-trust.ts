import type { MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from '../lib/api/kubernetes.generated.js';
import { isOperatorWebhook } from '../lib/api/endpoints.js';
import { OPERATOR_NAME } from '../lib/api/permissions.js';
import type { StoreView } from '../lib/cluster/store-view.js';
import type { WebhookTrust } from './certificate-plan.js';
import { fingerprintsOf } from './read-certificates.js';

/** Where the operator's webhooks stand. */
export interface ConfigurationStores {
  readonly mutatingWebhooks: StoreView<MutatingWebhookConfiguration>;
  readonly validatingWebhooks: StoreView<ValidatingWebhookConfiguration>;
}

/** What each of our webhooks trusts now. Webhooks of others in the same configuration are none of our business. */
export function observeTrust(stores: ConfigurationStores): readonly WebhookTrust[] {
  const key = { name: OPERATOR_NAME };
  return [
    ...trustOf('mutating', stores.mutatingWebhooks.get(key)),
    ...trustOf('validating', stores.validatingWebhooks.get(key)),
  ];
}

/** Remembers since when which authorities have been trusted by all webhooks without a break. */
export class TrustMemory {
  #sinceMs: Readonly<Record<string, number>> = {};

  /** @returns by fingerprint, the authorities out of `known` that all of `trust` hold now, and since when */
  note(
    { known, trust }: { readonly known: readonly string[]; readonly trust: readonly WebhookTrust[] },
    nowMs: number,
  ): Readonly<Record<string, number>> {
    const bundles = trust.map(({ bundle }) => fingerprintsOf(bundle));
    const trusted = known.filter(fingerprint => bundles.every(bundle => bundle.includes(fingerprint)));
    this.#sinceMs = Object.fromEntries(trusted.map(fingerprint => [fingerprint, this.#sinceMs[fingerprint] ?? nowMs]));
    return this.#sinceMs;
  }
}

function trustOf(
  kind: WebhookTrust['configuration'],
  configuration: MutatingWebhookConfiguration | ValidatingWebhookConfiguration | undefined,
): readonly WebhookTrust[] {
  return (configuration?.webhooks ?? []).flatMap(({ name, clientConfig }, index) => {
    const bundle = Buffer.from(clientConfig.caBundle ?? '', 'base64').toString('utf8');
    return isOperatorWebhook(name) ? [{ configuration: kind, index, webhook: name, bundle }] : [];
  });
}
