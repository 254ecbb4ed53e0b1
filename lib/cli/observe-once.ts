import { NAMESPACES, PODS, SIDECARSETS } from '../api/resources.js';
import type { Cluster } from '../cluster/cluster.js';
import { listAll } from '../cluster/list-pages.js';
import type { ScopeNamespaces } from '../decide/match.js';
import type { RolloutSnapshot } from '../decide/rollout/rollout-snapshot.js';
import { injectorsOf } from '../../controller/observe-rollout.js';
import { projectPod } from '../../controller/project-pod.js';
import { observeScope } from './operator-scope.js';
import { observeProtectionOnce } from './observe-protection-once.js';

/**
 * Gathers what the rollout of one SidecarSet reads, as the controller does, but with a single look at the cluster.
 *
 * @param name - of the SidecarSet
 * @param options - `scopeNamespaces`: absent, they are read of the operator's Deployment
 */
export async function observeOnce(
  name: string,
  {
    cluster,
    now,
    scopeNamespaces,
  }: { readonly cluster: Cluster; readonly now: string; readonly scopeNamespaces?: ScopeNamespaces },
): Promise<RolloutSnapshot> {
  const [sidecarSet, sidecarSets, pods, namespaces, scope] = await Promise.all([
    cluster.get(SIDECARSETS, { name }),
    listAll(cluster, SIDECARSETS),
    listAll(cluster, PODS, { project: projectPod }),
    listAll(cluster, NAMESPACES),
    scopeNamespaces === undefined ? observeScope(cluster) : { scopeNamespaces },
  ]);
  const labels = namespaces.map(({ metadata }) => [metadata?.name ?? '', metadata?.labels ?? {}] as const);
  return {
    sidecarSet,
    pods: pods.filter(pod => injectorsOf(pod).includes(name)),
    otherPods: pods.filter(pod => !injectorsOf(pod).includes(name)),
    otherSidecarSets: sidecarSets,
    injectedPods: pods,
    namespaces: Object.fromEntries(labels),
    scopeNamespaces: scope.scopeNamespaces,
    now,
    ...(await observeProtectionOnce(sidecarSet, cluster)),
  };
}
