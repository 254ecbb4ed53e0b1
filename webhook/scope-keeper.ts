import type { MutatingWebhookConfiguration } from '../lib/api/kubernetes.generated.js';
import { OPERATOR_NAME } from '../lib/api/permissions.js';
import { MUTATING_WEBHOOKS } from '../lib/api/resources.js';
import type { SidecarSet } from '../lib/api/sidecarset.generated.js';
import { isApiError } from '../lib/cluster/api-error.js';
import type { Clock } from '../lib/cluster/clock.js';
import { sleep } from '../lib/cluster/clock.js';
import type { Cluster, JsonPatchOperation } from '../lib/cluster/cluster.js';
import type { Change, StoreView } from '../lib/cluster/store-view.js';
import type { Coverage } from '../lib/decide/admission-scope/coverage.js';
import { coverageUnder, isAbout, notCovered, OBSTACLE_WORDS } from '../lib/decide/admission-scope/coverage.js';
import type { ScopePlan, ScopeSettings } from '../lib/decide/admission-scope/plan-scope.js';
import { planScope } from '../lib/decide/admission-scope/plan-scope.js';
import type { ScopeChange } from '../lib/decide/admission-scope/plan-scope-webhooks.js';
import { planScopeWebhooks } from '../lib/decide/admission-scope/plan-scope-webhooks.js';
import type { Log } from '../lib/telemetry/log.js';
import type { Metrics } from '../lib/telemetry/metrics.js';
import type { CoverageBook } from './coverage-book.js';
import { runRounds } from './rounds.js';

/** What the leader needs to keep the pod webhooks in step with the SidecarSets. */
export interface ScopeKeeperOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly sidecarSets: StoreView<SidecarSet>;
  readonly mutatingWebhooks: StoreView<MutatingWebhookConfiguration>;
  readonly settings: ScopeSettings & { readonly certificates?: 'own' | 'external' };
  /** Where the coverage of each SidecarSet is noted. */
  readonly book: CoverageBook;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
}

/** How long API servers may take to learn of a configuration that is stored. They watch it, but none says what it knows. */
const SETTLE_MS = 1_000;
/** Between two writes: a hundred SidecarSets that come at once are a few writes, and each makes API servers compile. */
const PAUSE_MS = 200;

/**
 * Keeps the pod webhooks of the configuration saying what the SidecarSets ask for, and notes which SidecarSets they cover,
 * until `signal` aborts.
 */
export function keepScope(options: ScopeKeeperOptions): Promise<void> {
  const { sidecarSets, mutatingWebhooks } = options;
  const keeper = new ScopeKeeper(options);
  return runRounds({
    ...options,
    stores: [respecified(sidecarSets), mutatingWebhooks],
    round: () => keeper.round(),
    onFailure: (error, retryInMs) => keeper.noteFailure(error, retryInMs),
  });
}

class ScopeKeeper {
  readonly #options: ScopeKeeperOptions;
  /** Since when the configuration is known to say what it says now, and that it is what the plan says. */
  #inStepSinceMs: number | undefined;
  #noted: ReadonlyMap<string, Coverage> = new Map();

  constructor(options: ScopeKeeperOptions) {
    this.#options = options;
  }

  /** @returns how long the next one can wait unless something changes */
  async round(): Promise<number> {
    const { sidecarSets, clock, settings } = this.#options;
    const sets = sidecarSets.list();
    const { plan, change } = this.#plan(sets);
    if (change.kind === 'in-step') {
      const nowMs = clock.monotonicMs();
      this.#inStepSinceMs ??= nowMs;
      const waitMs = this.#inStepSinceMs + SETTLE_MS - nowMs;
      if (waitMs > 0) return waitMs;
      this.#note(sets, set => coverageUnder(plan, set, settings));
      return Infinity;
    }
    this.#inStepSinceMs = undefined;
    if (change.kind === 'impossible') {
      const { reason } = change;
      this.#note(sets, set => notCovered(set, { reason, detail: OBSTACLE_WORDS[reason] }));
      return Infinity;
    }
    return (await this.#write(change, plan)) ? 0 : Infinity;
  }

  /** What was covered still is, unless somebody has changed the webhooks since. */
  noteFailure(error: unknown, retryInMs: number): void {
    this.#options.log.warn('scope-not-written', { error, retryInMs });
    const words = error instanceof Error ? error.message : String(error);
    const detail = `the webhook configuration cannot be written: ${words}`;
    this.#note(this.#options.sidecarSets.list(), set => {
      const known = this.#noted.get(set.metadata?.name ?? '');
      return known?.covered === true && isAbout(known, set)
        ? known
        : notCovered(set, { reason: 'scope-not-written', detail });
    });
  }

  #plan(sets: readonly SidecarSet[]): { readonly plan: ScopePlan; readonly change: ScopeChange } {
    const plan = planScope(sets, this.#options.settings);
    const configuration = this.#options.mutatingWebhooks.get({ name: OPERATOR_NAME });
    return { plan, change: planScopeWebhooks(configuration, plan.entries, this.#options.settings) };
  }

  /** @returns false when somebody was quicker: the watch brings what they wrote */
  async #write({ webhooks, reason }: Extract<ScopeChange, { kind: 'write' }>, plan: ScopePlan): Promise<boolean> {
    const { cluster, mutatingWebhooks, log, metrics, clock, signal } = this.#options;
    const key = { name: OPERATOR_NAME };
    const { resourceVersion } = mutatingWebhooks.get(key)?.metadata ?? {};
    const operations: readonly JsonPatchOperation[] = [
      { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
      { op: 'replace', path: '/webhooks', value: webhooks },
    ];
    try {
      mutatingWebhooks.fold(await cluster.patch(MUTATING_WEBHOOKS, key, { type: 'json', operations }));
    } catch (error) {
      if (isApiError(error, 'Conflict')) return false;
      throw error;
    }
    const entries = plan.entries.map(entry => ({ failurePolicy: entry.failurePolicy, reason: entry.reason }));
    metrics.count('sidecarset_scope_writes_total', { reason });
    log.info('scope-written', { reason, webhooks: entries });
    await sleep(clock, PAUSE_MS, signal);
    return true;
  }

  #note(sets: readonly SidecarSet[], judge: (sidecarSet: SidecarSet) => Coverage): void {
    this.#noted = new Map(sets.map(set => [set.metadata?.name ?? '', judge(set)] as const));
    this.#options.book.write(this.#noted);
  }
}

/** Tells only of changes that can matter here: each rollout writes a status again and again. */
function respecified(sidecarSets: StoreView<SidecarSet>): Pick<StoreView<SidecarSet>, 'subscribe' | 'whenSynced'> {
  return {
    whenSynced: signal => sidecarSets.whenSynced(signal),
    subscribe: listener =>
      sidecarSets.subscribe(change => {
        if (isRespecified(change)) listener(change);
      }),
  };
}

function isRespecified(change: Change<SidecarSet>): boolean {
  if (change.kind !== 'updated') return true;
  const before = change.before.metadata;
  const after = change.object.metadata;
  return before?.generation !== after?.generation || before?.deletionTimestamp !== after?.deletionTimestamp;
}
