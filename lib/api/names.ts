/**
 * Every name that OpenKruise users find on their objects: annotations, labels, environment variables, conditions.
 * They are the contract: a cluster may change operator without touching a pod only while each of them stays as it is.
 *
 * @packageDocumentation
 */

/** API group of SidecarSet. */
export const GROUP = 'apps.kruise.io';
/** Version that the API server stores, and the one that travels through our code. */
export const STORED_VERSION = 'v1beta1';
/** Older version, served with the same schema. */
export const OLD_VERSION = 'v1alpha1';

/** On a pod: JSON `{SET: {updateTimestamp, hash, sidecarSetName, sidecarList, controllerRevision}}`; on a SidecarSet: its hash. */
export const HASH_ANNOTATION = 'kruise.io/sidecarset-hash';
/** As {@link HASH_ANNOTATION}, for the hash that leaves every image out. */
export const HASH_WITHOUT_IMAGE_ANNOTATION = 'kruise.io/sidecarset-hash-without-image';
/** On a pod: names of the SidecarSets it was injected by, comma separated, sorted. */
export const INJECTED_LIST_ANNOTATION = 'kruise.io/sidecarset-injected-list';
/** On a pod: JSON `{SET: {revision, updateTimestamp, lastContainerStatuses: {NAME: {imageID}}}}`. */
export const IN_PLACE_STATE_ANNOTATION = 'kruise.io/sidecarset-inplace-update-state';
/** On a pod: JSON `{X: "X-1" | "X-2"}`, the active slot of each hot sidecar. */
export const WORKING_HOT_CONTAINER_ANNOTATION = 'kruise.io/sidecarset-working-hotupgrade-container';
/** On a pod, followed by a container name: version of that slot. */
export const SLOT_VERSION_ANNOTATION_PREFIX = 'version.sidecarset.kruise.io/';
/** On a pod, followed by a container name: version of the other slot. */
export const SLOT_VERSION_ALT_ANNOTATION_PREFIX = 'versionalt.sidecarset.kruise.io/';

/** On a SidecarSet: `"true"` makes it a canary of its base. */
export const CANARY_ANNOTATION = 'apps.kruise.io/sidecarset-canary';
/** On a SidecarSet: name of the base that a canary shadows. */
export const BASE_ANNOTATION = 'apps.kruise.io/sidecarset-base';
/** On a SidecarSet (v1alpha1) and on ControllerRevisions: the custom version. The field `spec.customVersion` wins. */
export const CUSTOM_VERSION_LABEL = 'apps.kruise.io/sidecarset-custom-version';
/** On a ControllerRevision: name of its SidecarSet. */
export const REVISION_SIDECARSET_LABEL = 'kruise.io/sidecarset-name';

/** Environment variable that marks a container as injected by us. */
export const IS_INJECTED_ENV = 'IS_INJECTED';
/** Environment variable of a hot sidecar: version of its own slot. */
export const SLOT_VERSION_ENV = 'SIDECARSET_VERSION';
/** Environment variable of a hot sidecar: version of the other slot. */
export const SLOT_VERSION_ALT_ENV = 'SIDECARSET_VERSION_ALT';

/** Pod condition: can every SidecarSet of this pod be brought up to date in place? */
export const UPGRADABLE_CONDITION = 'SidecarSetUpgradable';

/** Namespaces that a SidecarSet without `namespace` and `namespaceSelector` never selects. */
export const EXEMPT_NAMESPACES: readonly string[] = ['kube-system', 'kube-public'];

/** On every Namespace: its own name. The API server sets it and keeps it. */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

/** Field manager under which our writes stand in `managedFields`. */
export const FIELD_MANAGER = 'sidecarset-operator';
