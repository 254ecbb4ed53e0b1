import type { RolloutFacts } from '../lib/telemetry/rollout-observer.js';
import { revisionFinder } from '../lib/decide/revision/held-revision.js';
import type { HeldPod } from '../lib/decide/rollout/held-pod.js';
import type { RolloutPlan } from '../lib/decide/rollout/rollout-plan.js';
import type { RolloutSnapshot } from '../lib/decide/rollout/rollout-snapshot.js';

/** Counts what metrics tell of a rollout. */
export function measureRollout(
  { history }: RolloutSnapshot,
  { matched, held, hotUpgrades }: RolloutPlan,
): Omit<RolloutFacts, 'upgradesEndedMs'> {
  const heldBy = revisionFinder(history?.revisions ?? []);
  const revisions = matched.map(({ record }) => heldBy(record) ?? 'unknown');
  const latest = history === undefined ? [] : [[history.latestRevision, 0] as const];
  return {
    podsByRevision: new Map([...latest, ...countEach(revisions)]),
    readyPods: matched.filter(({ ready, settled }) => ready && settled).length,
    heldByReason: countHeld(held),
    hotUpgrades,
  };
}

/** Held pods by reason. */
export function countHeld(held: readonly HeldPod[]): ReadonlyMap<string, number> {
  return countEach(held.map(({ reason }) => reason));
}

function countEach(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
