import type {
  CertificatePlan,
  CertificateSnapshot,
  CertificateStep,
  ServingReason,
  SigningAuthority,
} from './certificate-plan.js';
import type { Authority, Lifetime, StoredCertificates } from './read-certificates.js';

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
  const steps = [...(secretStep === undefined ? [] : [secretStep]), ...planTrust(known)];
  const checkAgainAtMs = nextMoment(known);
  return checkAgainAtMs === undefined ? { steps } : { steps, checkAgainAtMs };
}

/** The authorities to keep and to trust: all but the expired ones. */
export function unexpiredAuthorities({ authorities }: StoredCertificates, nowMs: number): readonly Authority[] {
  return authorities.filter(({ notAfterMs }) => nowMs < notAfterMs);
}

function planAuthority({ stored, nowMs }: Snapshot): CertificateStep | undefined {
  const newest = signingAuthorities(stored, nowMs).at(-1);
  if (newest === undefined) return { kind: 'add-authority', reason: 'authority-missing' };
  return nowMs >= dueAtMs(newest) ? { kind: 'add-authority', reason: 'authority-due' } : undefined;
}

function planServing(snapshot: Snapshot): CertificateStep | undefined {
  const choice = chooseIssuer(snapshot);
  if (choice === undefined) return undefined;
  const reason = judgeServing(snapshot, choice);
  return reason === undefined ? undefined : { kind: 'issue-serving', reason, issuer: choice.issuer };
}

interface IssuerChoice {
  readonly issuer: SigningAuthority;
  /** Every API server has had the time to learn that it is trusted. */
  readonly settled: boolean;
}

/** The newest authority that surely is trusted; in need the one that is trusted for longest; at last, any. */
function chooseIssuer({ stored, trustedSinceMs, nowMs, times }: Snapshot): IssuerChoice | undefined {
  const signing = signingAuthorities(stored, nowMs);
  const sinceMs = ({ fingerprint }: Authority): number => trustedSinceMs[fingerprint] ?? Infinity;
  const settled = signing.findLast(authority => sinceMs(authority) + times.settleMs <= nowMs);
  if (settled !== undefined) return { issuer: settled, settled: true };
  const trusted = signing.filter(authority => sinceMs(authority) < Infinity);
  const issuer = trusted.toSorted((a, b) => sinceMs(a) - sinceMs(b))[0] ?? signing.at(-1);
  return issuer === undefined ? undefined : { issuer, settled: false };
}

/** The first thing that is wrong with the serving certificate. */
function judgeServing({ stored, nowMs, times }: Snapshot, choice: IssuerChoice): ServingReason | undefined {
  const { serving } = stored;
  if (serving === undefined) return 'serving-unreadable';
  if (!isGood(serving, nowMs)) return 'serving-expired';
  const signer = stored.authorities.find(({ fingerprint }) => fingerprint === serving.issuer);
  if (signer === undefined || !isGood(signer, nowMs)) return 'serving-not-signed-by-us';
  if (!serving.fitsHosts) return 'hosts-changed';
  // Under an authority that is about to end, a new certificate would end with it: no gain.
  const wouldEndMs = Math.min(nowMs + times.servingLifeMs, choice.issuer.notAfterMs);
  if (nowMs >= dueAtMs(serving) && wouldEndMs > serving.notAfterMs) return 'serving-due';
  return choice.settled && signer.notBeforeMs < choice.issuer.notBeforeMs ? 'authority-superseded' : undefined;
}

function planCleaning({ stored, nowMs }: Snapshot): CertificateStep | undefined {
  if (unexpiredAuthorities(stored, nowMs).length < stored.authorities.length) {
    return { kind: 'drop-authorities', reason: 'authority-expired' };
  }
  return stored.hasRubbish ? { kind: 'drop-authorities', reason: 'authority-unreadable' } : undefined;
}

function planTrust({ stored, trust, nowMs }: Snapshot): readonly CertificateStep[] {
  const bundle = unexpiredAuthorities(stored, nowMs)
    .map(({ certificate }) => certificate)
    .join('');
  if (bundle === '') return [];
  return CONFIGURATIONS.flatMap((configuration): CertificateStep[] => {
    const webhooks = trust.filter(webhook => webhook.configuration === configuration && webhook.bundle !== bundle);
    return webhooks.length === 0
      ? []
      : [{ kind: 'set-bundle', reason: 'bundle-differs', configuration, bundle, webhooks }];
  });
}

const CONFIGURATIONS = ['mutating', 'validating'] as const;

function nextMoment({ stored, trustedSinceMs, nowMs, times }: Snapshot): number | undefined {
  const { authorities, serving } = stored;
  const moments = [
    ...[...authorities, ...(serving === undefined ? [] : [serving])].flatMap(life => [
      life.notBeforeMs,
      dueAtMs(life),
      life.notAfterMs,
    ]),
    ...Object.values(trustedSinceMs).map(sinceMs => sinceMs + times.settleMs),
  ];
  const later = moments.filter(moment => moment > nowMs);
  return later.length === 0 ? undefined : Math.min(...later);
}

/** Authorities that can sign now, the newest last. */
function signingAuthorities({ authorities }: StoredCertificates, nowMs: number): readonly SigningAuthority[] {
  return authorities
    .filter((authority): authority is SigningAuthority => authority.key !== undefined && isGood(authority, nowMs))
    .toSorted((a, b) => a.notBeforeMs - b.notBeforeMs);
}

function isGood({ notBeforeMs, notAfterMs }: Lifetime, nowMs: number): boolean {
  return notBeforeMs <= nowMs && nowMs < notAfterMs;
}

function dueAtMs({ notBeforeMs, notAfterMs }: Lifetime): number {
  return notBeforeMs + ((notAfterMs - notBeforeMs) * 2) / 3;
}
