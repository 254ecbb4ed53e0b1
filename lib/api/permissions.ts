import type { Resource } from './resources.js';
import {
  CONFIG_MAPS,
  CONTROLLER_REVISIONS,
  EVENTS,
  LEASES,
  MUTATING_WEBHOOKS,
  NAMESPACES,
  PODS,
  POD_DISRUPTION_BUDGETS,
  SECRETS,
  SIDECARSETS,
  VALIDATING_WEBHOOKS,
} from './resources.js';

/** The two roles of the operator. */
export type Role = 'webhook' | 'controller';

/** RBAC verbs that the operator uses. A `replace` of the port is RBAC's `update`, a `remove` its `delete`. */
export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete';

/** One line of the permission table. */
export interface Permission {
  /** Roles that need it. */
  readonly roles: readonly Role[];
  readonly resource: Resource;
  readonly subresource?: 'status';
  readonly verbs: readonly Verb[];
  /** `operator` grants it in the operator's own namespace only. */
  readonly scope: 'cluster' | 'operator';
  /** Only the objects of these names. RBAC cannot limit `create` by name. */
  readonly names?: readonly string[];
  /** Needed only by an operator that issues its own certificates. */
  readonly keepsCertificates?: boolean;
  /** For the reader of the ClusterRole. */
  readonly why: string;
}

/** Name of the operator's Deployment, Service, ServiceAccount, roles and webhook configurations. */
export const OPERATOR_NAME = 'sidecarset-operator';
/** The namespace in which the operator lives when nothing else is said. */
export const OPERATOR_NAMESPACE = 'sidecarset-system';
/** Secret in the operator's namespace that holds certificate authority and serving certificate. */
export const CERTIFICATE_SECRET = 'sidecarset-operator-certificate';
/** ConfigMap in the operator's namespace with the administrator's settings, under OpenKruise's name for it. */
export const CONFIGURATION_NAME = 'kruise-configuration';
/** Lease in the operator's namespace that says who leads. */
export const LEADER_LEASE = 'sidecarset-operator-leader';

/**
 * Every permission of the operator, beside the reason for it. The constructs render Roles from this table, and the
 * simulated cluster refuses whatever it does not grant.
 */
export const PERMISSIONS: readonly Permission[] = [
  {
    roles: ['webhook'],
    resource: CONFIG_MAPS,
    verbs: ['get', 'list', 'watch'],
    scope: 'operator',
    names: [CONFIGURATION_NAME],
    why: 'know which pod annotations SidecarSets may write',
  },
  {
    roles: ['webhook', 'controller'],
    resource: SIDECARSETS,
    verbs: ['get', 'list', 'watch'],
    scope: 'cluster',
    why: 'know every SidecarSet',
  },
  {
    roles: ['webhook', 'controller'],
    resource: NAMESPACES,
    verbs: ['get', 'list', 'watch'],
    scope: 'cluster',
    why: 'judge namespaceSelector',
  },
  {
    roles: ['controller'],
    resource: PODS,
    verbs: ['get', 'list', 'watch', 'patch'],
    scope: 'cluster',
    why: 'find injected pods and upgrade their sidecars',
  },
  {
    roles: ['controller'],
    resource: PODS,
    subresource: 'status',
    verbs: ['patch'],
    scope: 'cluster',
    why: 'say in the condition SidecarSetUpgradable which pods cannot be upgraded in place',
  },
  {
    roles: ['controller'],
    resource: POD_DISRUPTION_BUDGETS,
    verbs: ['list', 'watch'],
    scope: 'cluster',
    why: 'keep to budgets where updateStrategy.respectPodDisruptionBudgets asks for it; read only then',
  },
  {
    roles: ['controller'],
    resource: SIDECARSETS,
    subresource: 'status',
    verbs: ['patch'],
    scope: 'cluster',
    why: 'report progress',
  },
  {
    roles: ['webhook', 'controller'],
    resource: CONTROLLER_REVISIONS,
    verbs: ['get', 'list', 'watch'],
    scope: 'operator',
    why: 'find the revision that injectionStrategy names',
  },
  {
    roles: ['controller'],
    resource: CONTROLLER_REVISIONS,
    verbs: ['create', 'patch', 'delete'],
    scope: 'operator',
    why: 'keep the history of each SidecarSet',
  },
  {
    roles: ['webhook', 'controller'],
    resource: EVENTS,
    verbs: ['create', 'patch'],
    scope: 'cluster',
    why: 'tell what was done, on SidecarSets and pods',
  },
  {
    roles: ['webhook', 'controller'],
    resource: SECRETS,
    verbs: ['create'],
    scope: 'operator',
    keepsCertificates: true,
    why: 'keep the certificates; RBAC cannot limit create by name',
  },
  {
    roles: ['webhook', 'controller'],
    resource: SECRETS,
    verbs: ['get', 'list', 'watch'],
    scope: 'operator',
    names: [CERTIFICATE_SECRET],
    why: 'serve with the certificates',
  },
  {
    roles: ['webhook', 'controller'],
    resource: SECRETS,
    verbs: ['update'],
    scope: 'operator',
    names: [CERTIFICATE_SECRET],
    keepsCertificates: true,
    why: 'rotate the certificates',
  },
  {
    roles: ['controller'],
    resource: LEASES,
    verbs: ['create'],
    scope: 'operator',
    why: 'elect a leader; RBAC cannot limit create by name',
  },
  {
    roles: ['controller'],
    resource: LEASES,
    verbs: ['get', 'update'],
    scope: 'operator',
    names: [LEADER_LEASE],
    why: 'elect a leader',
  },
  {
    roles: ['controller'],
    resource: MUTATING_WEBHOOKS,
    verbs: ['get', 'list', 'watch', 'patch'],
    scope: 'cluster',
    names: [OPERATOR_NAME],
    why: 'keep caBundle in step with the certificates, and the pod webhooks with the SidecarSets',
  },
  {
    roles: ['controller'],
    resource: VALIDATING_WEBHOOKS,
    verbs: ['get', 'list', 'watch', 'patch'],
    scope: 'cluster',
    names: [OPERATOR_NAME],
    keepsCertificates: true,
    why: 'keep caBundle in step with the certificates',
  },
];
