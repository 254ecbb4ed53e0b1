import type { Pod } from '../api/kubernetes.generated.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { NAMESPACES, PODS, SIDECARSETS } from '../api/resources.js';
import type { Cluster } from '../cluster/cluster.js';
import { listPages } from '../cluster/list-pages.js';
import type { RolloutSnapshot } from '../decide/rollout/rollout-plan.js';
import { injectorsOf } from '../../controller/observe-rollout.js';
import { projectPod } from '../../controller/project-pod.js';
import { observeProtectionOnce } from './observe-protection-once.js';

const PAGE_SIZE = 500;

/**
 * Gathers what the rollout of one SidecarSet reads, as the controller does, but with a single look at the cluster.
 *
 * @param name - of the SidecarSet
 */
export async function observeOnce(
  name: string,
  { cluster, now }: { readonly cluster: Cluster; readonly now: string },
): Promise<RolloutSnapshot> {
  const [sidecarSet, sidecarSets, pods, namespaces] = await Promise.all([
    cluster.get(SIDECARSETS, { name }),
    listPages<SidecarSet>({ cluster, resource: SIDECARSETS, limit: PAGE_SIZE, project: object => object }),
    listPages<Pod>({ cluster, resource: PODS, limit: PAGE_SIZE, project: projectPod }),
    listPages({ cluster, resource: NAMESPACES, limit: PAGE_SIZE, project: namespace => namespace }),
  ]);
  const labels = namespaces.objects.map(({ metadata }) => [metadata?.name ?? '', metadata?.labels ?? {}] as const);
  return {
    sidecarSet,
    pods: pods.objects.filter(pod => injectorsOf(pod).includes(name)),
    otherPods: pods.objects.filter(pod => !injectorsOf(pod).includes(name)),
    otherSidecarSets: sidecarSets.objects,
    injectedPods: pods.objects,
    namespaces: Object.fromEntries(labels),
    now,
    ...(await observeProtectionOnce(sidecarSet, cluster)),
  };
}
