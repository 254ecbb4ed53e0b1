import type { Lease } from '../api/kubernetes.generated.js';
import { LEASES } from '../api/resources.js';
import { isApiError } from './api-error.js';
import type { Clock } from './clock.js';
import type { CallOptions, Cluster } from './cluster.js';
import { claimLease, newLease, releaseLease } from './lease.js';

/** Who wants which lease. */
export interface LeaseCandidateOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly lease: { readonly namespace: string; readonly name: string };
  readonly identity: string;
  readonly leaseDurationMs: number;
}

/**
 * One who tries to hold a lease. What others wrote into it is never compared with our own clock: a lease is abandoned
 * when we have seen it unchanged for as long as it says, by our own monotonic time (client-go's rule).
 */
export class LeaseCandidate {
  readonly #options: LeaseCandidateOptions;
  #lease: Lease | undefined;
  #seenAtMs = 0;

  constructor(options: LeaseCandidateOptions) {
    this.#options = options;
  }

  /** Identity of the holder as last seen; empty: nobody. */
  get holder(): string {
    return this.#lease?.spec?.holderIdentity ?? '';
  }

  /**
   * Takes or renews the lease.
   *
   * @returns true only when the API server has stored us as its holder; false when another one holds it or was faster
   * @throws ApiError when that cannot be known
   */
  async hold(call: CallOptions): Promise<boolean> {
    try {
      // The holder knows what is stored: it saves itself the question.
      if (this.#isOurs() && (await this.#renewBlindly(call))) return true;
      const lease = await this.#look(call);
      if (lease !== undefined && !this.#isFree(lease)) return false;
      await this.#claim(lease, call);
      return true;
    } catch (error) {
      if (isApiError(error, 'Conflict', 'AlreadyExists')) return false;
      throw error;
    }
  }

  /** Gives the lease back, if it is still ours, so that the next leader need not wait. */
  async release(call: CallOptions): Promise<void> {
    const lease = await this.#look(call);
    if (lease === undefined || !this.#isOurs()) return;
    this.#note(await this.#options.cluster.replace(LEASES, releaseLease(lease, this.#options.clock.nowMs()), call));
  }

  async #renewBlindly(call: CallOptions): Promise<boolean> {
    try {
      await this.#claim(this.#lease, call);
      return true;
    } catch (error) {
      // Somebody wrote it meanwhile, or we did and did not hear the answer.
      if (isApiError(error, 'Conflict', 'NotFound')) return false;
      throw error;
    }
  }

  async #look(call: CallOptions): Promise<Lease | undefined> {
    try {
      const lease = await this.#options.cluster.get(LEASES, this.#options.lease, call);
      this.#note(lease);
      return lease;
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
      this.#lease = undefined;
      return undefined;
    }
  }

  /** Guarded by the resourceVersion that was seen: of two that claim at once, one gets a 409. */
  async #claim(lease: Lease | undefined, call: CallOptions): Promise<void> {
    const { cluster, clock, identity, leaseDurationMs } = this.#options;
    const claim = { identity, leaseDurationMs, nowMs: clock.nowMs() };
    this.#note(
      lease === undefined
        ? await cluster.create(LEASES, newLease(this.#options.lease, claim), call)
        : await cluster.replace(LEASES, claimLease(lease, claim), call),
    );
  }

  #note(lease: Lease): void {
    // The spec, not the version: a label that somebody sets every second must not keep a dead leader's lease alive.
    const changed = JSON.stringify(lease.spec) !== JSON.stringify(this.#lease?.spec);
    if (changed) this.#seenAtMs = this.#options.clock.monotonicMs();
    this.#lease = lease;
  }

  #isOurs(): boolean {
    return this.holder === this.#options.identity;
  }

  #isFree(lease: Lease): boolean {
    if (this.holder === '' || this.#isOurs()) return true;
    const seconds = lease.spec?.leaseDurationSeconds;
    const validForMs = seconds === undefined ? this.#options.leaseDurationMs : seconds * 1000;
    return this.#options.clock.monotonicMs() >= this.#seenAtMs + validForMs;
  }
}
