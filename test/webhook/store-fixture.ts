import type { KubernetesObject } from '../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../lib/api/resources.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';

/** A store that holds these objects and is synced. */
export function aStore<T extends KubernetesObject>(resource: Resource<T>, objects: readonly T[]): ObjectStore<T> {
  const store = new ObjectStore({ resource });
  store.replace(objects, '100');
  return store;
}
