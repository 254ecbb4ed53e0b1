import type { ControllerRevision } from '../api/kubernetes.generated.js';
import { REVISION_SIDECARSET_LABEL } from '../api/names.js';
import { CONTROLLER_REVISIONS, POD_DISRUPTION_BUDGETS } from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import type { Cluster } from '../cluster/cluster.js';
import { listAll } from '../cluster/list-pages.js';
import { revisionsOf } from '../decide/revision/revisions-of.js';
import type { RolloutSnapshot } from '../decide/rollout/rollout-snapshot.js';
import { unlessForbidden } from './unless-forbidden.js';

/**
 * Gathers what keeps pods from being upgraded beside what the SidecarSet and its pods say: budgets where it respects
 * them, and what it was rolled back to. What this person may not read stays unknown.
 */
export async function observeProtectionOnce(
  sidecarSet: SidecarSet,
  cluster: Cluster,
): Promise<Pick<RolloutSnapshot, 'disruptionBudgets' | 'history'>> {
  const [budgets, revisions] = await Promise.all([
    readBudgets(sidecarSet, cluster),
    readRevisions(sidecarSet, cluster),
  ]);
  const { latestRevision = '', collisionCount = 0 } = sidecarSet.status ?? {};
  return {
    ...(budgets === undefined ? {} : { disruptionBudgets: budgets }),
    ...(revisions === undefined ? {} : { history: { latestRevision, collisionCount, revisions } }),
  };
}

async function readBudgets({ spec }: SidecarSet, cluster: Cluster): Promise<RolloutSnapshot['disruptionBudgets']> {
  if (spec.updateStrategy?.respectPodDisruptionBudgets !== true) return undefined;
  return unlessForbidden(listAll(cluster, POD_DISRUPTION_BUDGETS));
}

async function readRevisions(
  sidecarSet: SidecarSet,
  cluster: Cluster,
): Promise<readonly ControllerRevision[] | undefined> {
  if (sidecarSet.status?.failedUpdate === undefined) return undefined;
  const query = { labelSelector: `${REVISION_SIDECARSET_LABEL}=${sidecarSet.metadata?.name ?? ''}` };
  const found = await unlessForbidden(listAll(cluster, CONTROLLER_REVISIONS, { query }));
  return found && revisionsOf(sidecarSet, found);
}
