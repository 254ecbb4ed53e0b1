import type { KubernetesObject } from '../api/kubernetes.generated.js';
import { isApiError } from './api-error.js';
import { backoffMs } from './backoff.js';
import type { Clock } from './clock.js';
import { sleep } from './clock.js';
import type { Cluster, Query, WatchEvent, WatchQuery } from './cluster.js';
import { linkAbort } from './linked-abort.js';
import { listPages } from './list-pages.js';
import type { ObjectStore } from './object-store.js';
import { keyOf } from './object-store.js';
import type { ClusterObserver, WatchEnd } from './observer.js';
import { isNewer, mayBeNewer } from './resource-version.js';
import { watchSilence } from './silence-watchdog.js';

/** What a reflector needs. */
export interface ReflectOptions<T extends KubernetesObject> {
  readonly cluster: Cluster;
  /** It says which resource, too. Nobody else may feed it meanwhile. */
  readonly store: ObjectStore<T>;
  readonly query?: Query;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly observer?: ClusterObserver;
  readonly signal: AbortSignal;
  /** Objects per page where the API server cannot stream its state. Default 500. */
  readonly pageLimit?: number;
}

/**
 * The API server sends a bookmark about once a minute, so a watch that is silent for three of them is dead, or of a
 * resource that has not changed since the API server began: then nothing is lost by asking again.
 */
const SILENCE_MS = 180_000;
/**
 * A watch that the API server closes sooner than this, and that brought no change, is no watch: asking again at once would
 * hammer it. One that did may have been closed because we read too slowly, and waiting would only leave more to read.
 */
const SHORTEST_WATCH_MS = 1_000;
const BACKOFF = { firstMs: 800, maxMs: 30_000 };

/**
 * Keeps a store equal to the API server, whatever happens to watches, until `signal` aborts. Then it resolves; it
 * never rejects: what goes wrong is told to the observer and tried again (client-go's reflector, by its intervals).
 */
export async function reflect<T extends KubernetesObject>(options: ReflectOptions<T>): Promise<void> {
  await new Reflector(options).run();
}

/** How one watch, or the list before it, ended. */
interface RoundEnd {
  readonly reason: WatchEnd;
  readonly error?: unknown;
}

class Reflector<T extends KubernetesObject> {
  readonly #options: ReflectOptions<T>;
  readonly #observer: ClusterObserver;
  /** Where the next watch begins; undefined: the state has to be read first. */
  #version: string | undefined;
  /** Objects of a streamed state that is not complete yet. */
  #arriving: Map<string, T> | undefined;
  #canStream = true;
  #roundBeganMs = 0;
  #eventCount = 0;
  /** Changes since the state was complete, that were not known before. */
  #changeCount = 0;

  constructor(options: ReflectOptions<T>) {
    this.#options = options;
    this.#observer = options.observer ?? {};
  }

  async run(): Promise<void> {
    const { clock, random, signal } = this.#options;
    let failures = 0;
    let wasExpired = false;
    while (!signal.aborted) {
      this.#roundBeganMs = clock.monotonicMs();
      this.#eventCount = 0;
      this.#changeCount = 0;
      const couldStream = this.#canStream;
      const end = await this.#round();
      const durationMs = clock.monotonicMs() - this.#roundBeganMs;
      const wasOfUse = durationMs >= SHORTEST_WATCH_MS || this.#changeCount > 0;
      const inOrder = end.reason === 'stopped' || (!isFailure(end.reason) && wasOfUse);
      if (durationMs >= BACKOFF.maxMs || (inOrder && this.#changeCount > 0)) failures = 0;
      // A server that says that a version is too old is there, and what is known here is void: neither waits for long.
      const isNewlyExpired = end.reason === 'expired' && !wasExpired;
      wasExpired = end.reason === 'expired';
      // A server that has just refused to stream is asked for pages at once. It refuses only once.
      const isRefused = couldStream !== this.#canStream;
      if (!inOrder && !isRefused && !isNewlyExpired) failures += 1;
      const retryInMs = inOrder || isRefused ? 0 : backoffMs(isNewlyExpired ? 1 : failures, BACKOFF, random);
      const told = { ...end, resource: this.#options.store.resource, durationMs, eventCount: this.#eventCount };
      this.#observer.watchEnded?.(inOrder ? told : { ...told, retryInMs });
      if (retryInMs > 0) await sleep(clock, retryInMs, signal);
    }
  }

  async #round(): Promise<RoundEnd> {
    try {
      if (this.#version === undefined && !this.#canStream) await this.#readPages();
      return await this.#watch();
    } catch (error) {
      if (this.#options.signal.aborted) return { reason: 'stopped' };
      return { reason: 'failed', error };
    }
  }

  async #readPages(): Promise<void> {
    const { cluster, store, query, pageLimit, signal } = this.#options;
    const { resource, project } = store;
    const list = { cluster, resource, project, limit: pageLimit ?? 500, signal };
    const state = await listPages(query === undefined ? list : { ...list, query });
    this.#takeState('pages', state.objects, state.resourceVersion);
  }

  async #watch(): Promise<RoundEnd> {
    const { cluster, store, clock, signal } = this.#options;
    this.#arriving = this.#version === undefined ? new Map() : undefined;
    const stop = linkAbort(signal);
    const watchdog = watchSilence(clock, SILENCE_MS, () => stop.abort(new Error(`silent for ${SILENCE_MS / 1000} s`)));
    try {
      for await (const event of cluster.watch(store.resource, this.#watchQuery(), { signal: stop.signal })) {
        watchdog.heard();
        this.#observer.watchHeard?.({ resource: store.resource });
        this.#eventCount += 1;
        this.#take(event);
      }
      return this.#judge(signal.aborted ? { reason: 'stopped' } : { reason: 'closed' });
    } catch (error) {
      if (signal.aborted) return { reason: 'stopped' };
      return this.#judge({ reason: watchdog.barked ? 'silent' : needsNewState(error) ? 'expired' : 'failed', error });
    } finally {
      watchdog.stop();
      stop.unlink();
    }
  }

  /** Draws what the next round has to know from the way this one ended. */
  #judge(end: RoundEnd): RoundEnd {
    if (this.#arriving !== undefined && end.reason !== 'stopped') {
      this.#arriving = undefined;
      // An older API server refuses; one behind a proxy may ignore the wish and never say that the state is complete.
      if (end.reason !== 'failed' || isRefusal(end.error)) this.#canStream = false;
    }
    if (end.reason === 'expired') this.#version = undefined;
    return end;
  }

  #watchQuery(): WatchQuery {
    // Between five and ten minutes, so that the watches of many clients do not end together (client-go).
    const timeoutSeconds = Math.floor(300 * (1 + this.#options.random()));
    const query = { ...this.#options.query, resourceVersion: this.#version ?? '', timeoutSeconds };
    return this.#version === undefined ? { ...query, sendInitialEvents: true } : query;
  }

  #take(event: WatchEvent<T>): void {
    const { store } = this.#options;
    if (this.#arriving !== undefined) {
      this.#takeArriving(this.#arriving, event);
      return;
    }
    const known = this.#version ?? '';
    const version = event.type === 'BOOKMARK' ? event.resourceVersion : (event.object.metadata?.resourceVersion ?? '');
    // An API server that was set back to a backup says nothing of its changes until it gets to where we are.
    if (event.type === 'BOOKMARK' && isNewer(known, version)) throw new RewoundError();
    store.apply(event);
    if (!mayBeNewer(version, known)) return;
    this.#version = version;
    if (event.type !== 'BOOKMARK') this.#changeCount += 1;
  }

  #takeArriving(arriving: Map<string, T>, event: WatchEvent<T>): void {
    if (event.type === 'BOOKMARK') {
      if (event.initialEventsEnd) this.#takeState('stream', [...arriving.values()], event.resourceVersion);
      return;
    }
    const key = keyOf(event.object);
    if (event.type === 'DELETED') arriving.delete(key);
    else arriving.set(key, this.#options.store.project(event.object));
  }

  #takeState(via: 'stream' | 'pages', objects: readonly T[], resourceVersion: string): void {
    const { clock, store } = this.#options;
    store.replace(objects, resourceVersion);
    this.#arriving = undefined;
    this.#version = resourceVersion;
    const durationMs = clock.monotonicMs() - this.#roundBeganMs;
    this.#observer.listEnded?.({ resource: store.resource, via, count: objects.length, durationMs });
  }
}

class RewoundError extends Error {
  constructor() {
    super('the API server is behind what it has already shown');
  }
}

function isFailure(reason: WatchEnd): boolean {
  return reason === 'failed' || reason === 'expired';
}

/** Would the same watch fail for ever? */
function needsNewState(error: unknown): boolean {
  if (error instanceof RewoundError) return true;
  if (!isApiError(error)) return false;
  return (
    error.code === 410 ||
    error.code === 400 ||
    error.reason === 'Expired' ||
    error.causes.some(cause => cause.reason === 'ResourceVersionTooLarge')
  );
}

function isRefusal(error: unknown): boolean {
  return isApiError(error) && [400, 405, 406, 415, 422].includes(error.code);
}
