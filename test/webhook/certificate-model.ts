import type { CertificateSnapshot, CertificateStep, CertificateTimes } from '../../webhook/certificate-plan.js';
import { planCertificates } from '../../webhook/plan-certificates.js';
import type { Authority, Serving, StoredCertificates } from '../../webhook/read-certificates.js';

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Lives short enough that a few simulated years see several authorities. */
export const TIMES: CertificateTimes = {
  authorityLifeMs: 365 * DAY_MS,
  servingLifeMs: 90 * DAY_MS,
  settleMs: 300_000,
};

/** An authority by a name instead of a certificate. */
export function anAuthority(name: string, facts: Partial<Authority> = {}): Authority {
  return {
    fingerprint: name,
    certificate: `${name}\n`,
    key: `key of ${name}`,
    notBeforeMs: -HOUR_MS,
    notAfterMs: TIMES.authorityLifeMs,
    ...facts,
  };
}

/** A serving certificate that is right in every respect, signed by `a`. */
export function aServing(facts: Partial<Serving> = {}): Serving {
  return {
    certificate: 'serving',
    key: 'key of serving',
    issuer: 'a',
    fitsHosts: true,
    notBeforeMs: -HOUR_MS,
    notAfterMs: TIMES.servingLifeMs,
    ...facts,
  };
}

/** The cluster as far as certificates go, without cryptography: names stand for certificates. */
export class CertificateModel {
  nowMs = 0;
  stored: StoredCertificates | undefined;
  /** What each webhook trusts: names, one a line. Empty after the manifests were applied by force. */
  bundles: string[] = ['', ''];
  /** What API servers act on: they learn of a bundle only after a while. */
  seenBundles: string[] = ['', ''];
  /** The leader's memory; lost when another one leads. */
  trustedSinceMs: Record<string, number> = {};
  #issued = 0;

  /** One round of a replica. @returns the steps that it took */
  round({
    isLeader,
    canPatch,
  }: {
    readonly isLeader: boolean;
    readonly canPatch: boolean;
  }): readonly CertificateStep[] {
    if (isLeader) this.#noteTrust();
    const { steps } = planCertificates(this.#snapshot(isLeader));
    for (const step of steps) if (step.kind !== 'set-bundle' || canPatch) this.#apply(step);
    return steps;
  }

  /** Rounds until nothing is left to do. @returns when the keeper looks again: a day later at the latest */
  settle(options: { readonly isLeader: boolean; readonly canPatch: boolean }): number {
    for (let rounds = 0; rounds < 10; rounds += 1) {
      const steps = this.round(options).filter(step => options.canPatch || step.kind !== 'set-bundle');
      const { checkAgainAtMs = Infinity } = planCertificates(this.#snapshot(options.isLeader));
      if (steps.length === 0) return Math.min(checkAgainAtMs, this.nowMs + DAY_MS);
    }
    throw new Error('the plan never comes to an end');
  }

  /** API servers hear of the bundles. */
  propagate(): void {
    this.seenBundles = [...this.bundles];
  }

  /** Could an API server that has seen `bundles` talk to the webhook now? */
  isReachable(bundles: readonly string[]): boolean {
    const serving = this.stored?.serving;
    const signer = this.stored?.authorities.find(({ fingerprint }) => fingerprint === serving?.issuer);
    if (serving === undefined || signer === undefined) return false;
    const good = [serving, signer].every(life => life.notBeforeMs <= this.nowMs && this.nowMs < life.notAfterMs);
    return good && serving.fitsHosts && bundles.every(bundle => bundle.split('\n').includes(signer.fingerprint));
  }

  #snapshot(isLeader: boolean): CertificateSnapshot {
    const trust = this.bundles.map((bundle, index) => {
      return { configuration: index === 0 ? 'mutating' : 'validating', index: 0, webhook: 'w', bundle } as const;
    });
    const { nowMs, trustedSinceMs, stored } = this;
    const snapshot = { isLeader, trust, trustedSinceMs, nowMs, times: TIMES };
    return stored === undefined ? snapshot : { ...snapshot, stored };
  }

  #noteTrust(): void {
    const known = this.stored?.authorities.map(({ fingerprint }) => fingerprint) ?? [];
    const trusted = known.filter(name => this.bundles.every(bundle => bundle.split('\n').includes(name)));
    this.trustedSinceMs = Object.fromEntries(trusted.map(name => [name, this.trustedSinceMs[name] ?? this.nowMs]));
  }

  #apply(step: CertificateStep): void {
    const { nowMs } = this;
    const stored = this.stored ?? { authorities: [], hasRubbish: false };
    const unexpired = stored.authorities.filter(({ notAfterMs }) => nowMs < notAfterMs);
    switch (step.kind) {
      case 'create-secret': {
        const authority = this.#issueAuthority();
        this.stored = { authorities: [authority], serving: this.#issueServing(authority), hasRubbish: false };
        return;
      }
      case 'add-authority':
        this.stored = { ...stored, authorities: [...unexpired, this.#issueAuthority()], hasRubbish: false };
        return;
      case 'issue-serving':
        this.stored = { ...stored, serving: this.#issueServing(step.issuer) };
        return;
      case 'drop-authorities':
        this.stored = { ...stored, authorities: unexpired, hasRubbish: false };
        return;
      case 'set-bundle':
        this.bundles[step.configuration === 'mutating' ? 0 : 1] = step.bundle;
    }
  }

  #issueAuthority(): Authority {
    this.#issued += 1;
    const { nowMs } = this;
    const life = { notBeforeMs: nowMs - HOUR_MS, notAfterMs: nowMs + TIMES.authorityLifeMs };
    return anAuthority(`ca-${this.#issued}`, life);
  }

  #issueServing(issuer: Authority): Serving {
    this.#issued += 1;
    const notAfterMs = Math.min(this.nowMs + TIMES.servingLifeMs, issuer.notAfterMs);
    const life = { notBeforeMs: this.nowMs - HOUR_MS, notAfterMs };
    return aServing({ certificate: `serving-${this.#issued}`, issuer: issuer.fingerprint, ...life });
  }
}
