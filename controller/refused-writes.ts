import type { Clock } from '../lib/cluster/clock.js';
import { isApiError } from '../lib/cluster/api-error.js';

/** A pod that the API server did not let us change. */
interface Refusal {
  /** Of the SidecarSet: another spec may be let through. */
  readonly generation: number | undefined;
  readonly pauseMs: number;
  readonly untilMs: number;
}

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 600_000;

/** Not allowed to say anything, gone, too late, moved, too busy: none of these is about what was asked. */
const PASSING_CODES = new Set([401, 404, 408, 409, 429]);

/**
 * Has the API server said no to this very change, so that asking again is of no use: a policy, a webhook, a missing right?
 */
export function isLastingRefusal(error: unknown): boolean {
  return isApiError(error) && error.code >= 400 && error.code < 500 && !PASSING_CODES.has(error.code);
}

/**
 * Pods whose change was refused. They are left alone for a while, so that others get their place in the budget, and asked
 * about again after a pause that doubles: nobody tells us when a policy changes.
 */
export class RefusedWrites {
  readonly #clock: Clock;
  /** SidecarSet → pod uid → refusal. */
  readonly #refusals = new Map<string, Map<string, Refusal>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param generation - of the SidecarSet that the change was for
   * @returns how long the pod is left alone
   */
  note(sidecarSet: string, { uid, generation }: { readonly uid: string; readonly generation?: number }): number {
    const known = this.#refusals.get(sidecarSet) ?? new Map<string, Refusal>();
    const before = known.get(uid);
    const again = before !== undefined && before.generation === generation;
    const pauseMs = again ? Math.min(2 * before.pauseMs, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
    this.#refusals.set(
      sidecarSet,
      known.set(uid, { generation, pauseMs, untilMs: this.#clock.monotonicMs() + pauseMs }),
    );
    return pauseMs;
  }

  /** Uids of the pods that are left alone now. What another generation was refused for is forgotten. */
  podsOf(sidecarSet: string, generation: number | undefined): ReadonlySet<string> {
    const known = this.#refusals.get(sidecarSet) ?? new Map<string, Refusal>();
    const nowMs = this.#clock.monotonicMs();
    for (const [uid, refusal] of known) {
      const isForgotten = refusal.generation !== generation || refusal.untilMs + LONGEST_PAUSE_MS < nowMs;
      if (isForgotten) known.delete(uid);
    }
    return new Set([...known].filter(([, { untilMs }]) => untilMs > nowMs).map(([uid]) => uid));
  }

  /** How long until the first of them may be asked about again; nothing when none is left alone. */
  waitMs(sidecarSet: string): number | undefined {
    const nowMs = this.#clock.monotonicMs();
    const waits = [...(this.#refusals.get(sidecarSet)?.values() ?? [])]
      .map(({ untilMs }) => untilMs - nowMs)
      .filter(waitMs => waitMs > 0);
    return waits.length === 0 ? undefined : Math.min(...waits);
  }

  /** Forgets a SidecarSet that is gone. */
  forget(sidecarSet: string): void {
    this.#refusals.delete(sidecarSet);
  }
}
