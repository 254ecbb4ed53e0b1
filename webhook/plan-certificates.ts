import type {
  CertificatePlan,
  CertificateSnapshot,
  CertificateStep,
  ServingReason,
  SigningAuthority,
} from './certificate-plan.js';
import type { Authority, Lifetime, Serving, StoredCertificates } from './read-certificates.js';

type Snapshot = CertificateSnapshot & { readonly stored: StoredCertificates };

/**
 * Plans what is to be done about the certificates now. Anybody may create the Secret; the rest is the leader's.
 *
 * What the API server trusts always comes first: an authority stands in every webhook configuration for a while before
 * anything is signed by it, and leaves when it has expired. Certificates are replaced after two thirds of their lives,
 * damaged ones at once.
 */
export function planCertificates(snapshot: CertificateSnapshot): CertificatePlan {
  const { stored, isLeader } = snapshot;
  if (stored === undefined) return { steps: [{ kind: 'create-secret', reason: 'secret-missing' }] };
  if (!isLeader) return { steps: [] };
  const known = { ...snapshot, stored };
  const secretStep = planAuthority(known) ?? planServing(known) ?? planCleaning(known);
  const steps = [secretStep, planTrust(known)].filter(step => step !== undefined);
  const checkAgainAtMs = nextMoment(known);
  return checkAgainAtMs === undefined ? { steps } : { steps, checkAgainAtMs };
}

/** Authorities that are good now, the newest last. */
export function usableAuthorities(stored: StoredCertificates, nowMs: number): readonly Authority[] {
  return stored.authorities
    .filter(authority => isGood(authority, nowMs))
    .toSorted((a, b) => a.notBeforeMs - b.notBeforeMs);
}

/** The bundle that webhooks have to trust: PEM, in a fixed order. */
export function bundleOf(authorities: readonly Authority[]): string {
  return authorities.map(authority => `${authority.certificate.trim()}\n`).join('');
}

function planAuthority({ stored, nowMs }: Snapshot): CertificateStep | undefined {
  const newest = signingAuthorities(stored, nowMs).at(-1);
  if (newest === undefined) return { kind: 'add-authority', reason: 'authority-missing' };
  return nowMs >= dueAtMs(newest) ? { kind: 'add-authority', reason: 'authority-due' } : undefined;
}

function planServing(snapshot: Snapshot): CertificateStep | undefined {
  const issuer = chooseIssuer(snapshot);
  if (issuer === undefined) return undefined;
  const reason = judgeServing(snapshot, issuer);
  return reason === undefined ? undefined : { kind: 'issue-serving', reason, issuer };
}

/** The first thing that is wrong with the serving certificate. */
function judgeServing({ stored, nowMs, times }: Snapshot, issuer: SigningAuthority): ServingReason | undefined {
  const { serving } = stored;
  if (serving === undefined) return 'serving-unreadable';
  const signer = usableAuthorities(stored, nowMs).find(({ fingerprint }) => fingerprint === serving.issuer);
  if (!isGood(serving, nowMs)) return 'serving-expired';
  if (signer === undefined) return 'serving-not-signed-by-us';
  if (!serving.fitsHosts) return 'hosts-changed';
  // Under an authority that is about to end, a new certificate would end with it: no gain.
  const wouldEndMs = Math.min(nowMs + times.servingLifeMs, issuer.notAfterMs);
  if (nowMs >= dueAtMs(serving) && wouldEndMs > serving.notAfterMs) return 'serving-due';
  return signer.notBeforeMs < issuer.notBeforeMs && signer !== issuer ? 'authority-superseded' : undefined;
}
