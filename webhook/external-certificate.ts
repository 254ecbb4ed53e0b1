import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Secret } from '../lib/api/kubernetes.generated.js';
import { CERTIFICATE_SECRET } from '../lib/api/permissions.js';
import type { Clock } from '../lib/cluster/clock.js';
import type { StoreView } from '../lib/cluster/store-view.js';
import type { Log } from '../lib/telemetry/log.js';
import type { Metrics } from '../lib/telemetry/metrics.js';
import type { CertifiedKey } from './certificate-authority.js';
import { CERTIFICATE_KEYS } from './read-certificates.js';
import { runRounds } from './rounds.js';

/** What serving with somebody else's certificate needs. */
export interface ExternalCertificateOptions {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly secrets: StoreView<Secret>;
  /** Namespace of the operator. */
  readonly namespace: string;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
  /** The certificate to serve with from now on; called again whenever it is another one. */
  readonly onCertificate: (pair: CertifiedKey) => void;
}

/**
 * Serves with the certificate that somebody else keeps in the operator's Secret, cert-manager for example, whenever it is
 * another one. Writes nothing: neither the Secret nor the webhook configurations. While there is none the webhook is not
 * ready; a damaged one leaves the last good one in use.
 *
 * @returns resolves when `signal` aborts
 */
export function serveExternalCertificate(options: ExternalCertificateOptions): Promise<void> {
  const { secrets, namespace, log, metrics } = options;
  let current = '';
  return runRounds({
    ...options,
    stores: [secrets],
    round: () => {
      const read = readExternalCertificate(secrets.get({ namespace, name: CERTIFICATE_SECRET }));
      if (read.kind === 'unusable') {
        log.warn('certificate-unusable', { secret: `${namespace}/${CERTIFICATE_SECRET}`, reason: read.reason });
      } else if (read.pair.certificate !== current) {
        options.onCertificate(read.pair);
        current = read.pair.certificate;
        metrics.set('sidecarset_certificate_not_after_seconds', { certificate: 'serving' }, read.notAfterMs / 1000);
        log.info('certificate-loaded', { notAfter: new Date(read.notAfterMs).toISOString() });
      }
      return Promise.resolve(Infinity);
    },
    onFailure: (error, retryInMs) => log.warn('certificate-step-failed', { error, retryInMs }),
  });
}

type Read =
  | { readonly kind: 'pair'; readonly pair: CertifiedKey; readonly notAfterMs: number }
  | { readonly kind: 'unusable'; readonly reason: 'secret-missing' | 'serving-unreadable' };

/** The whole chain goes to the API server: it may know only the root of it. */
function readExternalCertificate(secret: Secret | undefined): Read {
  if (secret === undefined) return { kind: 'unusable', reason: 'secret-missing' };
  const textOf = (key: string): string => Buffer.from(secret.data?.[key] ?? '', 'base64').toString('utf8');
  const pair = { certificate: textOf(CERTIFICATE_KEYS.serving), key: textOf(CERTIFICATE_KEYS.servingKey) };
  try {
    const leaf = new X509Certificate(pair.certificate);
    if (leaf.checkPrivateKey(createPrivateKey(pair.key))) {
      return { kind: 'pair', pair, notAfterMs: Date.parse(leaf.validTo) };
    }
  } catch {
    // Neither a certificate nor a key, or one of the two: the same to us.
  }
  return { kind: 'unusable', reason: 'serving-unreadable' };
}
