import type { KubernetesObject } from '../../../lib/api/kubernetes.generated.js';
import type { Clock } from '../../../lib/cluster/clock.js';
import type { WatchEvent, WatchQuery } from '../../../lib/cluster/cluster.js';
import { EventQueue } from './event-queue.js';
import { frozenCopy } from './frozen-json.js';
import type { ObjectTable, Revisions } from './object-table.js';
import type { Refusals } from './refusals.js';
import type { Filter } from './selector-text.js';
import type { StoredChange, StoredObject } from './stored-object.js';

/** The API server sends a bookmark this often, and one this long before it ends a watch. */
const BOOKMARK_EVERY_MS = 60_000;
const LAST_BOOKMARK_MS = 2_000;
/** How long a watch lasts that does not say so itself: between this and twice this. */
const SHORTEST_WATCH_MS = 1_800_000;

/** What a watch is made of. */
export interface WatchSetup {
  readonly table: ObjectTable;
  readonly revisions: Revisions;
  readonly clock: Clock;
  readonly random: () => number;
  readonly query: WatchQuery;
  readonly matches: Filter;
  readonly refusals: Refusals;
  readonly signal: AbortSignal | undefined;
}

/**
 * One watch: state first where it was asked for, then the changes since the version of the query, then those to come,
 * with bookmarks in between, until its time is over.
 */
export async function* feedWatch<T extends KubernetesObject>(
  setup: WatchSetup,
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  const { table, clock, random, query, signal } = setup;
  const queue = new EventQueue<WatchEvent<StoredObject>>();
  for (const event of firstEvents(setup)) queue.push(event);
  const lastsMs = query.timeoutSeconds === undefined ? SHORTEST_WATCH_MS * (1 + random()) : query.timeoutSeconds * 1000;
  const abort = (): void => queue.fail(signal?.reason);
  const stops = [
    table.subscribe(change => {
      for (const event of seenThrough(setup.matches, change)) queue.push(event);
    }),
    clock.schedule(lastsMs, () => queue.end()),
    ...scheduleBookmarks(setup, lastsMs, queue),
  ];
  signal?.addEventListener('abort', abort);
  if (signal?.aborted === true) abort();
  try {
    yield* queue.drain() as AsyncGenerator<WatchEvent<T>, void, undefined>;
  } finally {
    signal?.removeEventListener('abort', abort);
    for (const stop of stops) stop();
  }
}

function firstEvents(setup: WatchSetup): readonly WatchEvent<StoredObject>[] {
  const { table, revisions, query, matches, refusals } = setup;
  const fromState = query.sendInitialEvents === true || query.resourceVersion === '' || query.resourceVersion === '0';
  if (fromState) {
    const state = table.list().filter(matches);
    const added = state.map(object => ({ type: 'ADDED' as const, object }));
    return query.sendInitialEvents === true ? [...added, bookmark(String(revisions.current), true)] : added;
  }
  const version = Number(query.resourceVersion);
  if (!Number.isInteger(version)) {
    throw refusals.badRequest(`resourceVersion: Invalid value: "${query.resourceVersion}"`);
  }
  const changes = table.since(version);
  if (changes === undefined) throw refusals.expiredVersion(query.resourceVersion, String(table.floor));
  return changes.flatMap(change => seenThrough(matches, change));
}

/** A change as the selectors of a watch let it be seen: what ceases to match is gone, what begins to is new. */
function seenThrough(matches: Filter, change: StoredChange): readonly WatchEvent<StoredObject>[] {
  const { type, object, before } = change;
  if (type === 'DELETED') return matches(object) ? [{ type, object }] : [];
  const matched = before !== undefined && matches(before);
  if (matches(object)) return [{ type: matched ? 'MODIFIED' : 'ADDED', object }];
  if (!matched) return [];
  // The last state that matched, under the version of the change (as the API server's watch cache does it).
  const { resourceVersion } = object.metadata;
  return [{ type: 'DELETED', object: frozenCopy({ ...before, metadata: { ...before.metadata, resourceVersion } }) }];
}

function bookmark(resourceVersion: string, initialEventsEnd: boolean): WatchEvent<StoredObject> {
  return { type: 'BOOKMARK', resourceVersion, initialEventsEnd };
}

function scheduleBookmarks(
  setup: WatchSetup,
  lastsMs: number,
  queue: EventQueue<WatchEvent<StoredObject>>,
): readonly (() => void)[] {
  const { clock, table } = setup;
  const began = table.version;
  // The API server's watch cache never sends a bookmark unless something has changed while the watch stood.
  const send = (): void => {
    if (table.version > began) queue.push(bookmark(String(table.version), false));
  };
  let stopNext = (): void => undefined;
  const sendEvery = (): void => {
    send();
    stopNext = clock.schedule(BOOKMARK_EVERY_MS, sendEvery);
  };
  stopNext = clock.schedule(BOOKMARK_EVERY_MS, sendEvery);
  const beforeEndMs = lastsMs - LAST_BOOKMARK_MS;
  const stopLast = beforeEndMs > 0 ? clock.schedule(beforeEndMs, send) : () => undefined;
  return [() => stopNext(), stopLast];
}
