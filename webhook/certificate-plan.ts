import type { Authority, StoredCertificates } from './read-certificates.js';

/** What one of our webhooks, as it stands in its configuration, trusts. */
export interface WebhookTrust {
  readonly configuration: 'mutating' | 'validating';
  /** Place in the configuration's list. */
  readonly index: number;
  readonly webhook: string;
  /** PEM; empty: nothing. */
  readonly bundle: string;
}

/** How long certificates live, and how long the cluster may take to notice a change. */
export interface CertificateTimes {
  readonly authorityLifeMs: number;
  readonly servingLifeMs: number;
  /** Between the moment that every configuration trusts an authority and its first use: API servers learn by watch. */
  readonly settleMs: number;
}

/** All that the planning of certificates reads. */
export interface CertificateSnapshot {
  /** Absent: there is no Secret. */
  readonly stored?: StoredCertificates;
  /** Only the leader changes what exists. */
  readonly isLeader: boolean;
  /** Every webhook of ours that is configured; none when the manifests are not applied (yet). */
  readonly trust: readonly WebhookTrust[];
  /** By fingerprint: since when all of {@link trust} are known to trust that authority. Absent: not all do. */
  readonly trustedSinceMs: Readonly<Record<string, number>>;
  readonly nowMs: number;
  readonly times: CertificateTimes;
}

/** Why a serving certificate is issued. */
export type ServingReason =
  | 'serving-unreadable'
  | 'serving-not-signed-by-us'
  | 'serving-expired'
  | 'hosts-changed'
  | 'serving-due'
  | 'authority-superseded';

/** One write, with the reason for it. */
export type CertificateStep =
  | { readonly kind: 'create-secret'; readonly reason: 'secret-missing' }
  | { readonly kind: 'add-authority'; readonly reason: 'authority-missing' | 'authority-due' }
  | { readonly kind: 'issue-serving'; readonly reason: ServingReason; readonly issuer: SigningAuthority }
  | { readonly kind: 'drop-authorities'; readonly reason: 'authority-expired' | 'authority-unreadable' }
  | {
      readonly kind: 'set-bundle';
      readonly reason: 'bundle-differs';
      readonly configuration: WebhookTrust['configuration'];
      /** PEM. */
      readonly bundle: string;
      /** Of that configuration, those that trust something else. */
      readonly webhooks: readonly WebhookTrust[];
    };

/** An authority whose private key we hold. */
export type SigningAuthority = Authority & { readonly key: string };

/** What to do now, in this order, and when to look again. */
export interface CertificatePlan {
  /** At most one of them writes the Secret. */
  readonly steps: readonly CertificateStep[];
  /** When time alone changes the plan next; absent: never. */
  readonly checkAgainAtMs?: number;
}
