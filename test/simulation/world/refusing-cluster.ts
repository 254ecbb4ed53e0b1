import type { KubernetesObject } from '../../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../../lib/api/resources.js';
import type { ApiError } from '../../../lib/cluster/api-error.js';
import type { Cluster, ObjectKey, Patch, WriteOptions } from '../../../lib/cluster/cluster.js';
import { InterceptedCluster } from './intercepted-cluster.js';

/** Refuses some patches, as a policy, a webhook or a proxy may. */
export class RefusingCluster extends InterceptedCluster {
  constructor(
    cluster: Cluster,
    /** Answers nothing for a patch that goes through. */
    private readonly refusalOf: (resource: Resource, key: ObjectKey) => ApiError | undefined,
  ) {
    super(cluster);
  }

  override patch<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<T> {
    const refusal = this.refusalOf(resource, key);
    return refusal === undefined ? super.patch(resource, key, patch, options) : Promise.reject(refusal);
  }
}
