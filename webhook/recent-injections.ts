import type { SidecarSet } from '../lib/api/sidecarset.generated.js';
import type { Clock } from '../lib/cluster/clock.js';
import type { StoreView } from '../lib/cluster/store-view.js';
import { hashSidecarSet } from '../lib/decide/hash.js';
import type { InjectionDecision } from '../lib/decide/injection/injection-snapshot.js';
import type { RecentPods } from '../lib/decide/injection/partial-share.js';
import { readLedger } from '../lib/decide/ledger.js';

/** What recent injections are judged by. */
export interface RecentInjectionSources {
  readonly sidecarSets: StoreView<SidecarSet>;
  readonly clock: Clock;
}

/**
 * So long a pod is believed to come that a status written since does not show. One that another webhook or a quota refused
 * after our answer counts for that long although it does not exist.
 */
const PATIENCE_MS = 5_000;

/** So long when no status has been written since: the leader may have more to do than to count. */
const PATIENCE_WITHOUT_STATUS_MS = 15_000;

const NONE: Readonly<Record<string, RecentPods>> = {};

type Version = keyof RecentPods;

interface Answer {
  readonly version: Version;
  readonly sinceMs: number;
}

interface Account {
  /** What the status said when it was last looked at. */
  readonly counted: RecentPods;
  /** When it was first seen to say so. */
  readonly countedSinceMs: number;
  /** Answers that it does not seem to count yet, oldest first. */
  readonly answers: readonly Answer[];
}

/**
 * Remembers which version the pods got that this replica injected a moment ago, for SidecarSets that give a share of new
 * pods an older revision (policy Partial). An answer is forgotten once the status counts one pod more of its version, or when
 * the pod has not come in time. Nothing is kept for SidecarSets without that policy.
 */
export class RecentInjections {
  readonly #sources: RecentInjectionSources;
  readonly #accounts = new Map<string, Account>();

  constructor(sources: RecentInjectionSources) {
    this.#sources = sources;
  }

  /** SidecarSet → its pods that the status may not count yet; without those that have none. */
  count(): Readonly<Record<string, RecentPods>> {
    if (this.#accounts.size === 0) return NONE;
    for (const [name, account] of this.#accounts) this.#settle(name, account);
    const counts = [...this.#accounts].map(([name, { answers }]) => [name, countByVersion(answers)] as const);
    return Object.fromEntries(counts);
  }

  /** Remembers what an answer that takes effect has given the pod. */
  note(decision: InjectionDecision): void {
    if (decision.kind !== 'inject') return;
    for (const { sidecarSet: name, chosen } of decision.choices) {
      const sidecarSet = chosen ? this.#sources.sidecarSets.get({ name }) : undefined;
      if (sidecarSet?.spec.injectionStrategy?.revision?.policy !== 'Partial') continue;
      const nowMs = this.#sources.clock.monotonicMs();
      const fresh = { counted: countedBy(sidecarSet), countedSinceMs: nowMs, answers: [] };
      const account = this.#accounts.get(name) ?? fresh;
      const { records } = readLedger(decision.pod.metadata?.annotations ?? {});
      const isCurrent = records[name]?.specHash === hashSidecarSet(sidecarSet).specHash;
      const answer: Answer = { version: isCurrent ? 'current' : 'outdated', sinceMs: nowMs };
      this.#accounts.set(name, { ...account, answers: [...account.answers, answer] });
    }
  }

  #settle(name: string, { counted, countedSinceMs: before, answers }: Account): void {
    const nowMs = this.#sources.clock.monotonicMs();
    const now = countedBy(this.#sources.sidecarSets.get({ name }));
    const isSame = now.current === counted.current && now.outdated === counted.outdated;
    const countedSinceMs = isSame ? before : nowMs;
    const awaited = answers.filter(({ sinceMs }) => {
      const patienceMs = sinceMs < countedSinceMs ? PATIENCE_MS : PATIENCE_WITHOUT_STATUS_MS;
      return nowMs - sinceMs < patienceMs;
    });
    const left = withoutFirst(
      withoutFirst(awaited, 'current', now.current - counted.current),
      'outdated',
      now.outdated - counted.outdated,
    );
    if (left.length === 0) this.#accounts.delete(name);
    else this.#accounts.set(name, { counted: now, countedSinceMs, answers: left });
  }
}

function countedBy(sidecarSet: SidecarSet | undefined): RecentPods {
  const { matchedPods = 0, updatedPods = 0 } = sidecarSet?.status ?? {};
  return { current: updatedPods, outdated: matchedPods - updatedPods };
}

function countByVersion(answers: readonly Answer[]): RecentPods {
  const current = answers.filter(({ version }) => version === 'current').length;
  return { current, outdated: answers.length - current };
}

/** @param count - how many of this version to leave out; a negative number leaves all */
function withoutFirst(answers: readonly Answer[], version: Version, count: number): readonly Answer[] {
  let left = count;
  return answers.filter(answer => answer.version !== version || (left -= 1) < 0);
}
