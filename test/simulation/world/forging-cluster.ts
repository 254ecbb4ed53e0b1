import type { KubernetesObject } from '../../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../../lib/api/resources.js';
import type { Cluster, ObjectKey, Patch, WriteOptions } from '../../../lib/cluster/cluster.js';
import { InterceptedCluster } from './intercepted-cluster.js';

/** The body of a patch. */
export type PatchBody = Readonly<Record<string, unknown>>;

/** What the operator writes to one kind of object is changed on the way, or held back. */
export class ForgingCluster extends InterceptedCluster {
  constructor(
    cluster: Cluster,
    private readonly resource: Resource,
    private readonly forge: (body: PatchBody) => PatchBody | undefined,
  ) {
    super(cluster);
  }

  override patch<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<T> {
    if ((resource as Resource) !== this.resource || patch.type === 'json')
      return this.cluster.patch(resource, key, patch, options);
    const body = this.forge(patch.body);
    // A write that is held back looks like one that has changed nothing.
    if (body === undefined) return this.cluster.get(resource, key, options);
    return this.cluster.patch(resource, key, { ...patch, body }, options);
  }
}
