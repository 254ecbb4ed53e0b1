import type { LabelSelector, PodDisruptionBudget } from '../../../lib/api/kubernetes.generated.js';
import { POD_DISRUPTION_BUDGETS } from '../../../lib/api/resources.js';
import type { Cluster } from '../../../lib/cluster/cluster.js';
import type { SeededRandom } from '../seeded-random.js';

type BudgetSpec = NonNullable<PodDisruptionBudget['spec']>;

const BUDGET_NAMES = ['web', 'tier', 'all'];
/** Within one namespace they cover pods of several SidecarSets, and each other's. */
const SELECTORS: readonly LabelSelector[] = [
  { matchLabels: { app: 'web' } },
  { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'db'] }] },
  { matchLabels: { tier: 'a' } },
  {},
];
const LIMITS: readonly Limit[] = [
  { minAvailable: 1 },
  { minAvailable: 2 },
  { minAvailable: '50%' },
  { minAvailable: '80%' },
  { minAvailable: '100%' },
  { maxUnavailable: 1 },
  { maxUnavailable: 2 },
  { maxUnavailable: '25%' },
  { maxUnavailable: 0 },
];

type Limit = Pick<BudgetSpec, 'minAvailable' | 'maxUnavailable'>;

/** The people who protect their applications with PodDisruptionBudgets. */
export class BudgetKeepers {
  readonly #cluster: Cluster;
  readonly #random: SeededRandom;
  readonly #namespaces: readonly string[];

  constructor(options: {
    readonly cluster: Cluster;
    readonly random: SeededRandom;
    readonly namespaces: readonly string[];
  }) {
    this.#cluster = options.cluster;
    this.#random = options.random;
    this.#namespaces = options.namespaces;
  }

  /** @returns what was done, for people */
  async act(): Promise<string> {
    const { items } = await this.#cluster.list(POD_DISRUPTION_BUDGETS);
    const { namespace = '', name = '' } = items.length === 0 ? {} : (this.#random.pick(items).metadata ?? {});
    if (name === '' || this.#random.chance(0.3)) return this.#create();
    return this.#random.chance(0.4) ? this.#remove({ namespace, name }) : this.#change({ namespace, name });
  }

  /** In peace some leave everything as it is, and some do away with what may stand in the way. */
  async settle(): Promise<readonly string[]> {
    if (this.#random.chance(0.7)) return [];
    const { items } = await this.#cluster.list(POD_DISRUPTION_BUDGETS);
    const said: string[] = [];
    for (const { metadata } of items) {
      said.push(await this.#remove({ namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' }));
    }
    return said;
  }

  async #create(): Promise<string> {
    const metadata = { namespace: this.#random.pick(this.#namespaces), name: this.#random.pick(BUDGET_NAMES) };
    const spec = { selector: this.#random.pick(SELECTORS), ...this.#random.pick(LIMITS) };
    await this.#cluster.create(POD_DISRUPTION_BUDGETS, { metadata, spec });
    return `creates budget ${metadata.namespace}/${metadata.name}: ${JSON.stringify(spec)}`;
  }

  async #change(key: BudgetKey): Promise<string> {
    const budget = await this.#cluster.get(POD_DISRUPTION_BUDGETS, key);
    const { selector, ...limit } = budget.spec ?? {};
    const spec = this.#random.chance(0.5)
      ? { selector: selector ?? {}, ...this.#random.pick(LIMITS) }
      : { selector: this.#random.pick(SELECTORS), ...limit };
    await this.#cluster.replace(POD_DISRUPTION_BUDGETS, { ...budget, spec });
    return `changes budget ${key.namespace}/${key.name}: ${JSON.stringify(spec)}`;
  }

  async #remove(key: BudgetKey): Promise<string> {
    await this.#cluster.remove(POD_DISRUPTION_BUDGETS, key);
    return `deletes budget ${key.namespace}/${key.name}`;
  }
}

interface BudgetKey {
  readonly namespace: string;
  readonly name: string;
}
