import { frozenCopy } from './frozen-json.js';
import type { StoredChange, StoredObject } from './stored-object.js';
import { placeOf } from './stored-object.js';

/** The one counter behind all resourceVersions. It starts above 1, so that there are versions before all memory. */
export class Revisions {
  current = 100;

  next(): number {
    this.current += 1;
    return this.current;
  }
}

/** What is remembered of a list that somebody reads page by page. */
interface Snapshot {
  readonly objects: readonly StoredObject[];
  readonly takenAtMs: number;
}

/** All objects of one resource and the last changes to them. */
export class ObjectTable {
  readonly #objects = new Map<string, StoredObject>();
  readonly #changes: StoredChange[] = [];
  readonly #listeners = new Set<(change: StoredChange) => void>();
  readonly #snapshots = new Map<number, Snapshot>();
  #sorted: readonly StoredObject[] | undefined;
  /** Changes up to this version are forgotten. */
  #floor: number;

  constructor(
    private readonly revisions: Revisions,
    private readonly historyLimit: number,
  ) {
    this.#floor = revisions.current;
  }

  get floor(): number {
    return this.#floor;
  }

  /** Of the last change. */
  get version(): number {
    return this.#changes.at(-1)?.version ?? this.#floor;
  }

  get(key: { readonly namespace?: string | undefined; readonly name: string }): StoredObject | undefined {
    return this.#objects.get(placeOf(key));
  }

  /** In the order of namespace and name. */
  list(): readonly StoredObject[] {
    this.#sorted ??= [...this.#objects.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
    return this.#sorted;
  }

  /** Stores an object under the next version. */
  put(object: Omit<StoredObject, 'metadata'> & { readonly metadata: { readonly name: string } }): StoredObject {
    const version = this.revisions.next();
    const stored = frozenCopy({
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(version) },
    }) as StoredObject;
    const place = placeOf(stored.metadata);
    const before = this.#objects.get(place);
    this.#objects.set(place, stored);
    const change = before === undefined ? { type: 'ADDED' as const } : { type: 'MODIFIED' as const, before };
    this.#record({ ...change, version, object: stored });
    return stored;
  }

  remove(stored: StoredObject): void {
    const version = this.revisions.next();
    this.#objects.delete(placeOf(stored.metadata));
    const object = frozenCopy({ ...stored, metadata: { ...stored.metadata, resourceVersion: String(version) } });
    this.#record({ type: 'DELETED', version, object, before: stored });
  }

  /** @returns undefined when changes since then are forgotten */
  since(version: number): readonly StoredChange[] | undefined {
    if (version < this.#floor) return undefined;
    const first = this.#changes.findLastIndex(change => change.version <= version) + 1;
    return this.#changes.slice(first);
  }

  subscribe(listener: (change: StoredChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Remembers the present state for later pages. */
  snapshot(nowMs: number): number {
    this.#snapshots.set(this.revisions.current, { objects: this.list(), takenAtMs: nowMs });
    return this.revisions.current;
  }

  /** The state that {@link snapshot} remembered, unless it was taken before `sinceMs`. */
  recall(version: number, sinceMs: number): readonly StoredObject[] | undefined {
    for (const [key, { takenAtMs }] of this.#snapshots) if (takenAtMs < sinceMs) this.#snapshots.delete(key);
    return this.#snapshots.get(version)?.objects;
  }

  /** Forgets every change and every snapshot, as a compaction of etcd does. */
  forget(): void {
    this.#floor = this.revisions.current;
    this.#changes.length = 0;
    this.#snapshots.clear();
  }

  #record(change: StoredChange): void {
    this.#sorted = undefined;
    this.#changes.push(change);
    // Twice the limit before cutting, so that cutting costs next to nothing per change.
    if (this.#changes.length > 2 * this.historyLimit) {
      const cut = this.#changes.splice(0, this.#changes.length - this.historyLimit);
      this.#floor = cut.at(-1)?.version ?? this.#floor;
    }
    for (const listener of this.#listeners) listener(change);
  }
}
