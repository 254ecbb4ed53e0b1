import type { KubernetesObject } from '../api/kubernetes.generated.js';
import type { Resource } from '../api/resources.js';
import type { ObjectKey, WatchEvent } from './cluster.js';
import type { IndexFunction } from './object-index.js';
import { ObjectIndex } from './object-index.js';
import type { ClusterObserver } from './observer.js';
import { isNewer, mayBeNewer } from './resource-version.js';
import type { Change, StoreView } from './store-view.js';

/** How a store is made. */
export interface ObjectStoreOptions<T extends KubernetesObject> {
  readonly resource: Resource<T>;
  /**
   * What to keep of an object: a large cluster's pods weigh a tenth without what nobody reads. It keeps
   * `metadata.{name, namespace, uid, resourceVersion}`, and what it made it leaves as it is. Where there is one, it is given
   * what it made of the object before, to share the parts that are still the same.
   */
  readonly project?: (object: T, before?: T) => T;
  /** By the name that {@link StoreView.byIndex} takes. */
  readonly indexes?: Readonly<Record<string, IndexFunction<T>>>;
  readonly observer?: ClusterObserver;
}

/**
 * The cache of one kind of object: a reflector feeds it, everybody else reads it as a {@link StoreView}.
 *
 * What keeps it from running backwards is one number beside the objects, `#seen`: the version up to which the watch
 * has shown everything. An API server sends the changes of one resource in the order of their versions, so an object
 * that is missing here had been deleted by `#seen`, and a late answer to one of our writes that is not newer than
 * `#seen` cannot bring it back. No memory of deleted objects is needed.
 */
export class ObjectStore<T extends KubernetesObject> implements StoreView<T> {
  readonly resource: Resource<T>;
  /** See {@link ObjectStoreOptions.project}. */
  readonly project: (object: T, before?: T) => T;
  readonly #objects = new Map<string, T>();
  readonly #indexes: ReadonlyMap<string, ObjectIndex<T>>;
  readonly #observer: ClusterObserver;
  readonly #listeners = new Set<(change: Change<T>) => void>();
  readonly #wakeWhenSynced = new Set<() => void>();
  /** Keys of objects that came from our own writes and that the watch has not shown yet. */
  readonly #folded = new Set<string>();
  /** Changes that the listeners have still to hear of. */
  readonly #untold: Change<T>[] = [];
  #telling = false;
  #seen = '';
  #synced = false;
  #list: readonly T[] | undefined;

  constructor(options: ObjectStoreOptions<T>) {
    this.resource = options.resource;
    this.project = options.project ?? (object => object);
    this.#observer = options.observer ?? {};
    const indexes = Object.entries(options.indexes ?? {});
    this.#indexes = new Map(indexes.map(([name, valuesOf]) => [name, new ObjectIndex(valuesOf)]));
  }

  get synced(): boolean {
    return this.#synced;
  }

  whenSynced(signal?: AbortSignal): Promise<void> {
    if (this.#synced) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#wakeWhenSynced.delete(wake);
        reject(signal?.reason as Error);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      if (signal?.aborted === true) {
        abort();
        return;
      }
      signal?.addEventListener('abort', abort, { once: true });
      this.#wakeWhenSynced.add(wake);
    });
  }

  get(key: ObjectKey): T | undefined {
    return this.#objects.get(textOf(key));
  }

  /** The same array until something changes. */
  list(): readonly T[] {
    return (this.#list ??= [...this.#objects.values()]);
  }

  byIndex(index: string, value: string): readonly T[] {
    const found = this.#indexes.get(index);
    if (found === undefined) throw new Error(`the store of ${this.resource.plural} has no index "${index}"`);
    return found.objects(value);
  }

  subscribe(listener: (change: Change<T>) => void): () => void {
    // A wrapper of its own, so that one function subscribed twice is called twice and ends once each.
    const subscription = (change: Change<T>): void => listener(change);
    this.#listeners.add(subscription);
    return () => this.#listeners.delete(subscription);
  }

  fold(object: T): void {
    const key = keyOf(object);
    if (!mayBeNewer(versionOf(object), versionOf(this.#objects.get(key)) ?? this.#seen)) return;
    this.#folded.add(key);
    this.#put(key, object);
    this.#tell();
  }

  /** Takes in one line of the watch. Lines that were seen before change nothing. */
  apply(event: WatchEvent<T>): void {
    if (event.type === 'BOOKMARK') {
      if (mayBeNewer(event.resourceVersion, this.#seen)) this.#seen = event.resourceVersion;
      this.#dropPassedFolds();
    } else {
      this.#applyChange(event.type, event.object);
    }
    this.#tell();
  }

  /**
   * Takes in the complete state as of `resourceVersion`. Objects that are not part of it are removed, but for those
   * that our own writes made after it. A state older than what the watch has shown can only mean that the API server
   * was set back to a backup (reflectors ask for consistent lists): then all that was known is void.
   */
  replace(objects: Iterable<T>, resourceVersion: string): void {
    const rewound = isNewer(this.#seen, resourceVersion);
    if (rewound) {
      this.#observer.historyRewound?.({ resource: this.resource, from: this.#seen, to: resourceVersion });
    }
    const listed = new Map<string, T>();
    for (const object of objects) listed.set(keyOf(object), object);
    for (const [key, stored] of this.#objects) {
      const outlivesList = !rewound && isNewer(versionOf(stored), resourceVersion);
      if (!listed.has(key) && !outlivesList) this.#remove(key);
      if (!outlivesList) this.#folded.delete(key);
    }
    for (const [key, object] of listed) {
      const known = versionOf(this.#objects.get(key));
      const news =
        known === undefined || (rewound ? versionOf(object) !== known : mayBeNewer(versionOf(object), known));
      if (news) this.#put(key, object);
    }
    this.#seen = resourceVersion;
    this.#becomeSynced();
    this.#tell();
  }

  #applyChange(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: T): void {
    const key = keyOf(object);
    const version = versionOf(object);
    const stored = this.#objects.get(key);
    const storedVersion = versionOf(stored);
    // What we hold is already later than this line: it stays as it is, folded or not.
    const overtaken = storedVersion !== undefined && isNewer(storedVersion, version);
    if (!overtaken) {
      this.#folded.delete(key);
      if (type === 'DELETED') this.#remove(key);
      else if (mayBeNewer(version, storedVersion ?? this.#seen)) this.#put(key, object);
    }
    if (mayBeNewer(version, this.#seen)) this.#seen = version;
  }

  /**
   * The watch went past the version of one of our writes and did not show it: the object is not among those that the
   * watch is about (its selector does not match).
   */
  #dropPassedFolds(): void {
    for (const key of this.#folded) {
      if (!isNewer(this.#seen, versionOf(this.#objects.get(key)) ?? '')) continue;
      this.#folded.delete(key);
      this.#remove(key);
    }
  }

  #put(key: string, arrived: T): void {
    const before = this.#objects.get(key);
    const object = this.project(arrived, before);
    this.#objects.set(key, object);
    this.#note(key, before, object);
    this.#untold.push(before === undefined ? { kind: 'added', object } : { kind: 'updated', before, object });
  }

  #remove(key: string): void {
    const before = this.#objects.get(key);
    if (before === undefined) return;
    this.#objects.delete(key);
    this.#note(key, before, undefined);
    this.#untold.push({ kind: 'removed', before });
  }

  #note(key: string, before: T | undefined, after: T | undefined): void {
    this.#list = undefined;
    for (const index of this.#indexes.values()) index.change(key, before, after);
  }

  #becomeSynced(): void {
    this.#synced = true;
    for (const wake of this.#wakeWhenSynced) wake();
    this.#wakeWhenSynced.clear();
  }

  /** Tells in the order of the changes, also when a listener's own fold makes another one meanwhile. */
  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    for (const change of this.#untold) {
      for (const listener of this.#listeners) this.#tellOne(listener, change);
    }
    this.#untold.length = 0;
    this.#telling = false;
  }

  #tellOne(listener: (change: Change<T>) => void, change: Change<T>): void {
    try {
      listener(change);
    } catch (error) {
      this.#observer.listenerFailed?.({ resource: this.resource, error });
    }
  }
}

function textOf(key: ObjectKey): string {
  return `${key.namespace ?? ''}/${key.name}`;
}

/** Text that tells the objects of one resource apart. */
export function keyOf(object: KubernetesObject): string {
  return `${object.metadata?.namespace ?? ''}/${object.metadata?.name ?? ''}`;
}

function versionOf(object: KubernetesObject): string;
function versionOf(object: KubernetesObject | undefined): string | undefined;
function versionOf(object: KubernetesObject | undefined): string | undefined {
  return object === undefined ? undefined : (object.metadata?.resourceVersion ?? '');
}
