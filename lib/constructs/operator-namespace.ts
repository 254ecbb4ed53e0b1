import type { Namespace } from '../api/kubernetes.generated.js';
import { OPERATOR_NAME } from '../api/permissions.js';
import type { Manifest } from './kube-object.js';
import { operatorLabels } from './operator-labels.js';

/** The operator's namespace, with the strictest Pod Security level that its Deployment meets. */
export function operatorNamespace({
  namespace,
  hostNetwork,
}: {
  namespace: string;
  hostNetwork: boolean;
}): Manifest<Namespace> {
  const level = hostNetwork ? 'privileged' : 'restricted';
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels: { ...operatorLabels, 'pod-security.kubernetes.io/enforce': level } },
  };
}

/** Some providers admit critical priority classes only in namespaces where a quota names the class. */
export function operatorQuota(choices: { namespace: string; priorityClassName: string }): Manifest {
  const { namespace, priorityClassName } = choices;
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: OPERATOR_NAME, namespace, labels: operatorLabels },
    spec: {
      hard: { pods: '100' },
      scopeSelector: {
        matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: [priorityClassName] }],
      },
    },
  } as Manifest;
}
