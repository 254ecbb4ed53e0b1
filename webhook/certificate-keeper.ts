import { CERTIFICATE_SECRET } from '../lib/api/permissions.js';
import type { Log } from '../lib/telemetry/log.js';
import type { Metrics } from '../lib/telemetry/metrics.js';
import type { CertificateTools, SecretTools } from './apply-certificate-step.js';
import { applyCertificateStep, createSecret } from './apply-certificate-step.js';
import type { CertifiedKey } from './certificate-authority.js';
import type { CertificateStep, CertificateTimes } from './certificate-plan.js';
import { TrustMemory, observeTrust } from './observe-trust.js';
import { planCertificates } from './plan-certificates.js';
import type { StoredCertificates } from './read-certificates.js';
import { readCertificates } from './read-certificates.js';
import { runRounds } from './rounds.js';

/** How the keeping of certificates goes on, and tells of itself. */
interface Keeping {
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
}

/** What every replica that serves needs. */
export interface ServingCertificatesOptions extends Keeping, SecretTools {
  /** The certificate to serve with from now on; called again whenever it is another one. */
  readonly onCertificate: (pair: CertifiedKey) => void;
}

/** What the leader needs. */
export interface KeepCertificatesOptions extends Keeping, CertificateTools {}

/** Ten years and ninety days: the short one is renewed so often that nobody forgets how. */
export const CERTIFICATE_TIMES: CertificateTimes = {
  authorityLifeMs: 3650 * 86_400_000,
  servingLifeMs: 90 * 86_400_000,
  settleMs: 300_000,
};

/**
 * Every replica: creates the Secret when it is missing, and hands over the serving certificate in it whenever it is a
 * new one. A damaged Secret changes nothing here: the certificate in use stays until the leader has repaired it.
 *
 * @returns resolves when `signal` aborts
 */
export function startServingCertificates(options: ServingCertificatesOptions): Promise<void> {
  const { clock, secrets, times, metrics } = options;
  let current = '';
  return runRounds({
    ...roundTools(options),
    stores: [secrets],
    round: async () => {
      const stored = observeStored(options);
      const world = { isLeader: false, trust: [], trustedSinceMs: {}, nowMs: clock.nowMs(), times };
      const { steps } = planCertificates(stored === undefined ? world : { ...world, stored });
      for (const step of steps) await carryOut(step, options, () => createSecret(options));
      if (steps.length > 0) return 0;
      const serving = stored?.serving;
      if (serving !== undefined && serving.certificate !== current) {
        options.onCertificate(serving);
        current = serving.certificate;
        tellEnd(metrics, 'serving', serving.notAfterMs);
        options.log.info('certificate-loaded', { notAfter: new Date(serving.notAfterMs).toISOString() });
      }
      return Infinity;
    },
  });
}

/**
 * The leader: keeps the certificates fresh and the webhook configurations trusting them, on every change of either and
 * whenever something falls due.
 *
 * @returns resolves when `signal` aborts
 */
export function keepCertificates(options: KeepCertificatesOptions): Promise<void> {
  const { clock, secrets, mutatingWebhooks, validatingWebhooks, times, metrics } = options;
  const memory = new TrustMemory();
  return runRounds({
    ...roundTools(options),
    stores: [secrets, mutatingWebhooks, validatingWebhooks],
    round: async () => {
      const nowMs = clock.nowMs();
      const stored = observeStored(options);
      const trust = observeTrust(options);
      const known = stored?.authorities.map(authority => authority.fingerprint) ?? [];
      const trustedSinceMs = memory.note({ known, trust }, nowMs);
      const world = { isLeader: true, trust, trustedSinceMs, nowMs, times };
      const plan = planCertificates(stored === undefined ? world : { ...world, stored });
      for (const step of plan.steps) await carryOut(step, options, () => applyCertificateStep(step, options));
      const newest = stored?.authorities.at(-1);
      if (newest !== undefined) tellEnd(metrics, 'authority', newest.notAfterMs);
      return plan.steps.length > 0 ? 0 : Math.max(1, (plan.checkAgainAtMs ?? Infinity) - nowMs);
    },
  });
}

function roundTools({
  clock,
  random,
  signal,
  log,
}: Keeping & SecretTools): Pick<Parameters<typeof runRounds>[0], 'clock' | 'random' | 'signal' | 'onFailure'> {
  return {
    clock,
    random,
    signal,
    onFailure: (error, retryInMs) => log.warn('certificate-step-failed', { error, retryInMs }),
  };
}

function observeStored({ secrets, namespace, hosts }: SecretTools): StoredCertificates | undefined {
  const secret = secrets.get({ namespace, name: CERTIFICATE_SECRET });
  return secret === undefined ? undefined : readCertificates(secret, hosts);
}

async function carryOut(step: CertificateStep, { log, metrics }: Keeping, apply: () => Promise<void>): Promise<void> {
  await apply();
  metrics.count('sidecarset_certificate_steps_total', { step: step.kind, reason: step.reason });
  log.info('certificate-step', { step: step.kind, reason: step.reason });
}

function tellEnd(metrics: Metrics, certificate: string, notAfterMs: number): void {
  metrics.set('sidecarset_certificate_not_after_seconds', { certificate }, notAfterMs / 1000);
}
