import { expect } from 'chai';

import { measureRollout } from '../../controller/measure-rollout.js';
import type { HeldPod } from '../../lib/decide/rollout/held-pod.js';
import { aProgress } from '../build/a-progress.js';
import { aSidecarSet } from '../build/a-sidecarset.js';

const SNAPSHOT = { sidecarSet: aSidecarSet(), pods: [], namespaces: {}, now: '2024-01-01T00:00:00Z' };
const REST = { steps: [], hotUpgrades: [], overdue: [] };

describe('measureRollout', () => {
  it('counts ready pods, and held ones by reason', () => {
    const matched = [
      aProgress('a'),
      aProgress('b', { ready: false }),
      aProgress('c', { progress: { settled: false } }),
    ];
    const reasons = ['budget', 'partition', 'budget'] as const;
    const held = reasons.map((reason): HeldPod => ({ pod: aProgress('a').pod, reason }));
    const facts = measureRollout(SNAPSHOT, { ...REST, matched, held });
    expect(facts.readyPods).to.equal(1);
    expect([...facts.heldByReason]).to.deep.equal([
      ['budget', 2],
      ['partition', 1],
    ]);
  });

  it('counts pods by revision, the latest also when no pod holds it, and those of which none is known', () => {
    const history = { latestRevision: 'set-2', revisions: [], collisionCount: 0 };
    const facts = measureRollout({ ...SNAPSHOT, history }, { ...REST, matched: [aProgress('a')], held: [] });
    expect([...facts.podsByRevision]).to.deep.equal([
      ['set-2', 0],
      ['unknown', 1],
    ]);
  });
});
