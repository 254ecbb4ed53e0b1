import type { Clock } from '../lib/cluster/clock.js';
import type { Cluster } from '../lib/cluster/cluster.js';
import type { EventRecorder } from '../lib/cluster/event-recorder.js';
import type { ClusterObserver } from '../lib/cluster/observer.js';
import type { Pod } from '../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../lib/api/sidecarset.generated.js';
import type { ScopeNamespaces } from '../lib/decide/match.js';
import { planHistory } from '../lib/decide/revision/plan-history.js';
import { planRollout } from '../lib/decide/rollout/plan-rollout.js';
import type { RolloutPlan } from '../lib/decide/rollout/rollout-plan.js';
import type { RolloutSnapshot } from '../lib/decide/rollout/rollout-snapshot.js';
import type { Step } from '../lib/decide/rollout/rollout-step.js';
import type { Log } from '../lib/telemetry/log.js';
import type { RolloutObserver } from '../lib/telemetry/rollout-observer.js';
import { aboutPod } from './about.js';
import { applyHistory } from './apply-history.js';
import type { WriteEnd } from './apply-plan.js';
import { applyStatus, applySteps } from './apply-plan.js';
import type { ControllerStores, CoverageView } from './observe-rollout.js';
import { observeHistory, observeRollout } from './observe-rollout.js';
import { describeStep, factsOf } from './describe-step.js';
import { describeTransition, describeWave } from './describe-transition.js';
import { failureNote, refusalNote } from './describe-trouble.js';
import { DisruptionBudgets } from './disruption-budgets.js';
import { observeProtection, respectsBudgets } from './observe-protection.js';
import { OneAtATime } from './one-at-a-time.js';
import { OverdueUpgrades } from './overdue-upgrades.js';
import { countHeld, measureRollout } from './measure-rollout.js';
import { LOOK_AGAIN_MS, Pace, planPauseMs, STATUS_PAUSE_MS } from './pace.js';
import { RefusedWrites } from './refused-writes.js';
import { UninjectedPods } from './uninjected-pods.js';
import { UnknownOutcomes } from './unknown-outcomes.js';
import { UpgradeTimes } from './upgrade-times.js';
import { watchTriggers } from './watch-triggers.js';
import type { WorkQueueObserver } from './work-queue.js';
import { WorkQueue } from './work-queue.js';

/** What a controller needs. */
export interface ControllerOptions {
  readonly cluster: Cluster;
  /** Synced. */
  readonly stores: ControllerStores;
  /** The operator's, where revisions live. */
  readonly namespace: string;
  /** Which namespaces new pods are not injected in. Absent: only those that SidecarSets leave alone themselves. */
  readonly scopeNamespaces?: ScopeNamespaces;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly events: Pick<EventRecorder, 'note'>;
  /** Writes on pods that are under way at the same time, for each SidecarSet. Default 32. */
  readonly parallelWrites?: number;
  /** SidecarSets that are worked on at the same time. Default 4. */
  readonly concurrency?: number;
  readonly queueObserver?: WorkQueueObserver;
  readonly rolloutObserver?: RolloutObserver;
  /** Told of what becomes of watches. */
  readonly observer?: ClusterObserver;
  /** Absent: nobody keeps the webhooks, and the status says nothing of them. */
  readonly coverage?: CoverageView;
}

/**
 * Brings injected pods to the present version of their SidecarSets, until `signal` aborts. It neither sleeps nor polls:
 * each step follows from a change that the stores report, our own writes among them.
 *
 * @returns resolves when it has stopped and no write is under way any more
 */
export async function runController(options: ControllerOptions & { readonly signal: AbortSignal }): Promise<void> {
  const { stores, signal, coverage } = options;
  const controller = new Controller(options);
  const trigger = (name: string): void => controller.queue.add(name);
  const ends = [watchTriggers(stores, trigger), coverage?.subscribe(trigger)];
  const { uninjected } = controller;
  for (const sidecarSet of stores.sidecarSets.list()) controller.queue.add(sidecarSet.metadata?.name ?? '');
  await new Promise<void>(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  for (const end of ends) end?.();
  uninjected.stop();
  await controller.stop();
}

/** Events about one object beyond a burst are dropped unless five minutes apart; the end of a rollout must not be. */
const WAVE_EVENT_PAUSE_MS = 300_000;

class Controller {
  readonly queue: WorkQueue;
  readonly uninjected: UninjectedPods;
  readonly #options: ControllerOptions;
  readonly #plans: Pace;
  readonly #statuses: Pace;
  /** Of events. */
  readonly #waves: Pace;
  readonly #unknown = new UnknownOutcomes();
  readonly #overdue = new OverdueUpgrades();
  readonly #times = new UpgradeTimes();
  readonly #refused: RefusedWrites;
  readonly #budgets: DisruptionBudgets;
  readonly #budgetTurn = new OneAtATime();

  constructor(options: ControllerOptions & { readonly signal: AbortSignal }) {
    const { clock, random, concurrency, queueObserver } = options;
    this.#options = options;
    this.#plans = new Pace(clock);
    this.#statuses = new Pace(clock);
    this.#waves = new Pace(clock);
    this.#refused = new RefusedWrites(clock);
    this.#budgets = new DisruptionBudgets({ ...options, onChange: () => this.#budgetsChanged() });
    this.queue = new WorkQueue({
      clock,
      random,
      work: name => this.#reconcile(name),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(queueObserver === undefined ? {} : { observer: queueObserver }),
    });
    this.uninjected = new UninjectedPods({ ...options.stores, scopeNamespaces: options.scopeNamespaces }, name =>
      this.queue.add(name),
    );
  }

  async stop(): Promise<void> {
    await this.queue.stop();
    await this.#budgets.ended();
  }

  /** What one SidecarSet takes from a PodDisruptionBudget must be known before another looks at it. */
  async #reconcile(name: string): Promise<void> {
    const waitMs = this.#plans.waitMs(name);
    if (waitMs > 0) {
      this.queue.addAfter(name, waitMs);
      return;
    }
    if (!respectsBudgets(this.#options.stores.sidecarSets.get({ name }))) return this.#bringForward(name, [name]);
    return this.#budgetTurn.run(() => this.#bringForward(name, [name, ...this.#unknown.sidecarSets]));
  }

  /** @param unknown - SidecarSets whose writes may have happened and have to be known first */
  async #bringForward(name: string, unknown: readonly string[]): Promise<void> {
    const { cluster, stores, parallelWrites = 32 } = this.#options;
    for (const sidecarSet of unknown) await this.#unknown.settle(sidecarSet, { cluster, pods: stores.pods });
    const observed = this.#observe(name);
    if (observed === undefined) {
      this.#plans.forget(name);
      this.#statuses.forget(name);
      this.#waves.forget(name);
      this.#refused.forget(name);
      this.#overdue.forget(name);
      this.#times.forget(name);
      this.#options.rolloutObserver?.gone(name);
      return;
    }
    this.#plans.begin(name, planPauseMs(observed.pods.length));
    const snapshot = await this.#keepHistory(name, observed);
    if (snapshot === undefined) return;
    const plan = planRollout(snapshot);
    this.#measure(snapshot, plan);
    this.#tellOverdue(name, plan);
    this.#tellWave(snapshot.sidecarSet, plan);
    const onWrite = (step: Step, end: WriteEnd): void => this.#tell(name, step, end);
    const onFailure = (step: Step, error: unknown): void => {
      this.#options.rolloutObserver?.wrote(name, step.kind, 'failed');
      this.#unknown.note(name, step, error);
    };
    try {
      const onRefusal = (step: Step, error: unknown): void => this.#takeRefusal(snapshot.sidecarSet, step, error);
      await applySteps(plan.steps, { cluster, ...stores, parallelWrites, onWrite, onFailure, onRefusal });
    } finally {
      // A pod that cannot be written must not keep the status from being true.
      await this.#applyStatus(name, snapshot.sidecarSet, plan);
    }
    for (const waitMs of [plan.checkAgainAfterMs, this.#refused.waitMs(name)]) {
      if (waitMs !== undefined) this.queue.addAfter(name, waitMs);
    }
  }

  /** In the log each time; as an event no more often than the API server takes events about one object for long. */
  #tellWave(sidecarSet: SidecarSet, { steps, held }: RolloutPlan): void {
    if (steps.length === 0) return;
    const { log, events } = this.#options;
    const name = sidecarSet.metadata?.name ?? '';
    log.info('wave', { sidecarSet: name, pods: steps.length, held: Object.fromEntries(countHeld(held)) });
    if (this.#waves.waitMs(name) > 0) return;
    this.#waves.begin(name, WAVE_EVENT_PAUSE_MS);
    events.note(describeWave(sidecarSet, { upgrades: steps.length, held: held.length }));
  }

  #observe(name: string): RolloutSnapshot | undefined {
    const snapshot = observeRollout(name, { ...this.#options, uninjected: this.uninjected });
    const { pods } = this.#options.stores;
    return snapshot && observeProtection(snapshot, { pods, budgets: this.#budgets, refused: this.#refused });
  }

  #budgetsChanged(): void {
    for (const sidecarSet of this.#options.stores.sidecarSets.list()) {
      if (respectsBudgets(sidecarSet)) this.queue.add(sidecarSet.metadata?.name ?? '');
    }
  }

  /** The others get the place in the budget at once. */
  #takeRefusal(sidecarSet: SidecarSet, step: Step, error: unknown): void {
    const { log, events } = this.#options;
    const { namespace, name: pod } = step;
    const { name = '', generation } = sidecarSet.metadata ?? {};
    const written = this.#podOf(step);
    const uid = written.metadata?.uid ?? '';
    this.#options.rolloutObserver?.wrote(name, step.kind, 'refused');
    const pauseMs = this.#refused.note(name, { uid, ...(generation === undefined ? {} : { generation }) });
    log.warn('refused', { sidecarSet: name, namespace, pod, againInMs: pauseMs, error });
    events.note(refusalNote(name, written, { error, pauseMs }));
    this.queue.add(name);
  }

  /** The pod of a step as the cache has it, or by its name alone when it is gone meanwhile. */
  #podOf({ namespace, name }: Step): Pick<Pod, 'metadata'> {
    return this.#options.stores.pods.get({ namespace, name }) ?? { metadata: { namespace, name } };
  }

  /**
   * Pods are upgraded under the name of the latest revision: without it no pod is written.
   *
   * @returns what to plan on; nothing when the SidecarSet has changed meanwhile, which triggers a new decision
   */
  async #keepHistory(name: string, observed: RolloutSnapshot): Promise<RolloutSnapshot | undefined> {
    const { cluster, stores, namespace, log } = this.#options;
    const { steps, ...history } = planHistory(observeHistory(observed, this.#options));
    if (steps.length === 0) return { ...observed, history };
    await applyHistory(steps, {
      cluster,
      namespace,
      revisions: stores.revisions,
      onStep: step => log.info(`${step.kind}-revision`, { sidecarSet: name, revision: step.name }),
    });
    // Pods may have become unavailable while the history was written.
    const now = this.#observe(name);
    return now?.sidecarSet === observed.sidecarSet ? { ...now, history } : undefined;
  }

  async #applyStatus(
    name: string,
    sidecarSet: Parameters<typeof applyStatus>[0],
    { status, newFailure }: RolloutPlan,
  ): Promise<void> {
    if (status === undefined) return;
    const waitMs = this.#statuses.waitMs(name);
    if (waitMs > 0) {
      this.queue.addAfter(name, waitMs);
      return;
    }
    this.#statuses.begin(name, STATUS_PAUSE_MS);
    const { cluster, stores, log, events } = this.#options;
    if ((await applyStatus(sidecarSet, status, { cluster, ...stores })) === 'moved') {
      this.queue.addAfter(name, LOOK_AGAIN_MS);
      return;
    }
    for (const note of describeTransition(sidecarSet, status)) events.note(note);
    if (newFailure === undefined) return;
    log.warn('failing-updates', { sidecarSet: name, ...newFailure });
    events.note(failureNote(sidecarSet, newFailure));
  }

  #measure(snapshot: RolloutSnapshot, plan: RolloutPlan): void {
    const { clock, rolloutObserver } = this.#options;
    const name = snapshot.sidecarSet.metadata?.name ?? '';
    const upgradesEndedMs = this.#times.ended(name, plan.matched, clock.nowMs());
    rolloutObserver?.planned(name, { ...measureRollout(snapshot, plan), upgradesEndedMs });
  }

  #tellOverdue(sidecarSet: string, { overdue }: RolloutPlan): void {
    const { log, events } = this.#options;
    for (const note of this.#overdue.tell(sidecarSet, overdue)) {
      log.warn(note.reason, {
        sidecarSet,
        namespace: note.about.namespace,
        pod: note.about.name,
        message: note.message,
      });
      events.note(note);
    }
  }

  #tell(sidecarSet: string, step: Step, end: WriteEnd): void {
    const { log, events } = this.#options;
    const { namespace, name } = step;
    this.#options.rolloutObserver?.wrote(sidecarSet, step.kind, end);
    log.info(end === 'written' ? step.kind : 'pod-moved', { sidecarSet, namespace, pod: name, ...factsOf(step) });
    if (end === 'moved') {
      this.queue.addAfter(sidecarSet, LOOK_AGAIN_MS);
      return;
    }
    events.note({
      about: aboutPod(this.#podOf(step)),
      ...describeStep(sidecarSet, step),
    });
  }
}
