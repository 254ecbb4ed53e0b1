import {
  CONTROLLER_REVISIONS,
  CUSTOM_RESOURCE_DEFINITIONS,
  DEPLOYMENTS,
  MUTATING_WEBHOOKS,
  NAMESPACES,
  PODS,
  SIDECARSETS,
  VALIDATING_WEBHOOKS,
} from '../api/resources.js';
import { isApiError } from '../cluster/api-error.js';
import type { Cluster } from '../cluster/cluster.js';
import { listAll } from '../cluster/list-pages.js';
import type { MigrationSnapshot } from '../decide/migration/migration-snapshot.js';
import { injectorsOf } from '../../controller/observe-rollout.js';
import { projectPod } from '../../controller/project-pod.js';

/**
 * Gathers what the check of a migration reads, with a single look at the cluster.
 *
 * @param oldNamespace - where OpenKruise lives
 */
export async function observeMigration(
  oldNamespace: string,
  { cluster, now }: { readonly cluster: Cluster; readonly now: string },
): Promise<MigrationSnapshot> {
  const [sidecarSets, pods, namespaces, mutatingWebhooks, validatingWebhooks, definition] = await Promise.all([
    listAll(cluster, SIDECARSETS),
    listAll(cluster, PODS, { project: projectPod }),
    listAll(cluster, NAMESPACES),
    listAll(cluster, MUTATING_WEBHOOKS),
    listAll(cluster, VALIDATING_WEBHOOKS),
    cluster
      .get(CUSTOM_RESOURCE_DEFINITIONS, { name: `${SIDECARSETS.plural}.${SIDECARSETS.group}` })
      .catch((error: unknown) => {
        if (isApiError(error, 'NotFound')) return undefined;
        throw error;
      }),
  ]);
  const there = { query: { namespace: oldNamespace } };
  return {
    sidecarSets,
    pods: pods.filter(pod => injectorsOf(pod).length > 0),
    namespaces: Object.fromEntries(namespaces.map(({ metadata }) => [metadata?.name ?? '', metadata?.labels ?? {}])),
    oldNamespace,
    revisions: await listAll(cluster, CONTROLLER_REVISIONS, there),
    deployments: await listAll(cluster, DEPLOYMENTS, there),
    mutatingWebhooks,
    validatingWebhooks,
    ...(definition === undefined ? {} : { definition }),
    now,
  };
}
