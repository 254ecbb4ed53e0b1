import type { KubernetesObject } from '../api/kubernetes.generated.js';
import { FIELD_MANAGER } from '../api/names.js';
import type { Resource } from '../api/resources.js';
import { apiVersionOf } from '../api/resources.js';
import type { ListQuery, ObjectKey, Patch, Query, RemoveOptions, WatchQuery, WriteOptions } from './cluster.js';
import type { ObservedCall } from './observer.js';

/** A call to the API server as data. */
export interface ApiCall extends ObservedCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With the query. */
  readonly path: string;
  /** For people: `patch pods/status default/web-0`. */
  readonly text: string;
  readonly contentType?: string;
  readonly body?: string;
}

type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

const PATCH_CONTENT_TYPES: Readonly<Record<Patch['type'], string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  // Any JSON is YAML.
  apply: 'application/apply-patch+yaml',
};

export function getCall(resource: Resource, key: ObjectKey): ApiCall {
  return call({ verb: 'get', resource }, 'GET', key, {});
}

export function listCall(resource: Resource, query: ListQuery): ApiCall {
  const { limit, continue: token, resourceVersion } = query;
  return collectionCall({ verb: 'list', resource }, query, { limit, continue: token, resourceVersion });
}

export function watchCall(resource: Resource, query: WatchQuery): ApiCall {
  const streamsState = query.sendInitialEvents === true;
  return collectionCall({ verb: 'watch', resource }, query, {
    watch: true,
    allowWatchBookmarks: true,
    resourceVersion: query.resourceVersion,
    timeoutSeconds: query.timeoutSeconds,
    sendInitialEvents: streamsState || undefined,
    resourceVersionMatch: streamsState ? 'NotOlderThan' : undefined,
  });
}

export function createCall<T extends KubernetesObject>(
  resource: Resource<T>,
  object: T,
  options: WriteOptions,
): ApiCall {
  const { namespace, name } = object.metadata ?? {};
  const key = { ...(namespace === undefined ? {} : { namespace }), name: name ?? '' };
  const target = { verb: 'create', resource, ...subresourceOf(options) } as const;
  const place = options.subresource === undefined ? { ...key, name: undefined } : key;
  return withBody(call(target, 'POST', place, writeParameters(options), name), 'application/json', {
    ...typeOf(resource),
    ...object,
  });
}

export function replaceCall<T extends KubernetesObject>(
  resource: Resource<T>,
  object: T,
  options: WriteOptions,
): ApiCall {
  const { namespace, name } = object.metadata ?? {};
  const key = { ...(namespace === undefined ? {} : { namespace }), name: name ?? '' };
  const target = { verb: 'update', resource, ...subresourceOf(options) } as const;
  return withBody(call(target, 'PUT', key, writeParameters(options)), 'application/json', {
    ...typeOf(resource),
    ...object,
  });
}

export function patchCall(resource: Resource, key: ObjectKey, patch: Patch, options: WriteOptions): ApiCall {
  const target = { verb: 'patch', resource, ...subresourceOf(options) } as const;
  const force = patch.type === 'apply' ? options.force : undefined;
  const body = bodyOf(resource, key, patch);
  return withBody(
    call(target, 'PATCH', key, { ...writeParameters(options), force }),
    PATCH_CONTENT_TYPES[patch.type],
    body,
  );
}

export function removeCall(resource: Resource, key: ObjectKey, options: RemoveOptions): ApiCall {
  const { preconditions, gracePeriodSeconds, propagationPolicy } = options;
  const body = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions, gracePeriodSeconds, propagationPolicy };
  return withBody(call({ verb: 'delete', resource }, 'DELETE', key, {}), 'application/json', body);
}

function bodyOf(resource: Resource, key: ObjectKey, patch: Patch): unknown {
  switch (patch.type) {
    case 'json':
      return patch.operations;
    case 'apply':
      // The API server does not take them from the path.
      return { ...typeOf(resource), ...patch.body, metadata: { ...key, ...asRecord(patch.body.metadata) } };
    default:
      return patch.body;
  }
}

/** What lists leave out of their items. */
export function typeOf(resource: Resource): { readonly apiVersion: string; readonly kind: string } {
  return { apiVersion: apiVersionOf(resource), kind: resource.kind };
}

function collectionCall(target: ObservedCall, query: Query, parameters: Parameters): ApiCall {
  const { namespace, labelSelector, fieldSelector } = query;
  const { resource, verb } = target;
  const path = collectionPath(resource, namespace) + queryText({ labelSelector, fieldSelector, ...parameters });
  const place = namespace === undefined ? '' : ` in ${namespace}`;
  return { ...target, method: 'GET', path, text: `${verb} ${resource.plural}${place}` };
}

/** @param name - for people, where the path has none */
function call(
  target: ObservedCall,
  method: ApiCall['method'],
  key: { readonly namespace?: string; readonly name: string | undefined },
  parameters: Parameters,
  name: string | undefined = key.name,
): ApiCall {
  const { resource, verb, subresource } = target;
  const kind = subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`;
  const place = resource.namespaced ? `${key.namespace ?? ''}/` : '';
  const text = `${verb} ${kind} ${place}${name ?? ''}`;
  // An empty segment would make another call of it: a get of '' is a list, a delete of '' removes everything.
  if (key.name === '' || (resource.namespaced && (key.namespace ?? '') === '')) {
    throw new Error(`${text}: ${key.name === '' ? 'the name' : 'the namespace'} is missing`);
  }
  const segments = [key.name, subresource].filter(segment => segment !== undefined).map(encodeURIComponent);
  const path = [collectionPath(resource, key.namespace), ...segments].join('/');
  return { ...target, method, path: path + queryText(parameters), text };
}

function collectionPath(resource: Resource, namespace: string | undefined): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const inNamespace = resource.namespaced && namespace !== undefined;
  return `${root}${inNamespace ? `/namespaces/${encodeURIComponent(namespace)}` : ''}/${resource.plural}`;
}

function queryText(parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? '' : `?${search.toString()}`;
}

function writeParameters(options: WriteOptions): Parameters {
  return {
    fieldManager: options.fieldManager ?? FIELD_MANAGER,
    dryRun: options.dryRun === true ? 'All' : undefined,
  };
}

function subresourceOf(options: WriteOptions): { readonly subresource?: string } {
  return options.subresource === undefined ? {} : { subresource: options.subresource };
}

function asRecord(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function withBody(bare: ApiCall, contentType: string, body: unknown): ApiCall {
  return { ...bare, contentType, body: JSON.stringify(body) };
}
