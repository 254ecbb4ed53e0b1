import { expect } from 'chai';

import type { Pod } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet, SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import { planRollout } from '../../lib/decide/rollout/plan-rollout.js';
import type { RolloutSnapshot } from '../../lib/decide/rollout/rollout-snapshot.js';
import { aPod } from '../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import type { KstatusVerdict } from '../kstatus/kstatus.js';
import { buildKstatus, judgeByKstatus } from '../kstatus/kstatus.js';

const OLD = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] });
const outdated = aPod('old', { injectedBy: OLD });
const current = aPod('new', { injectedBy: aSidecarSet() });
const stuck = aPod('stuck', {
  injectedBy: aSidecarSet(),
  upgradedFrom: { agent: { imageID: 'sha256:of-agent:2' } },
  statuses: { agent: { image: 'docker.io/library/agent:1', ready: false } },
  ready: false,
});
const reshaped = aPod('reshaped', {
  injectedBy: aSidecarSet({ containers: [aSidecar({ image: 'agent:1', args: ['-v'] })] }),
});
const budget = {
  metadata: { name: 'web', namespace: 'default', generation: 1 },
  spec: { selector: { matchLabels: { app: 'web' } } },
  status: { observedGeneration: 1, disruptionsAllowed: 0 },
};

interface Moment extends Partial<RolloutSnapshot> {
  readonly spec?: Partial<SidecarSetSpec>;
}

/** The SidecarSet with the status that the operator gives it, written as often as it takes until it stays. */
function stored(pods: readonly Pod[], { spec = {}, ...moment }: Moment = {}): SidecarSet {
  let sidecarSet: SidecarSet = aSidecarSet(spec);
  for (const now of ['2024-01-01T00:01:00Z', moment.now ?? '2024-01-01T00:01:00Z']) {
    const { status } = planRollout({ pods, namespaces: {}, injectedPods: pods, ...moment, sidecarSet, now });
    if (status !== undefined) sidecarSet = { ...sidecarSet, status };
  }
  return sidecarSet;
}

const edited = (sidecarSet: SidecarSet): SidecarSet => ({
  ...sidecarSet,
  metadata: { ...sidecarSet.metadata, generation: 2 },
});

const LATE = '2024-01-01T02:00:00Z';
const respecting = { updateStrategy: { respectPodDisruptionBudgets: true } };

/** What docs/guides/conditions.md says of each state. */
const STATES: Readonly<Record<string, readonly [SidecarSet, KstatusVerdict['status']]>> = {
  'pods are being upgraded': [stored([outdated]), 'InProgress'],
  'pods wait for others': [stored([stuck, outdated]), 'InProgress'],
  'it was edited, and the operator has not looked yet': [edited(stored([current])), 'InProgress'],
  'it stalled, was edited, and the operator has not looked yet': [
    edited(stored([stuck, outdated], { now: LATE })),
    'InProgress',
  ],
  'every pod is updated': [stored([current]), 'Current'],
  'there are no pods': [stored([]), 'Current'],
  'a partition holds the rest': [stored([outdated], { spec: { updateStrategy: { partition: 1 } } }), 'Current'],
  'it is paused': [stored([outdated], { spec: { updateStrategy: { paused: true } } }), 'Current'],
  'pods must be created anew': [stored([reshaped]), 'Current'],
  'pods are away for too long': [stored([stuck, outdated], { now: LATE }), 'Failed'],
  'a PodDisruptionBudget holds it for too long': [
    stored([outdated], { spec: respecting, disruptionBudgets: [budget], now: LATE }),
    'Failed',
  ],
  'the API server refuses the changes': [
    stored([outdated], { refusedPods: new Set([outdated.metadata!.uid!]) }),
    'Failed',
  ],
  // Nobody has said anything of it, and an object without a status is nothing to wait for.
  'it is new, and the operator has not looked yet': [aSidecarSet(), 'Current'],
  'it is being deleted': [{ ...stored([current]), metadata: { name: 'set', deletionTimestamp: LATE } }, 'Terminating'],
};

describe('kstatus, and so Flux, reads the state of a SidecarSet', () => {
  let verdicts: readonly KstatusVerdict[];

  before(async () => {
    const sets = Object.values(STATES).map(([sidecarSet]) => sidecarSet);
    verdicts = await judgeByKstatus(await buildKstatus(), sets);
  });

  for (const [index, [what, [, status]]] of Object.entries(STATES).entries()) {
    it(`is ${status} when ${what}`, () => {
      expect(verdicts[index], JSON.stringify(verdicts[index])).to.include({ status });
    });
  }
});
