import { expect } from 'chai';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { withoutFields } from '../../lib/decide/edit.js';
import { hashesOf } from '../../lib/decide/hash.js';
import { simulate } from './simulate.js';
import { goalsOf, judgeAfterFailure } from './world/failure-invariant.js';
import { LyingCluster } from './world/lying-cluster.js';

/** Once a SidecarSet says that its sidecars have failed, the operator is shown another one. */
const hiding =
  (hide: (sidecarSet: SidecarSet) => SidecarSet) =>
  (sidecarSet: SidecarSet): SidecarSet =>
    sidecarSet.status?.failedUpdate === undefined ? sidecarSet : hide(sidecarSet);

/** Nobody has decided what happens when they fail. */
const withoutResponse = ({ spec, ...others }: SidecarSet): SidecarSet => {
  const updateStrategy = withoutFields(spec.updateStrategy ?? {}, 'onFailure');
  return { ...others, spec: { ...spec, updateStrategy } };
};

/** There is nothing to go back to. */
const withoutTarget = ({ status, ...others }: SidecarSet): SidecarSet => {
  const { failedUpdate } = status ?? {};
  if (failedUpdate === undefined) return others;
  return { ...others, status: { ...status, failedUpdate: withoutFields(failedUpdate, 'rolledBackTo') } };
};

const MOST_SEEDS = 200;

describe('The simulator, for sidecars that fail', () => {
  it('sees rollouts stop, and go back', async () => {
    const wanted = ['failed update', 'failed update, rolled back'];
    const seen = new Set<string>();
    for (let seed = 1; seed <= MOST_SEEDS && seen.size < wanted.length; seed += 1) {
      const { counts } = await simulate(seed);
      for (const what of wanted) if (counts.has(what)) seen.add(what);
    }
    expect([...seen].toSorted()).to.deep.equal(wanted);
  });

  it('notices an operator that gives pods what has failed', async () => {
    const wanted = /these sidecars have failed, and nobody has changed them since/;
    expect(await firstViolation(withoutResponse, wanted)).to.match(wanted);
  });

  it('notices an operator that rolls nothing back', async () => {
    const wanted = /nothing holds .* and yet they hold what is rolled back/;
    expect(await firstViolation(withoutTarget, wanted)).to.match(wanted);
  });
});

describe('The rule for pods whose sidecars have failed', () => {
  const paused = { specHash: 'bad', action: 'Pause', failingPods: 1, message: '' };
  const failed = { ...paused, action: 'Rollback', rolledBackTo: 'mesh-1' };

  it('lets a pod that holds them have earlier ones', () => {
    expect(judgeAfterFailure(failed, { from: 'bad', to: 'good', holdsIt: true })).to.equal(undefined);
  });

  it('lets no other pod be touched', () => {
    expect(judgeAfterFailure(failed, { from: 'good', to: 'better', holdsIt: true })).to.match(
      /does not hold what failed/,
    );
  });

  it('lets nobody have sidecars that never were', () => {
    expect(judgeAfterFailure(failed, { from: 'bad', to: 'odd', holdsIt: false })).to.match(/never had/);
  });

  it('lets nobody have them, and nothing be done without a way back', () => {
    expect(judgeAfterFailure(failed, { from: 'good', to: 'bad', holdsIt: true })).to.match(/have failed/);
    expect(judgeAfterFailure(paused, { from: 'bad', to: 'good', holdsIt: true })).to.match(/nothing to roll back to/);
  });
});

describe('What pods may be about to hold', () => {
  const updateStrategy = { onFailure: { action: 'Rollback' } } as const;
  const asksFor = (image: string): SidecarSet => ({
    metadata: { name: 'mesh' },
    spec: { selector: {}, containers: [{ name: 'proxy', image }], updateStrategy },
  });
  const [first, second, bad] = [asksFor('proxy:1'), asksFor('proxy:2'), asksFor('proxy:3')];
  const hasFailed = (target: { readonly rolledBackTo?: string }): SidecarSet => {
    const failedUpdate = { specHash: hashesOf(bad).specHash, action: 'Rollback', failingPods: 1, message: '' } as const;
    return { ...bad, status: { failedUpdate: { ...failedUpdate, ...target } } };
  };
  const past = [first, second, bad, hasFailed({ rolledBackTo: 'mesh-1' })].map((sidecarSet, version) => ({
    ...{ version, atMs: version, pods: new Map(), namespaces: new Map(), budgets: new Map(), leader: '' },
    sidecarSets: new Map([['mesh', sidecarSet]]),
  }));

  it('is what the SidecarSet asks for', () => {
    expect(goalsOf(bad, past)).to.deep.equal([bad]);
    expect(goalsOf(hasFailed({}), past)).to.deep.equal([hasFailed({})]);
  });

  it('is anything that it has asked for but what has failed, when it is rolled back', () => {
    expect(goalsOf(hasFailed({ rolledBackTo: 'mesh-1' }), past)).to.deep.equal([first, second]);
  });
});

/** Different stories give a rule different chances to be broken. */
async function firstViolation(hide: (sidecarSet: SidecarSet) => SidecarSet, wanted: RegExp): Promise<string> {
  const seen: string[] = [];
  for (let seed = 1; seed <= MOST_SEEDS; seed += 1) {
    const { violations } = await simulate(seed, { sabotage: cluster => new LyingCluster(cluster, hiding(hide)) });
    const found = violations.find(violation => wanted.test(violation));
    if (found !== undefined) return found;
    seen.push(...violations);
  }
  return `nobody noticed; only: ${seen.join('\n')}`;
}
