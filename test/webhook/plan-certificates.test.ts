import { expect } from 'chai';
import fc from 'fast-check';
import type { CertificateSnapshot } from '../../webhook/certificate-plan.js';
import { planCertificates } from '../../webhook/plan-certificates.js';
import type { StoredCertificates } from '../../webhook/read-certificates.js';
import { CertificateModel, DAY_MS, TIMES, aServing, anAuthority } from './certificate-model.js';

/** A leader who finds everything in order, a day after it was made; changed by what is given. */
function aSnapshot(facts: Partial<CertificateSnapshot> = {}): CertificateSnapshot {
  const stored = { authorities: [anAuthority('a')], serving: aServing(), hasRubbish: false };
  const trust = [
    { configuration: 'mutating', index: 0, webhook: 'm', bundle: 'a\n' },
    { configuration: 'validating', index: 0, webhook: 'v', bundle: 'a\n' },
  ] as const;
  return { stored, isLeader: true, trust, trustedSinceMs: { a: 0 }, nowMs: DAY_MS, times: TIMES, ...facts };
}

function stepsOf(facts: Partial<CertificateSnapshot>): readonly string[] {
  return planCertificates(aSnapshot(facts)).steps.map(({ kind, reason }) => `${kind}: ${reason}`);
}

function aStored(facts: Partial<StoredCertificates>): StoredCertificates {
  return { authorities: [anAuthority('a')], serving: aServing(), hasRubbish: false, ...facts };
}

describe('planCertificates', () => {
  it('does nothing while everything is in order', () => {
    expect(stepsOf({})).to.deep.equal([]);
  });

  it('lets any replica create a missing Secret', () => {
    const { isLeader, trust, trustedSinceMs, nowMs, times } = aSnapshot({ isLeader: false });
    expect(planCertificates({ isLeader, trust, trustedSinceMs, nowMs, times }).steps).to.deep.equal([
      { kind: 'create-secret', reason: 'secret-missing' },
    ]);
  });

  it('leaves everything else to the leader', () => {
    const damaged = { authorities: [], hasRubbish: true };
    expect(stepsOf({ isLeader: false, stored: damaged })).to.deep.equal([]);
  });

  it('issues a serving certificate anew when it cannot be read', () => {
    expect(stepsOf({ stored: { authorities: [anAuthority('a')], hasRubbish: false } })).to.deep.equal([
      'issue-serving: serving-unreadable',
    ]);
  });

  it('issues a serving certificate anew when the hosts have changed', () => {
    const stored = aStored({ serving: aServing({ fitsHosts: false }) });
    expect(stepsOf({ stored })).to.deep.equal(['issue-serving: hosts-changed']);
  });

  it('issues a serving certificate anew when no stored authority has signed it', () => {
    const stored = aStored({ serving: aServing({ issuer: 'somebody' }) });
    expect(stepsOf({ stored })).to.deep.equal(['issue-serving: serving-not-signed-by-us']);
  });

  it('issues a serving certificate anew after two thirds of its life, not sooner', () => {
    const dueMs = -3_600_000 + ((TIMES.servingLifeMs + 3_600_000) * 2) / 3;
    expect(stepsOf({ nowMs: dueMs - 1 })).to.deep.equal([]);
    expect(stepsOf({ nowMs: dueMs })).to.deep.equal(['issue-serving: serving-due']);
  });

  it('does not renew a serving certificate that would end no later than the one in use', () => {
    const endMs = TIMES.servingLifeMs;
    const authorities = [anAuthority('a', { notAfterMs: endMs }), anAuthority('b', { notBeforeMs: 0 })];
    const trust = aSnapshot().trust.map(webhook => ({ ...webhook, bundle: 'a\nb\n' }));
    // The API servers have not seen b for long enough, so only a could sign.
    const facts = { trust, trustedSinceMs: { a: 0, b: endMs - 1000 }, nowMs: endMs - 500 };
    expect(stepsOf({ ...facts, stored: aStored({ authorities }) })).to.deep.equal([]);
  });

  it('adds the next authority after two thirds of the life of the newest', () => {
    const authorities = [anAuthority('a', { notAfterMs: DAY_MS + 1 })];
    expect(stepsOf({ stored: aStored({ authorities }) })).to.deep.equal(['add-authority: authority-due']);
  });

  it('adds an authority when none can sign, and keeps trusting the one whose key is lost', () => {
    const { fingerprint, certificate, notBeforeMs, notAfterMs } = anAuthority('a');
    const keyless = { fingerprint, certificate, notBeforeMs, notAfterMs };
    expect(stepsOf({ stored: aStored({ authorities: [keyless] }) })).to.deep.equal([
      'add-authority: authority-missing',
    ]);
  });

  it('makes every webhook trust a new authority before anything is signed by it', () => {
    const authorities = [anAuthority('a'), anAuthority('b', { notBeforeMs: 0 })];
    expect(stepsOf({ stored: aStored({ authorities }) })).to.deep.equal([
      'set-bundle: bundle-differs',
      'set-bundle: bundle-differs',
    ]);
  });

  it('signs by a new authority once it has been trusted for long enough', () => {
    const authorities = [anAuthority('a'), anAuthority('b', { notBeforeMs: 0 })];
    const stored = aStored({ authorities });
    const trust = aSnapshot().trust.map(webhook => ({ ...webhook, bundle: 'a\nb\n' }));
    const sinceMs = DAY_MS - TIMES.settleMs;
    expect(stepsOf({ stored, trust, trustedSinceMs: { a: 0, b: sinceMs + 1 } })).to.deep.equal([]);
    const plan = planCertificates(aSnapshot({ stored, trust, trustedSinceMs: { a: 0, b: sinceMs } }));
    expect(plan.steps).to.deep.equal([
      { kind: 'issue-serving', reason: 'authority-superseded', issuer: authorities[1] },
    ]);
  });

  it('stays with the authority in use while nobody is known to trust the next one', () => {
    const authorities = [anAuthority('a'), anAuthority('b', { notBeforeMs: 0 })];
    const trust = aSnapshot().trust.map(webhook => ({ ...webhook, bundle: '' }));
    expect(stepsOf({ stored: aStored({ authorities }), trust, trustedSinceMs: {} })).to.deep.equal([
      'set-bundle: bundle-differs',
      'set-bundle: bundle-differs',
    ]);
  });

  it('looks again when a trusted authority has settled', () => {
    const authorities = [anAuthority('a'), anAuthority('b', { notBeforeMs: 0 })];
    const trust = aSnapshot().trust.map(webhook => ({ ...webhook, bundle: 'a\nb\n' }));
    const facts = { stored: aStored({ authorities }), trust, trustedSinceMs: { a: 0, b: DAY_MS - 1 } };
    expect(planCertificates(aSnapshot(facts)).checkAgainAtMs).to.equal(DAY_MS - 1 + TIMES.settleMs);
  });

  it('brings back a bundle that somebody has taken out, in the one configuration that lacks it', () => {
    const [mutating, validating] = aSnapshot().trust;
    const emptied = { ...validating!, bundle: '' };
    expect(planCertificates(aSnapshot({ trust: [mutating!, emptied] })).steps).to.deep.equal([
      { kind: 'set-bundle', reason: 'bundle-differs', configuration: 'validating', bundle: 'a\n', webhooks: [emptied] },
    ]);
  });

  it('never empties a bundle', () => {
    const stored = { authorities: [], hasRubbish: true };
    expect(stepsOf({ stored, trustedSinceMs: {} })).to.deep.equal(['add-authority: authority-missing']);
  });

  it('drops an authority that has expired', () => {
    const authorities = [anAuthority('z', { notAfterMs: DAY_MS }), anAuthority('a')];
    expect(stepsOf({ stored: aStored({ authorities }) })).to.deep.equal(['drop-authorities: authority-expired']);
  });

  it('cleans a Secret of what it cannot read', () => {
    expect(stepsOf({ stored: aStored({ hasRubbish: true }) })).to.deep.equal([
      'drop-authorities: authority-unreadable',
    ]);
  });
});

interface Move {
  readonly hours: number;
  readonly replica: 'leader' | 'other' | 'new-leader' | 'blocked-leader';
}

const anyMove: fc.Arbitrary<Move> = fc.record({
  hours: fc.integer({ min: 1, max: 24 * 20 }),
  replica: fc.constantFrom('leader', 'other', 'new-leader', 'blocked-leader'),
});

function play(model: CertificateModel, { hours, replica }: Move): void {
  const untilMs = model.nowMs + hours * 3_600_000;
  if (replica === 'new-leader') model.trustedSinceMs = {};
  while (model.nowMs < untilMs) {
    const before = model.stored?.serving;
    const wakeAtMs = model.settle({ isLeader: replica !== 'other', canPatch: replica !== 'blocked-leader' });
    // Directly after the writes, by the bundles of before: API servers learn of new ones later.
    if (model.stored?.serving !== before) expect(model.isReachable(model.seenBundles), 'after issuing').to.equal(true);
    model.nowMs = Math.min(untilMs, wakeAtMs);
    model.propagate();
    expect(model.isReachable(model.seenBundles), `after ${model.nowMs / 86_400_000} days`).to.equal(true);
  }
}

describe('certificates over the years', () => {
  it('are always good, and signed by an authority that every API server has already heard of', () => {
    fc.assert(
      fc.property(fc.array(anyMove, { minLength: 60, maxLength: 120, size: 'max' }), moves => {
        const model = new CertificateModel();
        model.settle({ isLeader: true, canPatch: true });
        model.propagate();
        let idleHours = 0;
        for (const move of moves) {
          // Nobody can keep certificates alive while no leader may work for a third of their lives.
          const isIdle = move.replica === 'other' || move.replica === 'blocked-leader';
          idleHours = isIdle ? idleHours + move.hours : 0;
          play(model, idleHours > 24 * 25 ? { ...move, replica: 'leader' } : move);
          if (idleHours > 24 * 25) idleHours = 0;
        }
      }),
      { numRuns: 30, interruptAfterTimeLimit: 10_000 },
    );
  });

  it('are renewed no more often than their lives ask for', () => {
    const model = new CertificateModel();
    const kinds: string[] = [];
    for (let hour = 0; hour < 24 * 365 * 3; hour += 1) {
      for (let rounds = 0; rounds < 10; rounds += 1) {
        const steps = model.round({ isLeader: true, canPatch: true });
        kinds.push(...steps.map(step => step.kind));
        if (steps.length === 0) break;
      }
      model.nowMs += 3_600_000;
    }
    const count = (kind: string): number => kinds.filter(each => each === kind).length;
    // Three years: an authority every 243 days, a serving certificate every 60 days or with a new authority.
    expect(count('add-authority')).to.equal(4);
    expect(count('issue-serving')).to.be.within(18, 23);
    expect(count('drop-authorities')).to.be.within(2, 4);
  });

  it('recover from any damage within a few rounds, and nothing is left to do then', () => {
    const anyLife = fc.record({
      notBeforeMs: fc.integer({ min: -10, max: 10 }),
      notAfterMs: fc.integer({ min: -10, max: 400 }),
    });
    const days = (life: { notBeforeMs: number; notAfterMs: number }) => ({
      notBeforeMs: life.notBeforeMs * DAY_MS,
      notAfterMs: life.notAfterMs * DAY_MS,
    });
    const anyAuthority = fc.tuple(fc.constantFrom('a', 'b', 'c'), anyLife, fc.boolean()).map(([name, life, hasKey]) => {
      const { key, ...keyless } = anAuthority(name, days(life));
      return hasKey && key !== undefined ? { ...keyless, key } : keyless;
    });
    const anyServing = fc
      .tuple(fc.constantFrom('a', 'b', 'x'), anyLife, fc.boolean())
      .map(([issuer, life, fitsHosts]) => aServing({ issuer, fitsHosts, ...days(life) }));
    const anyStored = fc
      .tuple(
        fc.uniqueArray(anyAuthority, { selector: ({ fingerprint }) => fingerprint }),
        fc.option(anyServing),
        fc.boolean(),
      )
      .map(([authorities, serving, hasRubbish]) =>
        serving === null ? { authorities, hasRubbish } : { authorities, serving, hasRubbish },
      );
    const anyBundle = fc.constantFrom('', 'a\n', 'b\na\n', 'x\n', 'rubbish');
    fc.assert(
      fc.property(anyStored, anyBundle, anyBundle, (stored, mutating, validating) => {
        const model = new CertificateModel();
        model.stored = stored;
        model.bundles = [mutating, validating];
        model.settle({ isLeader: true, canPatch: true });
        expect(model.isReachable(model.bundles)).to.equal(true);
        expect(model.round({ isLeader: true, canPatch: true })).to.deep.equal([]);
      }),
      { numRuns: 1000 },
    );
  });
});
