import type { Condition, Pod, PodDisruptionBudget } from '../../../lib/api/kubernetes.generated.js';
import { POD_DISRUPTION_BUDGETS, PODS } from '../../../lib/api/resources.js';
import { isApiError } from '../../../lib/cluster/api-error.js';
import type { Clock } from '../../../lib/cluster/clock.js';
import { sleep } from '../../../lib/cluster/clock.js';
import type { Cluster } from '../../../lib/cluster/cluster.js';
import { followObjects } from '../kubelet/follow-objects.js';
import type { SeededRandom } from '../seeded-random.js';
import { timestamp } from '../server/create-rules.js';
import { sameJson } from '../server/frozen-json.js';
import { isReady } from '../world/pod-facts.js';
import { countBudget } from './count-budget.js';

/** From a change of a pod or a budget to the count, and from the count to its being written. */
const COUNTS_WITHIN_MS = 3_000;
const WRITES_WITHIN_MS = 500;
/** A budget's status is true of a moment that lies no longer back than this, a conflict in between included. */
export const COUNT_AGE_MS: number = 2 * (COUNTS_WITHIN_MS + WRITES_WITHIN_MS);

/** What the controller works with. */
export interface DisruptionControllerOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly signal: AbortSignal;
}

/** Keeps the status of all PodDisruptionBudgets, somewhat late, as kube-controller-manager does, until `signal` aborts. */
export function startDisruptionController(options: DisruptionControllerOptions): void {
  const counter = new BudgetCounter(options);
  const { cluster, clock, signal } = options;
  const following = { cluster, clock, signal, query: {} };
  const work = [
    followObjects({
      ...{ ...following, resource: PODS },
      onPresent: pod => counter.observePod(pod, true),
      onGone: pod => counter.observePod(pod, false),
    }),
    followObjects({
      ...{ ...following, resource: POD_DISRUPTION_BUDGETS },
      onPresent: budget => counter.observeBudget(budget, true),
      onGone: budget => counter.observeBudget(budget, false),
    }),
  ];
  for (const each of work) {
    each.catch((error: unknown) => {
      if (error !== signal.reason) throw error;
    });
  }
}

class BudgetCounter {
  readonly #options: DisruptionControllerOptions;
  readonly #random: SeededRandom;
  readonly #pods = new Map<string, Pod>();
  readonly #budgets = new Map<string, PodDisruptionBudget>();
  readonly #due = new Set<string>();

  constructor(options: DisruptionControllerOptions) {
    this.#options = options;
    this.#random = options.random.fork('disruption-controller');
  }

  observePod(pod: Pod, isThere: boolean): void {
    const key = keyOf(pod);
    if (isThere) this.#pods.set(key, pod);
    else this.#pods.delete(key);
    for (const [name, { metadata }] of this.#budgets) {
      if (metadata?.namespace === pod.metadata?.namespace) this.#countSoon(name);
    }
  }

  observeBudget(budget: PodDisruptionBudget, isThere: boolean): void {
    const key = keyOf(budget);
    if (isThere) this.#budgets.set(key, budget);
    else this.#budgets.delete(key);
    this.#countSoon(key);
  }

  #countSoon(key: string): void {
    if (this.#due.has(key)) return;
    this.#due.add(key);
    this.#options.clock.schedule(this.#random.between(0, COUNTS_WITHIN_MS), () => {
      this.#due.delete(key);
      void this.#count(key);
    });
  }

  async #count(key: string): Promise<void> {
    const { cluster, clock, signal } = this.#options;
    const budget = this.#budgets.get(key);
    if (budget === undefined || signal.aborted) return;
    const status = this.#statusOf(budget);
    if (sameJson(status, budget.status)) return;
    try {
      await sleep(clock, this.#random.between(0, WRITES_WITHIN_MS), signal);
      await cluster.replace(POD_DISRUPTION_BUDGETS, { ...budget, status }, { subresource: 'status', signal });
    } catch (error) {
      if (error === signal.reason || isApiError(error, 'NotFound')) return;
      if (!isApiError(error, 'Conflict')) throw error;
      this.#countSoon(key);
    }
  }

  #statusOf(budget: PodDisruptionBudget): NonNullable<PodDisruptionBudget['status']> {
    const count = countBudget(budget, [...this.#pods.values()], isReady);
    const { generation = 0 } = budget.metadata ?? {};
    return {
      ...count,
      observedGeneration: generation,
      conditions: [this.#condition(budget, count.disruptionsAllowed)],
    };
  }

  /** The time of a condition moves only with its status. */
  #condition({ metadata, status }: PodDisruptionBudget, disruptionsAllowed: number): Condition {
    const type = 'DisruptionAllowed';
    const now = disruptionsAllowed > 0 ? 'True' : 'False';
    const known = status?.conditions?.find(condition => condition.type === type);
    const lastTransitionTime =
      known?.status === now ? known.lastTransitionTime : timestamp(this.#options.clock.nowMs());
    return {
      ...{ type, status: now, lastTransitionTime, message: '' },
      reason: now === 'True' ? 'SufficientPods' : 'InsufficientPods',
      ...(metadata?.generation === undefined ? {} : { observedGeneration: metadata.generation }),
    };
  }
}

function keyOf({ metadata }: Pod | PodDisruptionBudget): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}
