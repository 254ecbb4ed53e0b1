import { expect } from 'chai';

import type { SidecarSet, SidecarSetStatus } from '../../../lib/api/sidecarset.generated.js';
import type { HistoryFacts } from '../../../lib/decide/revision/history-plan.js';
import { planRollout } from '../../../lib/decide/rollout/plan-rollout.js';
import type { RolloutPlan } from '../../../lib/decide/rollout/rollout-plan.js';
import type { PodFacts } from '../../build/a-pod.js';
import { aPod } from '../../build/a-pod.js';
import { aRevision } from '../../build/a-revision.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';

const withImage = (image: string): SidecarSet => aSidecarSet({ containers: [aSidecar({ image })] });
const dataOf = (set: SidecarSet): unknown => ({ spec: { $patch: 'replace', containers: set.spec.containers } });
const [OLD, NEW] = [withImage('agent:1'), aSidecarSet()];

const HISTORY: HistoryFacts = {
  latestRevision: 'set-new',
  collisionCount: 1,
  revisions: [
    aRevision('set-old', 1, { data: dataOf(OLD), customVersion: 'v1' }),
    aRevision('set-new', 2, { data: dataOf(NEW) }),
  ],
};

const old = (name: string, facts: PodFacts = {}): ReturnType<typeof aPod> => aPod(name, { injectedBy: OLD, ...facts });
const latest = (name: string, facts: PodFacts = {}): ReturnType<typeof aPod> =>
  aPod(name, { injectedBy: NEW, ...facts });

function rollOut(
  pods: readonly ReturnType<typeof aPod>[],
  { history, stored }: { readonly history?: HistoryFacts; readonly stored?: SidecarSetStatus } = { history: HISTORY },
): RolloutPlan {
  return planRollout({
    sidecarSet: stored === undefined ? NEW : { ...NEW, status: stored },
    pods,
    namespaces: {},
    now: '2024-05-01T12:00:00Z',
    ...(history === undefined ? {} : { history }),
  });
}

const revisionsOf = (...args: Parameters<typeof rollOut>): SidecarSetStatus['revisions'] =>
  rollOut(...args).status?.revisions;

describe('the status of a rollout with a history', () => {
  it('tells the latest revision, and how often a name was taken', () => {
    expect(rollOut([]).status).to.include({ latestRevision: 'set-new', collisionCount: 1 });
  });

  it('counts pods by revision, the latest first, and those of them that are ready', () => {
    expect(revisionsOf([old('a'), latest('b'), old('c', { ready: false })])).to.deep.equal([
      { name: 'set-new', pods: 1, readyPods: 1 },
      { name: 'set-old', customVersion: 'v1', pods: 2, readyPods: 1 },
    ]);
  });

  it('names the latest revision also when no pod holds it yet', () => {
    expect(revisionsOf([old('a')])).to.deep.equal([
      { name: 'set-new', pods: 0, readyPods: 0 },
      { name: 'set-old', customVersion: 'v1', pods: 1, readyPods: 1 },
    ]);
  });

  it('believes the name that a pod remembers, before its hash', () => {
    const pod = old('a');
    const annotations = { ...pod.metadata?.annotations };
    annotations['kruise.io/sidecarset-hash'] = annotations['kruise.io/sidecarset-hash']!.replace(
      '"hash"',
      '"controllerRevision":"set-gone","hash"',
    );
    expect(revisionsOf([{ ...pod, metadata: { ...pod.metadata, annotations } }])).to.deep.equal([
      { name: 'set-new', pods: 0, readyPods: 0 },
      { name: 'set-gone', pods: 1, readyPods: 1 },
    ]);
  });

  it('counts a pod nowhere when nobody knows its revision any more', () => {
    expect(revisionsOf([aPod('a', { injectedBy: withImage('agent:0') })])).to.deep.equal([
      { name: 'set-new', pods: 0, readyPods: 0 },
    ]);
  });

  it('is written when the history alone has changed, and not again when nothing has', () => {
    const { status } = rollOut([latest('a')]);
    expect(rollOut([latest('a')], { history: HISTORY, stored: status! }).status).to.equal(undefined);
    const collided = { ...HISTORY, collisionCount: 2 };
    expect(rollOut([latest('a')], { history: collided, stored: status! }).status).to.include({ collisionCount: 2 });
  });

  it('keeps what is stored where no history is kept', () => {
    const stored = { latestRevision: 'set-abc', revisions: [{ name: 'set-abc', pods: 7, readyPods: 7 }] };
    expect(rollOut([old('a')], { stored }).status).to.deep.include(stored);
    expect(rollOut([old('a')], {}).status).to.not.have.any.keys('latestRevision', 'collisionCount', 'revisions');
  });
});

describe('planRollout with a history', () => {
  it('writes the name of the revision into the record of each pod that it upgrades', () => {
    const [step] = rollOut([old('a')]).steps;
    const annotations = (step?.patch['metadata'] as { annotations: Record<string, string> }).annotations;
    const records = JSON.parse(annotations['kruise.io/sidecarset-hash'] ?? '{}') as Record<string, unknown>;
    expect(records['set']).to.include({ controllerRevision: 'set-new' });
  });

  it('writes no name where no history is kept', () => {
    expect(JSON.stringify(rollOut([old('a')], {}).steps)).to.not.contain('controllerRevision');
  });
});
