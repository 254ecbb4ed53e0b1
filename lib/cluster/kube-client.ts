import type { KubeConfig } from '@kubernetes/client-node';
import type { KubernetesObject } from '../api/kubernetes.generated.js';
import { FIELD_MANAGER } from '../api/names.js';
import type { Resource } from '../api/resources.js';
import type { ApiCall } from './api-call.js';
import { createCall, getCall, listCall, patchCall, removeCall, replaceCall, typeOf, watchCall } from './api-call.js';
import { ApiCaller } from './api-caller.js';
import { ApiError } from './api-error.js';
import type { Clock } from './clock.js';
import { systemClock } from './clock.js';
import type {
  CallOptions,
  Cluster,
  ListQuery,
  ObjectKey,
  ObjectPage,
  Patch,
  RemoveOptions,
  WatchEvent,
  WatchQuery,
  WriteOptions,
} from './cluster.js';
import { linkAbort } from './linked-abort.js';
import type { ClusterObserver } from './observer.js';
import { watchSilence } from './silence-watchdog.js';
import { readWatchLine, splitLines } from './watch-lines.js';

/** What a client needs. */
export interface KubeClientOptions {
  /** From `loadKubeConfig`. */
  readonly kubeConfig: KubeConfig;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** In [0, 1). Default: Math.random. */
  readonly random?: () => number;
  readonly observer?: ClusterObserver;
  /** Calls a second in the long run. Default 50. */
  readonly queriesPerSecond?: number;
  /** Calls at once after a rest. Default 100. */
  readonly burst?: number;
  /** How the client is called in the API server's audit log. Default: the field manager's name. */
  readonly userAgent?: string;
}

/** The API server ends a watch in order after its `timeoutSeconds`; one that still stands this much later is dead. */
const WATCH_GRACE_MS = 30_000;
/** For a watch without `timeoutSeconds`: the API server sends a bookmark about once a minute. */
const WATCH_SILENCE_MS = 600_000;

/** The port to a real API server. Reads are retried, writes only where they cannot have happened (see `retry.ts`). */
export interface KubeClient extends Cluster {
  /** Drops idle connections, so that the process can end. */
  close(): void;
}

class HttpCluster implements KubeClient {
  readonly #caller: ApiCaller;
  readonly #clock: Clock;

  constructor(caller: ApiCaller, clock: Clock) {
    this.#caller = caller;
    this.#clock = clock;
  }

  get<T extends KubernetesObject>(resource: Resource<T>, key: ObjectKey, options: CallOptions = {}): Promise<T> {
    return this.#object(() => getCall(resource, key), options);
  }

  async list<T extends KubernetesObject>(
    resource: Resource<T>,
    query: ListQuery = {},
    options: CallOptions = {},
  ): Promise<ObjectPage<T>> {
    const page = (await this.#caller.json(listCall(resource, query), options)) as RawPage<T>;
    const type = typeOf(resource);
    return { metadata: page.metadata, items: (page.items ?? []).map(item => ({ ...type, ...item })) };
  }

  /** `options.timeoutMs` limits the time to the first byte. A watch that then falls silent for too long rejects. */
  async *watch<T extends KubernetesObject>(
    resource: Resource<T>,
    query: WatchQuery,
    options: CallOptions = {},
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    const call = watchCall(resource, query);
    const answer = await this.#caller.open(call, options);
    const stop = linkAbort(options.signal);
    const silenceMs =
      query.timeoutSeconds === undefined ? WATCH_SILENCE_MS : query.timeoutSeconds * 1000 + WATCH_GRACE_MS;
    const watchdog = watchSilence(this.#clock, silenceMs, () => stop.abort(unreachable(call, 'the watch fell silent')));
    const destroy = (): void => void answer.destroy();
    stop.signal.addEventListener('abort', destroy, { once: true });
    if (stop.signal.aborted) destroy();
    try {
      for await (const line of splitLines(answer as AsyncIterable<Buffer>)) {
        watchdog.heard();
        const event = readWatchLine<T>(line, call.text);
        if (event !== undefined) yield event;
        stop.signal.throwIfAborted();
      }
      stop.signal.throwIfAborted();
    } catch (error) {
      if (stop.signal.aborted) throw stop.signal.reason;
      throw error instanceof ApiError ? error : unreachable(call, 'the watch broke off', error);
    } finally {
      watchdog.stop();
      stop.unlink();
      destroy();
    }
  }

  create<T extends KubernetesObject>(resource: Resource<T>, object: T, options: WriteOptions = {}): Promise<T> {
    return this.#object(() => createCall(resource, object, options), options);
  }

  replace<T extends KubernetesObject>(resource: Resource<T>, object: T, options: WriteOptions = {}): Promise<T> {
    return this.#object(() => replaceCall(resource, object, options), options);
  }

  patch<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options: WriteOptions = {},
  ): Promise<T> {
    return this.#object(() => patchCall(resource, key, patch, options), options);
  }

  async remove<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    options: RemoveOptions = {},
  ): Promise<void> {
    await this.#caller.json(removeCall(resource, key, options), options);
  }

  close(): void {
    this.#caller.close();
  }

  async #object<T>(call: () => ApiCall, options: CallOptions): Promise<T> {
    return (await this.#caller.json(call(), options)) as T;
  }
}

/** Makes the way to the API server that a kubeconfig names. Nothing is called yet. */
export function createKubeClient(options: KubeClientOptions): KubeClient {
  const clock = options.clock ?? systemClock;
  const caller = new ApiCaller({
    kubeConfig: options.kubeConfig,
    clock,
    random: options.random ?? Math.random,
    observer: options.observer ?? {},
    queriesPerSecond: options.queriesPerSecond ?? 50,
    burst: options.burst ?? 100,
    userAgent: options.userAgent ?? FIELD_MANAGER,
  });
  return new HttpCluster(caller, clock);
}

interface RawPage<T> {
  readonly metadata: ObjectPage<T>['metadata'];
  /** Go writes null for a list that was never made. */
  readonly items: readonly T[] | null;
}

function unreachable(call: ApiCall, message: string, cause?: unknown): ApiError {
  return new ApiError({ code: 0, reason: 'Unreachable', message, call: call.text }, { cause });
}
