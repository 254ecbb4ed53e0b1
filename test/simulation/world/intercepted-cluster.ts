import type { KubernetesObject } from '../../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../../lib/api/resources.js';
import type {
  CallOptions,
  Cluster,
  ListQuery,
  ObjectKey,
  ObjectPage,
  Patch,
  RemoveOptions,
  WatchEvent,
  WatchQuery,
  WriteOptions,
} from '../../../lib/cluster/cluster.js';

/** A call that is not a watch, as far as somebody in between may want to know it. */
export interface InterceptedCall {
  readonly verb: 'get' | 'list' | 'create' | 'replace' | 'patch' | 'remove';
  readonly resource: Resource;
  /** Of a patch: which object. */
  readonly key?: ObjectKey;
  readonly patch?: Patch;
}

/** A cluster with somebody in between. By itself it changes nothing. */
export class InterceptedCluster implements Cluster {
  constructor(protected readonly cluster: Cluster) {}

  get<T extends KubernetesObject>(resource: Resource<T>, key: ObjectKey, options?: CallOptions): Promise<T> {
    return this.around({ verb: 'get', resource }, () => this.cluster.get(resource, key, options));
  }

  list<T extends KubernetesObject>(
    resource: Resource<T>,
    query?: ListQuery,
    options?: CallOptions,
  ): Promise<ObjectPage<T>> {
    return this.around({ verb: 'list', resource }, () => this.cluster.list(resource, query, options));
  }

  watch<T extends KubernetesObject>(
    resource: Resource<T>,
    query: WatchQuery,
    options?: CallOptions,
  ): AsyncIterable<WatchEvent<T>> {
    return this.cluster.watch(resource, query, options);
  }

  create<T extends KubernetesObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<T> {
    return this.around({ verb: 'create', resource }, () => this.cluster.create(resource, object, options));
  }

  replace<T extends KubernetesObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<T> {
    return this.around({ verb: 'replace', resource }, () => this.cluster.replace(resource, object, options));
  }

  patch<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<T> {
    return this.around({ verb: 'patch', resource, key, patch }, () =>
      this.cluster.patch(resource, key, patch, options),
    );
  }

  remove<T extends KubernetesObject>(resource: Resource<T>, key: ObjectKey, options?: RemoveOptions): Promise<void> {
    return this.around({ verb: 'remove', resource }, () => this.cluster.remove(resource, key, options));
  }

  protected around<T>(_call: InterceptedCall, run: () => Promise<T>): Promise<T> {
    return run();
  }
}
