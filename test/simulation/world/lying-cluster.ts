import type { KubernetesObject } from '../../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../../lib/api/resources.js';
import { SIDECARSETS } from '../../../lib/api/resources.js';
import type { SidecarSet } from '../../../lib/api/sidecarset.generated.js';
import type {
  CallOptions,
  Cluster,
  ListQuery,
  ObjectKey,
  ObjectPage,
  Patch,
  WatchEvent,
  WatchQuery,
  WriteOptions,
} from '../../../lib/cluster/cluster.js';
import { InterceptedCluster } from './intercepted-cluster.js';

/** The operator is shown SidecarSets that are not what they are. */
export class LyingCluster extends InterceptedCluster {
  constructor(
    cluster: Cluster,
    private readonly twist: (sidecarSet: SidecarSet) => SidecarSet,
  ) {
    super(cluster);
  }

  override async list<T extends KubernetesObject>(
    resource: Resource<T>,
    query?: ListQuery,
    options?: CallOptions,
  ): Promise<ObjectPage<T>> {
    const page = await this.cluster.list(resource, query, options);
    return { ...page, items: page.items.map(object => this.#shown(resource, object)) };
  }

  override async *watch<T extends KubernetesObject>(
    resource: Resource<T>,
    query: WatchQuery,
    options?: CallOptions,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    for await (const event of this.cluster.watch(resource, query, options)) {
      yield event.type === 'BOOKMARK' ? event : { ...event, object: this.#shown(resource, event.object) };
    }
  }

  override async patch<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<T> {
    return this.#shown(resource, await this.cluster.patch(resource, key, patch, options));
  }

  #shown<T extends KubernetesObject>(resource: Resource<T>, object: T): T {
    if ((resource as Resource) !== (SIDECARSETS as Resource)) return object;
    return this.twist(object as unknown as SidecarSet) as unknown as T;
  }
}
