import type { KubernetesObject, ObjectMeta } from '../../../lib/api/kubernetes.generated.js';

/** An object as it lies in the store: frozen, with a name and a version. */
export interface StoredObject extends KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta & { readonly name: string; readonly uid: string; readonly resourceVersion: string };
  readonly [field: string]: unknown;
}

/** One line of the history of a resource. */
export interface StoredChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly version: number;
  readonly object: StoredObject;
  /** Absent for ADDED. */
  readonly before?: StoredObject;
}

/** Where an object lies: in the order of these texts the API server lists. */
export function placeOf(key: { readonly namespace?: string | undefined; readonly name: string }): string {
  return `${key.namespace ?? ''}/${key.name}`;
}
