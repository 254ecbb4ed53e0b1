import { Construct } from 'constructs';
import type { CustomResourceDefinition } from '../api/kubernetes.generated.js';
import { apiVersionOf, CUSTOM_RESOURCE_DEFINITIONS } from '../api/resources.js';
import { SIDECARSET_CRD } from '../api/sidecarset-crd.generated.js';
import type { Manifest } from './kube-object.js';
import { KubeObject } from './kube-object.js';
import { operatorDeployment, operatorDisruptionBudget, operatorService } from './operator-deployment.js';
import { certificateManifests } from './operator-certificates.js';
import { operatorNamespace, operatorQuota } from './operator-namespace.js';
import { operatorNetworkPolicy } from './operator-network-policy.js';
import type { OperatorChoices, SidecarSetOperatorProps } from './operator-props.js';
import { fillOperatorProps } from './operator-props.js';
import {
  operatorClusterRole,
  operatorClusterRoleBinding,
  operatorRole,
  operatorRoleBinding,
  operatorServiceAccount,
} from './operator-rbac.js';
import { mutatingWebhookConfiguration, validatingWebhookConfiguration } from './webhook-configuration.js';

/**
 * Everything that a cluster needs to run SidecarSets: the resource definition, the operator and its permissions, the
 * webhooks.
 *
 * The documents are ordered so that `kubectl apply --server-side` works in one go. Each object is a child whose id is
 * its kind, a second one of a kind `KIND-NAME`; to change what is rendered, patch it: `ApiObject.of(operator.node.findChild('Deployment')).addJsonPatch(...)`.
 *
 * @example
 * new SidecarSetOperator(chart, 'operator', { replicas: 3 });
 */
export class SidecarSetOperator extends Construct {
  constructor(scope: Construct, id: string, props: SidecarSetOperatorProps = {}) {
    super(scope, id);
    for (const manifest of manifests(fillOperatorProps(props))) {
      const { kind, metadata } = manifest;
      const id = this.node.tryFindChild(kind) === undefined ? kind : `${kind}-${metadata?.name ?? ''}`;
      new KubeObject(this, id, manifest);
    }
  }
}

const definition: Manifest<CustomResourceDefinition> = {
  ...SIDECARSET_CRD,
  apiVersion: apiVersionOf(CUSTOM_RESOURCE_DEFINITIONS),
  kind: CUSTOM_RESOURCE_DEFINITIONS.kind,
};

function manifests(choices: OperatorChoices): readonly Manifest[] {
  const { namespace, createNamespace, outsideCluster, replicas } = choices;
  const running = [
    operatorService(namespace),
    ...(choices.networkPolicy ? [operatorNetworkPolicy(namespace)] : []),
    operatorDeployment(choices),
    // Over a single copy the budget would stop every drain of its node.
    ...(replicas > 1 ? [operatorDisruptionBudget(namespace)] : []),
  ];
  return [
    ...(createNamespace ? [operatorNamespace(choices), operatorQuota(choices)] : []),
    definition,
    operatorServiceAccount(namespace),
    operatorClusterRole(choices),
    operatorClusterRoleBinding(namespace),
    operatorRole(choices),
    operatorRoleBinding(namespace),
    ...certificateManifests(choices.certificates.source, namespace),
    ...(outsideCluster === undefined ? running : []),
    mutatingWebhookConfiguration(choices),
    validatingWebhookConfiguration(choices),
  ];
}
