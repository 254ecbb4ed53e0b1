import type { ObjectKey } from './cluster.js';

/** What happened to one object in a store. */
export type Change<T> =
  | { readonly kind: 'added'; readonly object: T }
  | { readonly kind: 'updated'; readonly before: T; readonly object: T }
  | { readonly kind: 'removed'; readonly before: T };

/**
 * A cache of one kind of object as its readers see it. It never runs backwards: an older version of an object never
 * replaces a newer one, and our own writes are folded in until the watch shows them.
 */
export interface StoreView<T> {
  /** True from the first complete list on. Readiness hangs on it. */
  readonly synced: boolean;
  /** Resolves once {@link synced}; rejects when `signal` aborts first. */
  whenSynced(signal?: AbortSignal): Promise<void>;
  get(key: ObjectKey): T | undefined;
  list(): readonly T[];
  /** Objects that the named index files under `value`; empty when there is none. */
  byIndex(index: string, value: string): readonly T[];
  /** Takes in what the API server answered to one of our writes. */
  fold(object: T): void;
  /**
   * @param listener - called after the store has changed; what it throws is reported and never ends the watch
   * @returns a function that ends the subscription
   */
  subscribe(listener: (change: Change<T>) => void): () => void;
}
