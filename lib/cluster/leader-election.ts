import type { Clock } from './clock.js';
import { sleep } from './clock.js';
import type { Cluster } from './cluster.js';
import { LeaseCandidate } from './lease-candidate.js';
import type { ClusterObserver } from './observer.js';
import type { Term } from './term.js';
import { RenewableTerm } from './term.js';

/** What an election needs. The times are client-go's, and must keep its order: lease > renewal > retry. */
export interface ElectionOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly lease: { readonly namespace: string; readonly name: string };
  /** Of this process alone: two that share one would lead together. */
  readonly identity: string;
  /** How long the others wait for a silent leader. Default 15 s. */
  readonly leaseDurationMs?: number;
  /** How long a leader goes on without a renewal. Default 10 s. */
  readonly renewDeadlineMs?: number;
  /** Between two attempts. Default 2 s. */
  readonly retryPeriodMs?: number;
  /** The work of the leader. It ends soon after its term has, and this process does not lead again before. */
  readonly onLeading: (term: Term) => Promise<void>;
  readonly observer?: ClusterObserver;
  readonly signal: AbortSignal;
}

/** Attempts of many candidates are spread over this share of the retry period (client-go). */
const JITTER = 1.2;
const RELEASE_TIMEOUT_MS = 3_000;

/**
 * Takes part in an election over a Lease until `signal` aborts: waits for its turn, leads, and waits again when it
 * loses the lease. A stopped leader keeps the lease until its work has ended, then gives it back.
 *
 * At no moment do two lead: a leader stops {@link ElectionOptions.renewDeadlineMs} after the *start* of its last
 * successful renewal, others begin {@link ElectionOptions.leaseDurationMs} after they have *seen* that renewal. The
 * difference between the two covers clocks of different speed and the end of the work.
 *
 * @returns when `signal` has aborted, or when the work has ended by itself
 * @throws whatever the work throws, after giving the lease back
 */
export async function runElection(options: ElectionOptions): Promise<void> {
  await new Election(options).run();
}

class Election {
  readonly #options: ElectionOptions;
  readonly #observer: ClusterObserver;
  readonly #renewDeadlineMs: number;
  readonly #retryPeriodMs: number;
  readonly #candidate: LeaseCandidate;
  #toldHolder = '';

  constructor(options: ElectionOptions) {
    const { leaseDurationMs = 15_000, renewDeadlineMs = 10_000, retryPeriodMs = 2_000 } = options;
    if (leaseDurationMs <= renewDeadlineMs || renewDeadlineMs <= retryPeriodMs * JITTER || retryPeriodMs <= 0) {
      throw new RangeError(
        `leader election: leaseDurationMs (${leaseDurationMs}) must be above renewDeadlineMs (${renewDeadlineMs}), ` +
          `and that above ${JITTER} times retryPeriodMs (${retryPeriodMs})`,
      );
    }
    this.#options = options;
    this.#observer = options.observer ?? {};
    this.#renewDeadlineMs = renewDeadlineMs;
    this.#retryPeriodMs = retryPeriodMs;
    this.#candidate = new LeaseCandidate({ ...options, leaseDurationMs });
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      const heldFromMs = await this.#campaign();
      if (heldFromMs === undefined) return;
      const end = await this.#lead(heldFromMs);
      if (end === 'finished') return;
    }
  }

  /** @returns when the successful attempt began; undefined after a stop */
  async #campaign(): Promise<number | undefined> {
    const { clock, random, signal } = this.#options;
    while (!signal.aborted) {
      const beganMs = clock.monotonicMs();
      const held = await this.#tryHold(this.#renewDeadlineMs, signal, false);
      // An answer that took too long is worth nothing: the others may have counted to the end already.
      if (held && clock.monotonicMs() < beganMs + this.#renewDeadlineMs) return beganMs;
      this.#tellHolder();
      await sleep(clock, this.#retryPeriodMs * (1 + JITTER * random()), signal);
    }
    return undefined;
  }

  async #lead(heldFromMs: number): Promise<'lost' | 'finished'> {
    const { clock, identity, onLeading, signal } = this.#options;
    this.#toldHolder = identity;
    this.#observer.leadershipChanged?.({ leading: true, holder: identity });
    const term = new RenewableTerm({ clock, deadlineMs: heldFromMs + this.#renewDeadlineMs, stop: signal });
    const work = Promise.resolve()
      .then(() => onLeading(term))
      .finally(() => term.end());
    // Told once, by the await below; until then it is not unhandled.
    work.catch(() => undefined);
    await this.#renew(term);
    try {
      await work;
    } finally {
      if (!term.isLost) await this.#release();
      this.#toldHolder = this.#candidate.holder;
      this.#observer.leadershipChanged?.({ leading: false, holder: this.#candidate.holder });
    }
    return term.isLost ? 'lost' : 'finished';
  }

  /** Until the term is lost or the work is over. */
  async #renew(term: RenewableTerm): Promise<void> {
    const { clock, identity } = this.#options;
    const isOver = (): boolean => term.renewal.aborted;
    while (!isOver()) {
      await sleep(clock, this.#retryPeriodMs, term.renewal);
      const beganMs = clock.monotonicMs();
      if (isOver() || term.leftMs === 0) break;
      const held = await this.#tryHold(term.leftMs, term.renewal, true);
      if (held) term.extend(beganMs + this.#renewDeadlineMs);
      else if (this.#candidate.holder !== identity) break;
    }
    term.lose();
  }

  async #tryHold(timeoutMs: number, signal: AbortSignal, leading: boolean): Promise<boolean> {
    try {
      return await this.#candidate.hold({ timeoutMs, signal, priority: 'high' });
    } catch (error) {
      if (!signal.aborted) this.#observer.electionFailed?.({ leading, error });
      return false;
    }
  }

  async #release(): Promise<void> {
    try {
      await this.#candidate.release({ timeoutMs: RELEASE_TIMEOUT_MS, priority: 'high' });
    } catch (error) {
      // It runs out by itself.
      this.#observer.electionFailed?.({ leading: false, error });
    }
  }

  #tellHolder(): void {
    const { holder } = this.#candidate;
    if (holder === this.#toldHolder) return;
    this.#toldHolder = holder;
    this.#observer.leadershipChanged?.({ leading: false, holder });
  }
}
