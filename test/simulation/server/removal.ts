import type { Pod } from '../../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../../lib/api/resources.js';
import { NAMESPACES, PODS } from '../../../lib/api/resources.js';
import type { RemoveOptions } from '../../../lib/cluster/cluster.js';
import { timestamp } from './create-rules.js';
import { isJsonObject } from './frozen-json.js';
import type { Refusals } from './refusals.js';
import type { StoredObject } from './stored-object.js';

/** What a DELETE does: the object goes at once, or it is marked and goes later, or it was marked already. */
export type Removal =
  | { readonly kind: 'gone' }
  | { readonly kind: 'marked'; readonly object: StoredObject }
  | { readonly kind: 'unchanged' };

/** A DELETE of an object. */
export interface RemovalRequest {
  readonly resource: Resource;
  readonly stored: StoredObject;
  readonly options: RemoveOptions;
  readonly nowMs: number;
  readonly refusals: Refusals;
}

/** @throws ApiError 409 when a precondition does not hold */
export function planRemoval(request: RemovalRequest): Removal {
  const { resource, stored, nowMs } = request;
  checkPreconditions(request);
  const { metadata } = stored;
  const graceSeconds = resource.kind === PODS.kind ? podGraceSeconds(request) : 0;
  const held = (metadata.finalizers ?? []).length > 0;
  if (resource.kind === NAMESPACES.kind) return terminatingNamespace(stored, nowMs);
  if (graceSeconds === 0 && !held) return { kind: 'gone' };
  const { deletionGracePeriodSeconds: earlier } = metadata;
  if (earlier !== undefined && earlier <= graceSeconds) return { kind: 'unchanged' };
  return { kind: 'marked', object: marked(stored, graceSeconds, nowMs) };
}

/** Has an object that is being deleted nothing left that holds it? */
export function isFreed(object: StoredObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds > 0) return false;
  // Namespaces have a second list of them.
  const { finalizers: more } = (object['spec'] ?? {}) as { readonly finalizers?: readonly string[] };
  return finalizers.length === 0 && (more ?? []).length === 0;
}

function checkPreconditions({ stored, options, refusals }: RemovalRequest): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { metadata } = stored;
  if (uid !== undefined && uid !== metadata.uid) throw refusals.preconditionFailed('UID', uid, metadata.uid);
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw refusals.preconditionFailed('ResourceVersion', resourceVersion, metadata.resourceVersion);
  }
}

/** A pod that no kubelet has, or whose containers are all over, needs no grace. */
function podGraceSeconds({ stored, options }: RemovalRequest): number {
  const { spec, status } = stored as unknown as Pod;
  const over = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  if ((spec?.nodeName ?? '') === '' || over) return 0;
  return Math.max(0, options.gracePeriodSeconds ?? spec?.terminationGracePeriodSeconds ?? 30);
}

function marked(stored: StoredObject, graceSeconds: number, nowMs: number): StoredObject {
  const { metadata } = stored;
  const first = metadata.deletionTimestamp === undefined;
  const generation = metadata.generation === undefined || !first ? {} : { generation: metadata.generation + 1 };
  return {
    ...stored,
    metadata: {
      ...metadata,
      ...generation,
      deletionTimestamp: timestamp(nowMs + graceSeconds * 1000),
      deletionGracePeriodSeconds: graceSeconds,
    },
  };
}

/** The namespace controller, which would empty and then release it, is not part of an API server. */
function terminatingNamespace(stored: StoredObject, nowMs: number): Removal {
  if (stored.metadata.deletionTimestamp !== undefined) return { kind: 'unchanged' };
  const { metadata } = stored;
  const status = isJsonObject(stored['status']) ? stored['status'] : {};
  const object = {
    ...stored,
    metadata: { ...metadata, deletionTimestamp: timestamp(nowMs) },
    status: { ...status, phase: 'Terminating' },
  };
  return { kind: 'marked', object };
}
