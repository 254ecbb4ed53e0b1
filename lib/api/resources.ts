import type {
  ConfigMap,
  ControllerRevision,
  CustomResourceDefinition,
  Deployment,
  Event,
  KubernetesObject,
  Lease,
  MutatingWebhookConfiguration,
  Namespace,
  Node,
  Pod,
  PodDisruptionBudget,
  Secret,
  ValidatingWebhookConfiguration,
} from './kubernetes.generated.js';
import type { SidecarSet } from './sidecarset.generated.js';
import { GROUP, STORED_VERSION } from './names.js';

/**
 * Where one kind of object lives on the API server.
 *
 * @typeParam T - the JSON shape of its objects, so that a call site gets back what it asked for
 */
export interface Resource<T extends KubernetesObject = KubernetesObject> {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Never set: carries the type. */
  readonly shape?: T;
}

const core = { group: '', version: 'v1' } as const;
const apps = { group: 'apps', version: 'v1' } as const;
const admission = { group: 'admissionregistration.k8s.io', version: 'v1', namespaced: false } as const;

export const PODS: Resource<Pod> = { ...core, plural: 'pods', kind: 'Pod', namespaced: true };
export const NODES: Resource<Node> = { ...core, plural: 'nodes', kind: 'Node', namespaced: false };
export const NAMESPACES: Resource<Namespace> = { ...core, plural: 'namespaces', kind: 'Namespace', namespaced: false };
export const SECRETS: Resource<Secret> = { ...core, plural: 'secrets', kind: 'Secret', namespaced: true };
export const CONFIG_MAPS: Resource<ConfigMap> = { ...core, plural: 'configmaps', kind: 'ConfigMap', namespaced: true };
export const DEPLOYMENTS: Resource<Deployment> = {
  ...apps,
  plural: 'deployments',
  kind: 'Deployment',
  namespaced: true,
};
export const CONTROLLER_REVISIONS: Resource<ControllerRevision> = {
  ...apps,
  plural: 'controllerrevisions',
  kind: 'ControllerRevision',
  namespaced: true,
};
export const EVENTS: Resource<Event> = { ...core, plural: 'events', kind: 'Event', namespaced: true };
export const LEASES: Resource<Lease> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
  namespaced: true,
};
export const CUSTOM_RESOURCE_DEFINITIONS: Resource<CustomResourceDefinition> = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
};
export const MUTATING_WEBHOOKS: Resource<MutatingWebhookConfiguration> = {
  ...admission,
  plural: 'mutatingwebhookconfigurations',
  kind: 'MutatingWebhookConfiguration',
};
export const VALIDATING_WEBHOOKS: Resource<ValidatingWebhookConfiguration> = {
  ...admission,
  plural: 'validatingwebhookconfigurations',
  kind: 'ValidatingWebhookConfiguration',
};
export const POD_DISRUPTION_BUDGETS: Resource<PodDisruptionBudget> = {
  group: 'policy',
  version: 'v1',
  plural: 'poddisruptionbudgets',
  kind: 'PodDisruptionBudget',
  namespaced: true,
};
export const SIDECARSETS: Resource<SidecarSet> = {
  group: GROUP,
  version: STORED_VERSION,
  plural: 'sidecarsets',
  kind: 'SidecarSet',
  namespaced: false,
};

/** The question whether somebody may do something; the answer is in the status. It is stored nowhere. */
export interface AccessReview extends KubernetesObject {
  readonly spec: {
    readonly user: string;
    readonly resourceAttributes: {
      readonly group: string;
      readonly resource: string;
      readonly subresource?: string;
      readonly verb: string;
      readonly namespace?: string;
      readonly name?: string;
    };
  };
  readonly status?: { readonly allowed?: boolean };
}
export const SUBJECT_ACCESS_REVIEWS: Resource<AccessReview> = {
  group: 'authorization.k8s.io',
  version: 'v1',
  plural: 'subjectaccessreviews',
  kind: 'SubjectAccessReview',
  namespaced: false,
};

/**
 * The `apiVersion` under which a resource's objects travel.
 *
 * @param resource - any resource
 * @returns `v1` for the core group, else `GROUP/VERSION`
 */
export function apiVersionOf(resource: Pick<Resource, 'group' | 'version'>): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}
