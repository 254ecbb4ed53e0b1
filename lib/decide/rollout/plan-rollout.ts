import type { Pod } from '../../api/kubernetes.generated.js';
import { hashSidecarSet } from '../hash.js';
import { readLedger } from '../ledger.js';
import { selectsPod } from '../match.js';
import { chooseWave } from './choose-wave.js';
import { readProgress } from './read-progress.js';
import type { RolloutPlan, RolloutSnapshot } from './rollout-plan.js';
import { summarizeStatus } from './summarize-status.js';
import { upgradePod } from './upgrade-pod.js';

/**
 * Decides what is to be done for one SidecarSet at this moment: which pods are upgraded, which are held and why, and
 * what its status says. A pure function: the same snapshot always gives the same plan, and once everything is done the
 * plan is empty.
 */
export function planRollout(snapshot: RolloutSnapshot): RolloutPlan {
  const { sidecarSet, now } = snapshot;
  const hashes = hashSidecarSet(sidecarSet);
  const name = sidecarSet.metadata?.name ?? '';
  const matched = snapshot.pods.filter(pod => isMatched(pod, snapshot)).map(pod => readProgress(pod, { name, hashes }));
  const { upgrade, held } = chooseWave(sidecarSet, matched);
  const status = summarizeStatus(sidecarSet, matched);
  return {
    steps: upgrade.map(({ pod }) => upgradePod(pod, { sidecarSet, hashes, now })),
    held,
    ...(status === undefined ? {} : { status }),
  };
}

/** Selected, active, injected by this SidecarSet, and holding the containers that its record names. */
function isMatched(pod: Pod, { sidecarSet, namespaces }: RolloutSnapshot): boolean {
  if (!isActive(pod)) return false;
  const ledger = readLedger(pod.metadata?.annotations ?? {});
  const name = sidecarSet.metadata?.name ?? '';
  if (!ledger.injectedBy.includes(name)) return false;
  const namespace = pod.metadata?.namespace ?? '';
  const namespaceLabels = namespaces[namespace];
  return selectsPod({
    sidecarSet,
    labels: pod.metadata?.labels ?? {},
    namespace,
    ...(namespaceLabels === undefined ? {} : { namespaceLabels }),
  }).selected;
}

function isActive({ metadata, status }: Pod): boolean {
  const finished = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  return metadata?.deletionTimestamp === undefined && !finished;
}
