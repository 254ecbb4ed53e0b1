import type { KubernetesObject } from '../../lib/api/kubernetes.generated.js';
import type { Permission, Role, Verb } from '../../lib/api/permissions.js';
import { OPERATOR_NAME, OPERATOR_NAMESPACE, PERMISSIONS } from '../../lib/api/permissions.js';
import type { Resource } from '../../lib/api/resources.js';
import type {
  CallOptions,
  Cluster,
  ListQuery,
  ObjectKey,
  ObjectPage,
  Patch,
  Query,
  RemoveOptions,
  WatchEvent,
  WatchQuery,
  WriteOptions,
} from '../../lib/cluster/cluster.js';
import { callText } from './server/api-server.js';
import { Refusals } from './server/refusals.js';

/** Whose rights a client has. */
export interface Grant {
  readonly roles: readonly Role[];
  /** Default: the operator's usual one. */
  readonly operatorNamespace?: string;
  /** Default: {@link PERMISSIONS}. */
  readonly permissions?: readonly Permission[];
  /** Default: the operator's service account. */
  readonly user?: string;
}

/** One call as RBAC sees it. */
interface Attempt {
  readonly verb: Verb;
  readonly resource: Resource;
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  /** Empty: not about one object. */
  readonly name: string;
  readonly query?: Query;
}

/**
 * A cluster as a client with these rights sees it: whatever the permission table does not grant is refused with 403 in
 * the API server's words, before it reaches the cluster.
 */
export class GrantedCluster implements Cluster {
  constructor(
    private readonly cluster: Cluster,
    private readonly grant: Grant,
  ) {}

  async get<T extends KubernetesObject>(resource: Resource<T>, key: ObjectKey, options?: CallOptions): Promise<T> {
    this.#check({ verb: 'get', resource, ...key });
    return this.cluster.get(resource, key, options);
  }

  async list<T extends KubernetesObject>(
    resource: Resource<T>,
    query: ListQuery = {},
    options?: CallOptions,
  ): Promise<ObjectPage<T>> {
    this.#check({ verb: 'list', resource, namespace: query.namespace, name: nameIn(query), query });
    return this.cluster.list(resource, query, options);
  }

  async *watch<T extends KubernetesObject>(
    resource: Resource<T>,
    query: WatchQuery,
    options?: CallOptions,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    this.#check({ verb: 'watch', resource, namespace: query.namespace, name: nameIn(query), query });
    yield* this.cluster.watch(resource, query, options);
  }

  async create<T extends KubernetesObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<T> {
    // RBAC does not know the name of an object that is still to be created.
    const { namespace } = object.metadata ?? {};
    this.#check({ verb: 'create', resource, subresource: options?.subresource, namespace, name: '' });
    return this.cluster.create(resource, object, options);
  }

  async replace<T extends KubernetesObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<T> {
    const { namespace, name = '' } = object.metadata ?? {};
    this.#check({ verb: 'update', resource, subresource: options?.subresource, namespace, name });
    return this.cluster.replace(resource, object, options);
  }

  async patch<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<T> {
    this.#check({ verb: 'patch', resource, subresource: options?.subresource, ...key });
    return this.cluster.patch(resource, key, patch, options);
  }

  async remove<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    options?: RemoveOptions,
  ): Promise<void> {
    this.#check({ verb: 'delete', resource, ...key });
    return this.cluster.remove(resource, key, options);
  }

  #check(attempt: Attempt): void {
    const { roles, operatorNamespace = OPERATOR_NAMESPACE, permissions = PERMISSIONS } = this.grant;
    const granted = permissions.some(
      permission =>
        permission.roles.some(role => roles.includes(role)) && covers(permission, attempt, operatorNamespace),
    );
    if (granted) return;
    const { verb, resource, subresource, namespace, name, query } = attempt;
    const path = subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`;
    const place = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    const user = this.grant.user ?? `system:serviceaccount:${operatorNamespace}:${OPERATOR_NAME}`;
    const key = namespace === undefined ? { name } : { namespace, name };
    const about = query === undefined ? { key } : { query };
    const options = subresource === undefined ? {} : { subresource };
    const why = `User "${user}" cannot ${verb} resource "${path}" in API group "${resource.group}" ${place}`;
    throw new Refusals(resource, callText({ verb, resource, ...about, options }), name).forbidden(why);
  }
}

function covers(permission: Permission, attempt: Attempt, operatorNamespace: string): boolean {
  const { resource, subresource, verbs, scope, names } = permission;
  return (
    resource.group === attempt.resource.group &&
    resource.plural === attempt.resource.plural &&
    subresource === attempt.subresource &&
    verbs.includes(attempt.verb) &&
    (scope === 'cluster' || attempt.namespace === operatorNamespace) &&
    (names === undefined || names.includes(attempt.name))
  );
}

/** RBAC grants a list or watch of one name when the field selector asks for that name only. */
function nameIn({ fieldSelector = '' }: Query): string {
  return /(?:^|,)metadata\.name==?([^,]+)/.exec(fieldSelector)?.[1] ?? '';
}
