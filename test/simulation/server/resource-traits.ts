import type { Resource } from '../../../lib/api/resources.js';
import {
  CONFIG_MAPS,
  CONTROLLER_REVISIONS,
  CUSTOM_RESOURCE_DEFINITIONS,
  DEPLOYMENTS,
  EVENTS,
  LEASES,
  MUTATING_WEBHOOKS,
  NAMESPACES,
  NODES,
  PODS,
  POD_DISRUPTION_BUDGETS,
  SECRETS,
  SIDECARSETS,
  VALIDATING_WEBHOOKS,
} from '../../../lib/api/resources.js';

/** What differs between resources on the API server. */
export interface ResourceTraits {
  /** `metadata.generation` counts changes of everything but metadata and status. */
  readonly generation: boolean;
  /** Status is written through a subresource, and only there. */
  readonly status: boolean;
  /** Defined by a CustomResourceDefinition: no strategic patches, no metadata through the status. */
  readonly custom: boolean;
  /** A PUT without resourceVersion is taken. */
  readonly unguardedPut: boolean;
  /** Paths beside name and namespace by which a list can be selected. */
  readonly fields: readonly string[];
}

const PLAIN: ResourceTraits = { generation: false, status: false, custom: false, unguardedPut: true, fields: [] };

const TRAITS: ReadonlyMap<Resource, ResourceTraits> = new Map<Resource, ResourceTraits>([
  [
    PODS,
    {
      ...PLAIN,
      generation: true,
      status: true,
      fields: ['spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'status.phase', 'status.podIP'],
    },
  ],
  [NODES, { ...PLAIN, status: true, fields: ['spec.unschedulable'] }],
  [NAMESPACES, { ...PLAIN, status: true, fields: ['status.phase'] }],
  [SECRETS, { ...PLAIN, fields: ['type'] }],
  [CONFIG_MAPS, PLAIN],
  [POD_DISRUPTION_BUDGETS, { ...PLAIN, generation: true, status: true, unguardedPut: false }],
  [DEPLOYMENTS, { ...PLAIN, generation: true, status: true }],
  [CONTROLLER_REVISIONS, PLAIN],
  [
    EVENTS,
    {
      ...PLAIN,
      fields: [
        'involvedObject.apiVersion',
        'involvedObject.fieldPath',
        'involvedObject.kind',
        'involvedObject.name',
        'involvedObject.namespace',
        'involvedObject.resourceVersion',
        'involvedObject.uid',
        'reason',
        'reportingComponent',
        'type',
      ],
    },
  ],
  [LEASES, { ...PLAIN, unguardedPut: false }],
  [CUSTOM_RESOURCE_DEFINITIONS, { ...PLAIN, generation: true, status: true, unguardedPut: false }],
  [MUTATING_WEBHOOKS, { ...PLAIN, generation: true, unguardedPut: false }],
  [VALIDATING_WEBHOOKS, { ...PLAIN, generation: true, unguardedPut: false }],
  [SIDECARSETS, { ...PLAIN, generation: true, status: true, custom: true, unguardedPut: false }],
]);

/** Every resource that the simulated cluster serves. */
export const SERVED: readonly Resource[] = [...TRAITS.keys()];

/** Finds a resource by what it says of itself; undefined: not served. */
export function servedAs(resource: Resource): Resource | undefined {
  if (TRAITS.has(resource)) return resource;
  return SERVED.find(
    ({ group, version, plural }) =>
      group === resource.group && version === resource.version && plural === resource.plural,
  );
}

/** @param resource - one of {@link SERVED} */
export function traitsOf(resource: Resource): ResourceTraits {
  return TRAITS.get(resource) ?? PLAIN;
}
