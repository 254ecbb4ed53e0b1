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

/** The operator is shown objects of one kind that are not what they are: SidecarSets, unless it is told another one. */
export class LyingCluster<S extends KubernetesObject = SidecarSet> extends InterceptedCluster {
  readonly #resource: Resource;

  constructor(
    cluster: Cluster,
    private readonly twist: (object: S) => S,
    resource?: Resource<S>,
  ) {
    super(cluster);
    this.#resource = (resource as Resource | undefined) ?? SIDECARSETS;
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
    if ((resource as Resource) !== this.#resource) return object;
    return this.twist(object as unknown as S) as unknown as T;
  }
}
