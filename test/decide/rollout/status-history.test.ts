import { expect } from 'chai';

import type { SidecarSetStatus } from '../../../lib/api/sidecarset.generated.js';
import type { HistoryFacts } from '../../../lib/decide/revision/history-plan.js';
import { planRollout } from '../../../lib/decide/rollout/plan-rollout.js';
import type { RolloutPlan } from '../../../lib/decide/rollout/rollout-plan.js';
import { noteHistory } from '../../../lib/decide/rollout/status-history.js';
import { aPod } from '../../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';

const HISTORY: HistoryFacts = { latestRevision: 'set-new', collisionCount: 1 };

function note(counted: SidecarSetStatus | undefined, stored: SidecarSetStatus): SidecarSetStatus | undefined {
  return noteHistory(counted, { sidecarSet: { ...aSidecarSet(), status: stored }, history: HISTORY });
}

function rollOut(history: HistoryFacts | undefined): RolloutPlan {
  const old = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] });
  return planRollout({
    sidecarSet: aSidecarSet(),
    pods: [aPod('a', { injectedBy: old })],
    namespaces: {},
    now: '2024-05-01T12:00:00Z',
    ...(history === undefined ? {} : { history }),
  });
}

describe('noteHistory', () => {
  it('adds the latest revision and the collisions to what was counted', () => {
    expect(note({ matchedPods: 3 }, {})).to.deep.equal({ matchedPods: 3, ...HISTORY });
  });

  it('writes nothing when the stored status says all of it', () => {
    expect(note(undefined, { matchedPods: 3, ...HISTORY })).to.equal(undefined);
  });

  it('writes when the history alone has changed, and keeps what is stored', () => {
    const stored = { matchedPods: 3, latestRevision: 'set-old', collisionCount: 1 };
    expect(note(undefined, stored)).to.deep.equal({ matchedPods: 3, ...HISTORY });
    expect(note(undefined, { ...HISTORY, collisionCount: 0 })).to.deep.equal(HISTORY);
  });
});

describe('planRollout with a history', () => {
  it('tells of it in the status', () => {
    expect(rollOut(HISTORY).status).to.include({ matchedPods: 1, ...HISTORY });
  });

  it('writes the name of the revision into the record of each pod that it upgrades', () => {
    const [step] = rollOut(HISTORY).steps;
    const annotations = (step?.patch['metadata'] as { annotations: Record<string, string> }).annotations;
    const records = JSON.parse(annotations['kruise.io/sidecarset-hash'] ?? '{}') as Record<string, unknown>;
    expect(records['set']).to.include({ controllerRevision: 'set-new' });
  });

  it('goes without where no history is kept', () => {
    const { steps, status } = rollOut(undefined);
    expect(JSON.stringify(steps)).to.not.contain('controllerRevision');
    expect(status).to.not.have.any.keys('latestRevision', 'collisionCount');
  });
});
