import type { KubernetesObject, Pod } from '../../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../../lib/api/resources.js';
import { NAMESPACES, NODES, PODS } from '../../../lib/api/resources.js';
import type { JsonObject } from './frozen-json.js';
import { frozenCopy, isJsonObject } from './frozen-json.js';
import { defaultPod } from './pod-defaults.js';
import { newPodFaults } from './pod-rules.js';
import type { Fault } from './refusals.js';
import { typeOf } from './refusals.js';
import { traitsOf } from './resource-traits.js';
import type { StoredObject } from './stored-object.js';

/** What a new object gets that it cannot say itself. */
export interface Birth {
  readonly name: string;
  readonly uid: string;
  readonly nowMs: number;
}

/** Fields of the metadata that only the server writes. */
const SERVER_METADATA = [
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'generation',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
];
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** A new object as admission sees it: typed, named, dated, with defaults and without a status of its own making. */
export function newObject(resource: Resource, object: KubernetesObject, birth: Birth): StoredObject {
  const { metadata = {}, ...rest } = frozenCopy(object) as KubernetesObject & JsonObject;
  const kept = Object.fromEntries(Object.entries(metadata).filter(([key]) => !SERVER_METADATA.includes(key)));
  const stamped = {
    ...kept,
    name: birth.name,
    uid: birth.uid,
    creationTimestamp: timestamp(birth.nowMs),
    ...(traitsOf(resource).generation ? { generation: 1 } : {}),
  };
  const bare = { ...rest, ...typeOf(resource), metadata: stamped };
  return defaulted(resource, { ...bare, ...firstStatus(resource, rest['status']) });
}

/** The defaults of a kind, again after admission has changed the object. */
export function defaulted(resource: Resource, object: unknown): StoredObject {
  const known = object as StoredObject;
  const named = resource.kind === NAMESPACES.kind ? withNameLabel(known) : known;
  return frozenCopy(resource.kind === PODS.kind ? (defaultPod(named as unknown as Pod) as StoredObject) : named);
}

/** What is wrong with a new object. */
export function newObjectFaults(resource: Resource, object: StoredObject): readonly Fault[] {
  const { name } = object.metadata;
  const names = NAME.test(name)
    ? []
    : [
        {
          field: 'metadata.name',
          message: `Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`,
          reason: 'FieldValueInvalid',
        },
      ];
  return [...names, ...(resource.kind === PODS.kind ? newPodFaults(object) : [])];
}

/** As the API server writes it: whole seconds. */
export function timestamp(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function firstStatus(resource: Resource, given: unknown): JsonObject {
  switch (resource.kind) {
    case PODS.kind:
      return { status: { phase: 'Pending', qosClass: 'BestEffort' } };
    case NAMESPACES.kind:
      return { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };
    case NODES.kind:
      return given === undefined ? {} : { status: given };
    default:
      return traitsOf(resource).status || given === undefined ? { status: undefined } : { status: given };
  }
}

function withNameLabel(namespace: StoredObject): StoredObject {
  const { metadata } = namespace;
  const labels = isJsonObject(metadata.labels) ? metadata.labels : {};
  return {
    ...namespace,
    metadata: { ...metadata, labels: { ...labels, 'kubernetes.io/metadata.name': metadata.name } },
  };
}
