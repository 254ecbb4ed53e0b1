/**
 * The public door of the package: constructs that render SidecarSets and their operator, and the decisions about a
 * SidecarSet that need no cluster: defaults, judgement, hashes.
 *
 * @packageDocumentation
 */

export type { OutsideCluster, SidecarSetOperatorProps } from './constructs/operator-props.js';
export type {
  PlusContainer,
  PlusPodSelector,
  PlusPodSelectorConfig,
  PlusVolume,
  PlusWorkload,
} from './constructs/plus.js';
export type { HotFields, ISidecar, SidecarFields, SidecarLike } from './constructs/sidecar.js';
export type { SidecarSetProps } from './constructs/sidecarset-props.js';
export type { Manifest } from './constructs/kube-object.js';
export type { SidecarSetMonitoringProps } from './constructs/monitoring/sidecarset-monitoring.js';
export { SidecarSetMonitoring } from './constructs/monitoring/sidecarset-monitoring.js';
export { KubeObject } from './constructs/kube-object.js';
export { OperatorChart } from './constructs/operator-chart.js';
export { Sidecar } from './constructs/sidecar.js';
export { SidecarSet } from './constructs/sidecarset.js';
export type { PluginContext, PluginViolation } from './constructs/sidecarset-validation.js';
export { SidecarSetValidation } from './constructs/sidecarset-validation.js';
export type { CertificateSource, CertManagerProps, OwnSecretProps } from './constructs/operator-certificates.js';
export { OperatorCertificates } from './constructs/operator-certificates.js';
export { SidecarSetOperator } from './constructs/sidecarset-operator.js';

export type { DefinitionSnapshot, DefinitionVerdict, FieldProblem } from './decide/definition/verdict.js';
export { defaultSidecarSet } from './decide/definition/default-sidecarset.js';
export { stampHashes } from './decide/definition/stamp-hashes.js';
export { validateSidecarSet } from './decide/definition/validate-sidecarset.js';
export { formatProblem } from './decide/definition/verdict.js';
export { hashSidecarSet } from './decide/hash.js';

export type { Sidecar as SidecarObject, SidecarSet as SidecarSetObject } from './api/sidecarset.generated.js';
export type * from './api/sidecarset.generated.js';
export * from './api/names.js';
export { OPERATOR_NAME, OPERATOR_NAMESPACE } from './api/permissions.js';
export { SIDECARSET_CRD } from './api/sidecarset-crd.generated.js';
