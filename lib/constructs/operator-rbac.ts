import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  RbacV1Subject,
  Role,
  RoleBinding,
  RoleRef,
  ServiceAccount,
} from '../api/kubernetes.generated.js';
import type { Permission } from '../api/permissions.js';
import { OPERATOR_NAME, PERMISSIONS } from '../api/permissions.js';
import type { Manifest } from './kube-object.js';
import { operatorLabels } from './operator-labels.js';
import type { OperatorChoices } from './operator-props.js';

const RBAC = { apiVersion: 'rbac.authorization.k8s.io/v1' } as const;

/** The ServiceAccount of every copy of the operator. Its token is mounted by the operator's pods only. */
export function operatorServiceAccount(namespace: string): Manifest<ServiceAccount> {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: OPERATOR_NAME, namespace, labels: operatorLabels },
    automountServiceAccountToken: false,
  };
}

/** What the permission table grants in the whole cluster. */
export function operatorClusterRole(choices: Pick<OperatorChoices, 'certificates'>): Manifest<ClusterRole> {
  const granted = grantedIn('cluster', choices);
  return {
    ...RBAC,
    kind: 'ClusterRole',
    metadata: { name: OPERATOR_NAME, labels: operatorLabels, annotations: reasons(granted) },
    rules: granted.map(toRule),
  };
}

/** What the permission table grants in the operator's own namespace. */
export function operatorRole(choices: Pick<OperatorChoices, 'namespace' | 'certificates'>): Manifest<Role> {
  const { namespace } = choices;
  const granted = grantedIn('operator', choices);
  return {
    ...RBAC,
    kind: 'Role',
    metadata: { name: OPERATOR_NAME, namespace, labels: operatorLabels, annotations: reasons(granted) },
    rules: granted.map(toRule),
  };
}

/** Gives the ClusterRole to the ServiceAccount. */
export function operatorClusterRoleBinding(namespace: string): Manifest<ClusterRoleBinding> {
  return {
    ...RBAC,
    kind: 'ClusterRoleBinding',
    metadata: { name: OPERATOR_NAME, labels: operatorLabels },
    ...bind({ role: 'ClusterRole', namespace }),
  };
}

/** Gives the Role to the ServiceAccount. */
export function operatorRoleBinding(namespace: string): Manifest<RoleBinding> {
  return {
    ...RBAC,
    kind: 'RoleBinding',
    metadata: { name: OPERATOR_NAME, namespace, labels: operatorLabels },
    ...bind({ role: 'Role', namespace }),
  };
}

function bind(to: { role: 'ClusterRole' | 'Role'; namespace: string }): {
  readonly roleRef: RoleRef;
  readonly subjects: readonly RbacV1Subject[];
} {
  return {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: to.role, name: OPERATOR_NAME },
    subjects: [{ kind: 'ServiceAccount', name: OPERATOR_NAME, namespace: to.namespace }],
  };
}

function grantedIn(
  scope: Permission['scope'],
  { certificates }: Pick<OperatorChoices, 'certificates'>,
): readonly Permission[] {
  const isOurs = certificates.source.kind === 'self-managed';
  return PERMISSIONS.filter(
    permission => permission.scope === scope && (isOurs || permission.keepsCertificates !== true),
  );
}

function toRule({ resource, subresource, verbs, names }: Permission): PolicyRule {
  return {
    apiGroups: [resource.group],
    resources: [subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`],
    ...(names === undefined ? {} : { resourceNames: names }),
    verbs,
  };
}

/** YAML comments do not reach the cluster; the well-known annotation for descriptions does. */
function reasons(granted: readonly Permission[]): Record<string, string> {
  const lines = granted.map(({ resource, subresource, verbs, why }) => {
    const target = subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`;
    return `${verbs.join(', ')} ${target}: ${why}`;
  });
  return { 'kubernetes.io/description': lines.join('\n') };
}
