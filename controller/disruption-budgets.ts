import type { PodDisruptionBudget } from '../lib/api/kubernetes.generated.js';
import { POD_DISRUPTION_BUDGETS } from '../lib/api/resources.js';
import type { Clock } from '../lib/cluster/clock.js';
import type { Cluster } from '../lib/cluster/cluster.js';
import { ObjectStore } from '../lib/cluster/object-store.js';
import type { ClusterObserver } from '../lib/cluster/observer.js';
import { reflect } from '../lib/cluster/reflector.js';

/** What the budgets are read with. */
export interface BudgetOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly observer?: ClusterObserver;
  /** Ends the reading. */
  readonly signal: AbortSignal;
  /** Told when the budgets are known, and when one has changed. */
  readonly onChange: () => void;
}

/** The PodDisruptionBudgets of the cluster. Nobody reads them before somebody has asked for them. */
export class DisruptionBudgets {
  readonly #options: BudgetOptions;
  readonly #store: ObjectStore<PodDisruptionBudget>;
  #reading: Promise<void> | undefined;

  constructor(options: BudgetOptions) {
    const { observer } = options;
    this.#options = options;
    this.#store = new ObjectStore({
      resource: POD_DISRUPTION_BUDGETS,
      project: projectBudget,
      ...(observer === undefined ? {} : { observer }),
    });
  }

  /** All of them; nothing while they are not known. The first to ask makes them known, and keeps them so. */
  list(): readonly PodDisruptionBudget[] | undefined {
    this.#reading ??= this.#read();
    return this.#store.synced ? this.#store.list() : undefined;
  }

  /** Resolves when nothing is read any more. */
  async ended(): Promise<void> {
    await this.#reading;
  }

  async #read(): Promise<void> {
    const { signal, onChange } = this.#options;
    this.#store.subscribe(onChange);
    // Where there is none, no change tells that they are known.
    this.#store.whenSynced(signal).then(onChange, () => undefined);
    await reflect({ ...this.#options, store: this.#store });
  }
}

/** What a budget is judged by. */
function projectBudget({ apiVersion, kind, metadata, spec, status }: PodDisruptionBudget): PodDisruptionBudget {
  const { namespace, name, uid, resourceVersion, generation } = metadata ?? {};
  const { observedGeneration, currentHealthy, disruptionsAllowed } = status ?? {};
  return JSON.parse(
    JSON.stringify({
      apiVersion,
      kind,
      metadata: { namespace, name, uid, resourceVersion, generation },
      spec: { selector: spec?.selector },
      status: { observedGeneration, currentHealthy, disruptionsAllowed },
    }),
  ) as PodDisruptionBudget;
}
