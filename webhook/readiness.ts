import type { StoreView } from '../lib/cluster/store-view.js';
import type { ReadinessCheck } from './health-server.js';
import type { WebhookServer } from './server.js';

/**
 * When the webhook may be asked: it knows the SidecarSets (an injector that does not would let pods through without
 * their sidecars), it has a certificate, and it is not about to stop.
 *
 * @param stores - by the plural name that readyz prints
 */
export function webhookChecks(
  server: Pick<WebhookServer, 'hasCertificate' | 'draining'>,
  stores: Readonly<Record<string, Pick<StoreView<unknown>, 'synced'>>>,
): readonly ReadinessCheck[] {
  return [
    ...Object.entries(stores).map(([plural, store]) => ({
      name: plural,
      problem: () => (store.synced ? undefined : 'not read from the API server yet'),
    })),
    { name: 'certificate', problem: () => (server.hasCertificate ? undefined : 'no serving certificate yet') },
    { name: 'drain', problem: () => (server.draining ? 'about to stop' : undefined) },
  ];
}
