import type { Resource } from '../../../lib/api/resources.js';
import type { Clock } from '../../../lib/cluster/clock.js';
import type { ObjectKey, Query } from '../../../lib/cluster/cluster.js';
import type { SeededRandom } from '../seeded-random.js';
import type { JsonObject } from './frozen-json.js';
import { ObjectTable, Revisions } from './object-table.js';
import { Refusals } from './refusals.js';
import { SERVED, servedAs, traitsOf } from './resource-traits.js';
import type { Filter } from './selector-text.js';
import { BadSelector, readFieldSelector, readLabelSelector } from './selector-text.js';
import type { StoredObject } from './stored-object.js';

/** A call before anything is known of it. */
export interface CallRequest {
  readonly verb: string;
  readonly resource: Resource;
  /** Of one object. */
  readonly key?: ObjectKey;
  /** Of many. */
  readonly query?: Query;
  readonly options: { readonly subresource?: string };
}

/** A call that has reached the right resource. */
export interface Call {
  readonly resource: Resource;
  readonly key: ObjectKey;
  readonly table: ObjectTable;
  readonly refusals: Refusals;
  /** The object of {@link key}. @throws ApiError 404 */
  stored(): StoredObject;
  /** What namespace and selectors let through. @throws ApiError 400 */
  filter(query: Query): Filter;
}

/** The store of a simulated API server and the way to its tables. */
export class ApiServer {
  readonly revisions: Revisions = new Revisions();
  readonly #tables: ReadonlyMap<Resource, ObjectTable>;

  constructor(
    readonly clock: Clock,
    readonly random: SeededRandom,
    historyLimit: number,
  ) {
    this.#tables = new Map(SERVED.map(resource => [resource, new ObjectTable(this.revisions, historyLimit)]));
  }

  /**
   * @throws ApiError 404 for a resource or subresource that is not served
   * @throws Error when name or namespace are missing: over HTTP that would be another call
   */
  open({ verb, resource, key, query, options }: CallRequest): Call {
    const text = callText({ verb, resource, options, ...(key === undefined ? {} : { key }), query: query ?? {} });
    const refusals = new Refusals(resource, text, key?.name ?? '');
    const known = servedAs(resource);
    if (known === undefined) throw refusals.noSuchResource();
    if (options.subresource === 'status' && !traitsOf(known).status) throw refusals.noSuchResource();
    if (key !== undefined) checkKey(resource, key, { verb, text });
    const table = this.table(known);
    return {
      resource: known,
      key: key ?? { name: '' },
      table,
      refusals,
      stored: () => {
        const stored = table.get(place(known, key));
        if (stored === undefined) throw refusals.notFound();
        return stored;
      },
      filter: selection => readQuery(known, selection, refusals),
    };
  }

  table(resource: Resource): ObjectTable {
    const table = this.#tables.get(resource);
    if (table === undefined) throw new Error(`${resource.plural} are not served`);
    return table;
  }

  forget(): void {
    for (const table of this.#tables.values()) table.forget();
  }

  uid(): string {
    const hex = Array.from({ length: 32 }, () => this.random.between(0, 15).toString(16)).join('');
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
  }
}

function place(resource: Resource, key: ObjectKey | undefined): ObjectKey {
  const { name = '', namespace } = key ?? {};
  return resource.namespaced && namespace !== undefined ? { namespace, name } : { name };
}

function checkKey(resource: Resource, key: ObjectKey, call: { readonly verb: string; readonly text: string }): void {
  if (resource.namespaced && (key.namespace ?? '') === '') throw new Error(`${call.text}: the namespace is missing`);
  if (key.name === '' && call.verb !== 'create') throw new Error(`${call.text}: the name is missing`);
}

function readQuery(resource: Resource, query: Query, refusals: Refusals): Filter {
  const { namespace } = query;
  const fields = ['metadata.name', 'metadata.namespace', ...traitsOf(resource).fields];
  try {
    const labels = readLabelSelector(query.labelSelector);
    const values = readFieldSelector(query.fieldSelector, fields);
    const inNamespace = (object: JsonObject): boolean =>
      namespace === undefined || !resource.namespaced || (object as StoredObject).metadata.namespace === namespace;
    return object => inNamespace(object) && labels(object) && values(object);
  } catch (error) {
    if (error instanceof BadSelector) throw refusals.badRequest(error.message);
    throw error;
  }
}

/** A call in the words of the errors: `patch pods/status default/web-0`. */
export function callText({ verb, resource, key, query, options }: CallRequest): string {
  const kind = options.subresource === undefined ? resource.plural : `${resource.plural}/${options.subresource}`;
  if (key === undefined) return `${verb} ${kind}${query?.namespace === undefined ? '' : ` in ${query.namespace}`}`;
  return `${verb} ${kind} ${resource.namespaced ? `${key.namespace ?? ''}/` : ''}${key.name}`;
}
