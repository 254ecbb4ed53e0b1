import { expect } from 'chai';

import type { PolicyRule } from '../../lib/api/kubernetes.generated.js';
import type { Permission } from '../../lib/api/permissions.js';
import { PERMISSIONS } from '../../lib/api/permissions.js';
import { fillOperatorProps } from '../../lib/constructs/operator-props.js';
import {
  operatorClusterRole,
  operatorClusterRoleBinding,
  operatorRole,
  operatorRoleBinding,
  operatorServiceAccount,
} from '../../lib/constructs/operator-rbac.js';

const choices = fillOperatorProps({ namespace: 'home' });
const clusterRole = operatorClusterRole(choices);
const role = operatorRole(choices);

/** One word for each thing that a rule allows. */
function grantsOf(rules: readonly PolicyRule[]): readonly string[] {
  const grants = rules.flatMap(rule =>
    (rule.apiGroups ?? []).flatMap(group =>
      (rule.resources ?? []).flatMap(resource =>
        (rule.resourceNames ?? ['*']).flatMap(name => rule.verbs.map(verb => `${verb} ${group}/${resource}/${name}`)),
      ),
    ),
  );
  return grants.toSorted();
}

function grantsOfTable(scope: Permission['scope']): readonly string[] {
  const grants = PERMISSIONS.filter(permission => permission.scope === scope).flatMap(permission => {
    const { resource, subresource, verbs, names = ['*'] } = permission;
    const plural = subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`;
    return names.flatMap(name => verbs.map(verb => `${verb} ${resource.group}/${plural}/${name}`));
  });
  return grants.toSorted();
}

describe('the permissions of the operator', () => {
  it('are exactly those of the table, in the whole cluster', () => {
    expect(grantsOf(clusterRole.rules ?? [])).to.deep.equal(grantsOfTable('cluster'));
  });

  it('are exactly those of the table, in its own namespace', () => {
    expect(role.metadata?.namespace).to.equal('home');
    expect(grantsOf(role.rules ?? [])).to.deep.equal(grantsOfTable('operator'));
  });

  it('hold no wildcard, no way to raise them, and no right to secrets beyond its namespace', () => {
    const [everywhere, athome] = [grantsOf(clusterRole.rules ?? []), grantsOf(role.rules ?? [])];
    for (const grant of [...everywhere, ...athome]) {
      expect(grant).not.to.match(/^\*|\/\*\/|^(?:escalate|bind|impersonate) /);
    }
    expect(everywhere.filter(grant => grant.includes('/secrets'))).to.deep.equal([]);
    expect(everywhere.filter(grant => /^(?:create|update|delete) \/pods/.test(grant))).to.deep.equal([]);
  });

  it('are explained to the reader of the roles', () => {
    const text = [clusterRole, role]
      .map(object => object.metadata?.annotations?.['kubernetes.io/description'])
      .join('\n');
    for (const { why } of PERMISSIONS) expect(text).to.contain(why);
  });

  it('are given to one account, and to nobody else', () => {
    const account = operatorServiceAccount('home').metadata;
    const subjects = [{ kind: 'ServiceAccount', name: account?.name, namespace: account?.namespace }];
    for (const [binding, granted] of [
      [operatorClusterRoleBinding('home'), clusterRole],
      [operatorRoleBinding('home'), role],
    ] as const) {
      expect(binding.subjects).to.deep.equal(subjects);
      expect(binding.roleRef).to.include({ kind: granted.kind, name: granted.metadata?.name });
      expect(binding.metadata?.namespace).to.equal(granted.metadata?.namespace);
    }
  });

  it('come with no token for pods that did not ask for one', () => {
    expect(operatorServiceAccount('home').automountServiceAccountToken).to.equal(false);
  });
});
