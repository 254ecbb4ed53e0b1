import type { Clock } from '../lib/cluster/clock.js';
import type { Cluster } from '../lib/cluster/cluster.js';
import type { EventRecorder } from '../lib/cluster/event-recorder.js';
import { planRollout } from '../lib/decide/rollout/plan-rollout.js';
import type { ColdUpgrade, HeldPod, RolloutPlan } from '../lib/decide/rollout/rollout-plan.js';
import type { Log } from '../lib/telemetry/log.js';
import type { WriteEnd } from './apply-plan.js';
import { applyStatus, applySteps } from './apply-plan.js';
import type { ControllerStores } from './observe-rollout.js';
import { observeRollout } from './observe-rollout.js';
import { StatusPace } from './status-pace.js';
import { watchTriggers } from './watch-triggers.js';
import type { WorkQueueObserver } from './work-queue.js';
import { WorkQueue } from './work-queue.js';

/** What a controller needs. */
export interface ControllerOptions {
  readonly cluster: Cluster;
  /** Synced. */
  readonly stores: ControllerStores;
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
}

/**
 * Brings injected pods to the present version of their SidecarSets, until `signal` aborts. It neither sleeps nor polls:
 * each step follows from a change that the stores report, our own writes among them.
 *
 * @returns resolves when it has stopped and no write is under way any more
 */
export async function runController(options: ControllerOptions & { readonly signal: AbortSignal }): Promise<void> {
  const { stores, signal } = options;
  const controller = new Controller(options);
  const end = watchTriggers(stores, name => controller.queue.add(name));
  for (const sidecarSet of stores.sidecarSets.list()) controller.queue.add(sidecarSet.metadata?.name ?? '');
  await new Promise<void>(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  end();
  await controller.queue.stop();
}

class Controller {
  readonly queue: WorkQueue;
  readonly #options: ControllerOptions;
  readonly #pace: StatusPace;

  constructor(options: ControllerOptions) {
    const { clock, random, concurrency, queueObserver } = options;
    this.#options = options;
    this.#pace = new StatusPace(clock);
    this.queue = new WorkQueue({
      clock,
      random,
      work: name => this.#reconcile(name),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(queueObserver === undefined ? {} : { observer: queueObserver }),
    });
  }

  async #reconcile(name: string): Promise<void> {
    const snapshot = observeRollout(name, this.#options);
    if (snapshot === undefined) {
      this.#pace.forget(name);
      return;
    }
    const plan = planRollout(snapshot);
    const { cluster, stores, parallelWrites = 32, log } = this.#options;
    if (plan.steps.length > 0)
      log.info('wave', { sidecarSet: name, pods: plan.steps.length, held: countHeld(plan.held) });
    const onWrite = (step: ColdUpgrade, end: WriteEnd): void => this.#tell(name, step, end);
    try {
      await applySteps(plan.steps, { cluster, ...stores, parallelWrites, onWrite });
    } finally {
      // A pod that cannot be written must not keep the status from being true.
      await this.#applyStatus(name, snapshot.sidecarSet, plan);
    }
  }

  async #applyStatus(
    name: string,
    sidecarSet: Parameters<typeof applyStatus>[0],
    { status }: RolloutPlan,
  ): Promise<void> {
    if (status === undefined) return;
    const waitMs = this.#pace.waitMs(name);
    if (waitMs > 0) {
      this.queue.addAfter(name, waitMs);
      return;
    }
    this.#pace.written(name);
    const { cluster, stores } = this.#options;
    await applyStatus(sidecarSet, status, { cluster, ...stores });
  }

  #tell(sidecarSet: string, step: ColdUpgrade, end: WriteEnd): void {
    const { log, events } = this.#options;
    const { namespace, name, images } = step;
    log.info(end === 'written' ? step.kind : 'pod-moved', { sidecarSet, namespace, pod: name, images });
    if (end === 'moved') return;
    const changes = Object.entries(images).map(([container, image]) => `${container} to ${image}`);
    events.note({
      about: { apiVersion: 'v1', kind: 'Pod', namespace, name },
      type: 'Normal',
      reason: step.kind,
      message: `SidecarSet ${sidecarSet} upgrades ${changes.join(', ')} in place`,
    });
  }
}

function countHeld(held: readonly HeldPod[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { reason } of held) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
