import type { ControllerRevision, Deployment, KubernetesObject } from '../api/kubernetes.generated.js';
import type { Resource } from '../api/resources.js';
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
import { listPages } from '../cluster/list-pages.js';
import type { MigrationSnapshot } from '../decide/migration/migration-snapshot.js';
import { injectorsOf } from '../../controller/observe-rollout.js';
import { projectPod } from '../../controller/project-pod.js';

const PAGE_SIZE = 500;

/**
 * Gathers what the check of a migration reads, with a single look at the cluster.
 *
 * @param oldNamespace - where OpenKruise lives
 */
export async function observeMigration(
  oldNamespace: string,
  { cluster, now }: { readonly cluster: Cluster; readonly now: string },
): Promise<MigrationSnapshot> {
  const read = async <T extends KubernetesObject>(
    resource: Resource<T>,
    { namespace, project = object => object }: { namespace?: string; project?: (object: T) => T } = {},
  ): Promise<readonly T[]> => {
    const query = namespace === undefined ? {} : { query: { namespace } };
    return (await listPages<T>({ cluster, resource, limit: PAGE_SIZE, project, ...query })).objects;
  };
  const [sidecarSets, pods, namespaces, mutatingWebhooks, validatingWebhooks, definition] = await Promise.all([
    read(SIDECARSETS),
    read(PODS, { project: projectPod }),
    read(NAMESPACES),
    read(MUTATING_WEBHOOKS),
    read(VALIDATING_WEBHOOKS),
    cluster
      .get(CUSTOM_RESOURCE_DEFINITIONS, { name: `${SIDECARSETS.plural}.${SIDECARSETS.group}` })
      .catch((error: unknown) => {
        if (isApiError(error, 'NotFound')) return undefined;
        throw error;
      }),
  ]);
  return {
    sidecarSets,
    pods: pods.filter(pod => injectorsOf(pod).length > 0),
    namespaces: Object.fromEntries(namespaces.map(({ metadata }) => [metadata?.name ?? '', metadata?.labels ?? {}])),
    oldNamespace,
    revisions: await read<ControllerRevision>(CONTROLLER_REVISIONS, { namespace: oldNamespace }),
    deployments: await read<Deployment>(DEPLOYMENTS, { namespace: oldNamespace }),
    mutatingWebhooks,
    validatingWebhooks,
    ...(definition === undefined ? {} : { definition }),
    now,
  };
}
