import { expect } from 'chai';
import type { PodDisruptionBudget } from '../../lib/api/kubernetes.generated.js';
import { POD_DISRUPTION_BUDGETS } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { simulate } from './simulate.js';
import type { Saboteur } from './world/operator-host.js';
import { LyingCluster } from './world/lying-cluster.js';

/** The operator is shown budgets that allow this many disruptions, whatever is counted. */
const allowing =
  (disruptionsAllowed: number): Saboteur =>
  cluster =>
    new LyingCluster<PodDisruptionBudget>(
      cluster,
      budget => ({ ...budget, status: { ...aCount, ...budget.status, disruptionsAllowed } }),
      POD_DISRUPTION_BUDGETS,
    );

const aCount = { currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };

/** The operator is not shown that budgets are to be respected. */
const disrespectful: Saboteur = cluster =>
  new LyingCluster(cluster, ({ spec, ...others }: SidecarSet): SidecarSet => ({
    ...others,
    spec: { ...spec, updateStrategy: { ...spec.updateStrategy, respectPodDisruptionBudgets: false } },
  }));

const MOST_SEEDS = 200;

describe('The simulator, for PodDisruptionBudgets', () => {
  it('sees budgets come and go, have room and none, and upgrades under them', async () => {
    const wanted = ['budget deleted', 'budget with room', 'budget without room', 'upgrade under a budget'];
    const seen = new Set<string>();
    for (let seed = 1; seed <= MOST_SEEDS && seen.size < wanted.length; seed += 1) {
      const { counts } = await simulate(seed);
      for (const what of wanted) if (counts.has(what)) seen.add(what);
    }
    expect([...seen].toSorted()).to.deep.equal(wanted);
  });

  it('notices an operator that does not respect them', async () => {
    expect(await firstViolation(disrespectful, TOO_FEW)).to.match(TOO_FEW);
  });

  it('notices an operator that believes them to allow more than they do', async () => {
    expect(await firstViolation(allowing(100), TOO_FEW)).to.match(TOO_FEW);
  });

  it('notices an operator that holds pods for budgets that have room', async () => {
    const wanted = /nothing holds .* and yet they are old/;
    expect(await firstViolation(allowing(0), wanted)).to.match(wanted);
  });
});

const TOO_FEW = /the budget .* has not enough healthy pods left/;

/** Different stories give a rule different chances to be broken. */
async function firstViolation(sabotage: Saboteur, wanted: RegExp): Promise<string> {
  const seen: string[] = [];
  for (let seed = 1; seed <= MOST_SEEDS; seed += 1) {
    const { violations } = await simulate(seed, { sabotage });
    const found = violations.find(violation => wanted.test(violation));
    if (found !== undefined) return found;
    seen.push(...violations);
  }
  return `nobody noticed; only: ${seen.join('\n')}`;
}
