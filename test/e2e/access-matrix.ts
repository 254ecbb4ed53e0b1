import type { Permission } from '../../lib/api/permissions.js';

/** One question to the API server: may this account do that? */
export interface AccessQuestion {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly verb: string;
  /** Empty: cluster-scoped, or all namespaces. */
  readonly namespace: string;
  /** Empty: any object. */
  readonly name: string;
}

const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

/** Things that an operator might be tempted to ask for, and ours must not have. */
const FOREIGN = [
  { group: '', resource: 'configmaps' },
  { group: '', resource: 'nodes' },
  { group: '', resource: 'serviceaccounts' },
  { group: 'apps', resource: 'deployments' },
  { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' },
  { group: 'rbac.authorization.k8s.io', resource: 'clusterroles' },
  { group: 'rbac.authorization.k8s.io', resource: 'rolebindings' },
];

/** Every verb on everything in the table and around it, here, elsewhere and everywhere, on granted and other names. */
export function allQuestions(table: readonly Permission[], namespaces: readonly string[]): readonly AccessQuestion[] {
  const targets = new Map<string, Pick<AccessQuestion, 'group' | 'resource' | 'subresource'>>();
  for (const { resource, subresource } of table) {
    const target = { group: resource.group, resource: resource.plural, subresource: subresource ?? '' };
    targets.set(JSON.stringify(target), target);
  }
  for (const foreign of FOREIGN) {
    const target = { ...foreign, subresource: '' };
    targets.set(JSON.stringify(target), target);
  }
  return [...targets.values()].flatMap(target => {
    const granted = table.filter(permission => concerns(permission, target)).flatMap(({ names = [] }) => names);
    const names = granted.length === 0 ? [''] : ['', 'another', ...new Set(granted)];
    return VERBS.flatMap(verb =>
      namespaces.flatMap(namespace => names.map(name => ({ ...target, verb, namespace, name }))),
    );
  });
}

/** What the table answers. */
export function isGranted(table: readonly Permission[], question: AccessQuestion, ownNamespace: string): boolean {
  return table
    .filter(permission => concerns(permission, question))
    .filter(({ scope }) => scope === 'cluster' || question.namespace === ownNamespace)
    .filter(({ names }) => names === undefined || names.includes(question.name))
    .some(({ verbs }) => (verbs as readonly string[]).includes(question.verb));
}

/** The question as the API server takes it. */
export function toReview(question: AccessQuestion, user: string): object {
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, resourceAttributes: question },
  };
}

function concerns(
  { resource, subresource }: Permission,
  target: Pick<AccessQuestion, 'group' | 'resource' | 'subresource'>,
): boolean {
  const samePart = (subresource ?? '') === target.subresource;
  return resource.group === target.group && resource.plural === target.resource && samePart;
}
