import type { ObjectMeta } from '../../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../../lib/api/resources.js';
import { CONTROLLER_REVISIONS, PODS } from '../../../lib/api/resources.js';
import type { JsonObject } from './frozen-json.js';
import { frozenCopy, sameJson, without } from './frozen-json.js';
import { changedPodFaults } from './pod-rules.js';
import type { Fault, Refusals } from './refusals.js';
import { typeOf } from './refusals.js';
import { traitsOf } from './resource-traits.js';
import type { StoredObject } from './stored-object.js';

/** A write to an object that exists. */
export interface Update {
  readonly resource: Resource;
  readonly before: StoredObject;
  /** The object as the caller wants it: a patched one, or the body of a PUT. */
  readonly wanted: JsonObject;
  readonly subresource: 'status' | undefined;
  readonly refusals: Refusals;
}

/**
 * The object that an update asks for, checked against name and version, with everything restored that this way of
 * writing cannot change: status and spec apart, uid and times as they were.
 *
 * @throws ApiError 400 for another name, 409 when the version is not the stored one
 */
export function updatedObject({ resource, before, wanted, subresource, refusals }: Update): StoredObject {
  const metadata = (wanted['metadata'] ?? {}) as ObjectMeta;
  const { name, namespace } = before.metadata;
  if ((metadata.name ?? name) !== name) {
    const names = `the name of the object (${metadata.name ?? ''}) does not match the name on the URL (${name})`;
    throw refusals.badRequest(names);
  }
  if ((metadata.namespace ?? namespace) !== namespace) {
    throw refusals.badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const version = metadata.resourceVersion ?? before.metadata.resourceVersion;
  if (version !== before.metadata.resourceVersion) throw refusals.conflict();
  const next = subresource === 'status' ? statusWrite(resource, before, wanted) : mainWrite(resource, before, wanted);
  return frozenCopy({ ...next, ...typeOf(resource), metadata: restored(before.metadata, next.metadata) });
}

/** Counts the generation up when something other than metadata and status has changed. */
export function withGeneration(resource: Resource, before: StoredObject, after: StoredObject): StoredObject {
  const { generation } = before.metadata;
  if (!traitsOf(resource).generation || sameJson(counted(before), counted(after))) return after;
  return frozenCopy({ ...after, metadata: { ...after.metadata, generation: (generation ?? 0) + 1 } });
}

/** What the API server does not let happen to an object that exists. */
export function changeFaults(resource: Resource, before: StoredObject, after: StoredObject): readonly Fault[] {
  const faults: Fault[] = [];
  const { uid, deletionTimestamp, finalizers = [] } = before.metadata;
  if (after.metadata.uid !== uid) {
    faults.push({ field: 'metadata.uid', message: `Invalid value: "${after.metadata.uid}": field is immutable` });
  }
  const added = (after.metadata.finalizers ?? []).filter(finalizer => !finalizers.includes(finalizer));
  if (deletionTimestamp !== undefined && added.length > 0) {
    const list = added.map(finalizer => `"${finalizer}"`).join(', ');
    const why = 'no new finalizers can be added if the object is being deleted, found new finalizers';
    faults.push({ field: 'metadata.finalizers', message: `Forbidden: ${why} []string{${list}}` });
  }
  if (resource.kind === CONTROLLER_REVISIONS.kind && !sameJson(before['data'], after['data'])) {
    faults.push({ field: 'data', message: `Invalid value: ${JSON.stringify(after['data'])}: field is immutable` });
  }
  if (resource.kind === PODS.kind) {
    faults.push(...changedPodFaults(before, after));
  }
  return faults;
}

type Written = JsonObject & { readonly metadata: ObjectMeta };

function mainWrite(resource: Resource, before: StoredObject, wanted: JsonObject): Written {
  const next = { ...wanted, metadata: (wanted['metadata'] ?? {}) as ObjectMeta };
  return traitsOf(resource).status ? { ...next, status: before['status'] } : next;
}

function statusWrite(resource: Resource, before: StoredObject, wanted: JsonObject): Written {
  const wish = (wanted['metadata'] ?? {}) as ObjectMeta;
  return { ...before, metadata: besideStatus(resource, before.metadata, wish), status: wanted['status'] };
}

/** Kubernetes' own kinds let labels and annotations through beside a status, custom resources do not. */
function besideStatus(resource: Resource, before: StoredObject['metadata'], wish: ObjectMeta): ObjectMeta {
  if (wish === before) return before;
  if (traitsOf(resource).custom) return { ...before, ...uidOf(wish) };
  const { ownerReferences } = before;
  const free = without(wish, 'ownerReferences');
  return ownerReferences === undefined ? free : { ...free, ownerReferences };
}

function uidOf({ uid }: ObjectMeta): ObjectMeta {
  return uid === undefined ? {} : { uid };
}

/** What only the server writes stays as it was; a uid is kept, to be refused later when it is another one. */
function restored(before: StoredObject['metadata'], wish: ObjectMeta): StoredObject['metadata'] {
  if (wish === before) return before;
  const { name, namespace, uid, resourceVersion, creationTimestamp, generation } = before;
  const { deletionTimestamp, deletionGracePeriodSeconds, generateName } = before;
  const rest = without(wish, 'managedFields');
  const fixed = { name, namespace, resourceVersion, creationTimestamp, generation, generateName };
  return {
    ...rest,
    ...fixed,
    uid: wish.uid ?? uid,
    deletionTimestamp,
    deletionGracePeriodSeconds,
  } as StoredObject['metadata'];
}

function counted(object: StoredObject): unknown {
  return without(object, 'metadata', 'status');
}
