import type { Pod } from '../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../lib/api/sidecarset.generated.js';
import type { StoreView } from '../lib/cluster/store-view.js';
import type { RolloutSnapshot } from '../lib/decide/rollout/rollout-snapshot.js';
import type { DisruptionBudgets } from './disruption-budgets.js';
import type { RefusedWrites } from './refused-writes.js';

/** Does a SidecarSet ask for PodDisruptionBudgets to be respected? */
export function respectsBudgets(sidecarSet: SidecarSet | undefined): boolean {
  return sidecarSet?.spec.updateStrategy?.respectPodDisruptionBudgets === true;
}

/** Adds to a snapshot what keeps pods from being upgraded beside what the SidecarSet and the pods say. */
export function observeProtection(
  snapshot: RolloutSnapshot,
  {
    pods,
    budgets,
    refused,
  }: {
    readonly pods: StoreView<Pod>;
    readonly budgets: Pick<DisruptionBudgets, 'list'>;
    readonly refused: Pick<RefusedWrites, 'podsOf'>;
  },
): RolloutSnapshot {
  const { name = '', generation } = snapshot.sidecarSet.metadata ?? {};
  const refusedPods = refused.podsOf(name, generation);
  if (!respectsBudgets(snapshot.sidecarSet)) return { ...snapshot, refusedPods };
  const disruptionBudgets = budgets.list();
  const known = disruptionBudgets === undefined ? {} : { disruptionBudgets };
  return { ...snapshot, refusedPods, injectedPods: pods.list(), ...known };
}
