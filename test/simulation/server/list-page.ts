import type { ListQuery, ObjectPage } from '../../../lib/cluster/cluster.js';
import type { ObjectTable, Revisions } from './object-table.js';
import type { Refusals } from './refusals.js';
import type { Filter } from './selector-text.js';
import type { StoredObject } from './stored-object.js';
import { placeOf } from './stored-object.js';

/** How long the API server's etcd keeps a state for further pages. */
const TOKEN_LIFE_MS = 300_000;

/** What a list is made of. */
export interface ListSetup {
  readonly table: ObjectTable;
  readonly revisions: Revisions;
  readonly nowMs: number;
  readonly query: ListQuery;
  readonly matches: Filter;
  readonly refusals: Refusals;
}

/** One page; every page of a list shows the state as of the first one. */
export function listPage(setup: ListSetup): ObjectPage<StoredObject> {
  const { table, query, matches, nowMs } = setup;
  const { version, after, objects } = query.continue === undefined ? begin(setup) : resume(setup, query.continue);
  const found = objects.filter(object => placeOf(object.metadata) > after && matches(object));
  // From its cache, which `'0'` allows, the API server answers with everything at once.
  const limit = query.limit === undefined || query.resourceVersion === '0' ? 0 : query.limit;
  const resourceVersion = String(version);
  if (limit === 0 || found.length <= limit) return { metadata: { resourceVersion }, items: found };
  if (query.continue === undefined) table.snapshot(nowMs);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const token = { version, after: last === undefined ? after : placeOf(last.metadata) };
  const selects = query.labelSelector !== undefined || query.fieldSelector !== undefined;
  return {
    metadata: {
      resourceVersion,
      continue: Buffer.from(JSON.stringify(token)).toString('base64url'),
      ...(selects ? {} : { remainingItemCount: found.length - limit }),
    },
    items,
  };
}

interface Place {
  readonly version: number;
  readonly after: string;
  readonly objects: readonly StoredObject[];
}

function begin({ table, revisions, query, refusals }: ListSetup): Place {
  const { current } = revisions;
  const wanted = query.resourceVersion ?? '';
  if (Number(wanted) > current) throw refusals.tooLargeVersion(wanted, String(current));
  return { version: current, after: '', objects: table.list() };
}

function resume({ table, nowMs, refusals }: ListSetup, text: string): Place {
  const token = readToken(text);
  if (token === undefined) throw refusals.badRequest('invalid continue token: continue key is not valid');
  const objects = table.recall(token.version, nowMs - TOKEN_LIFE_MS);
  if (objects === undefined) throw refusals.expiredToken();
  return { ...token, objects };
}

function readToken(text: string): { readonly version: number; readonly after: string } | undefined {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as { version: number; after: string };
  } catch {
    return undefined;
  }
}
