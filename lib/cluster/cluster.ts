import type { KubernetesObject } from '../api/kubernetes.generated.js';
import type { Resource } from '../api/resources.js';
import type { Priority } from './rate-limit.js';

/** Name of one object; `namespace` is absent for cluster-scoped kinds. */
export interface ObjectKey {
  readonly namespace?: string;
  readonly name: string;
}

/** What every call understands. */
export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Longest time for the whole call, retries included. Default: the adapter's own. */
  readonly timeoutMs?: number;
  /** Default `normal`. */
  readonly priority?: Priority;
  /** Asked right before the call is sent, each time it is: what it throws ends the call. */
  readonly mayBeSent?: () => void;
}

/** What a write understands. */
export interface WriteOptions extends CallOptions {
  /** Let the API server check and answer, but store nothing. */
  readonly dryRun?: boolean;
  /** Write this subresource instead of the object. */
  readonly subresource?: 'status' | 'eviction' | 'binding';
  /** Default: {@link FIELD_MANAGER}. */
  readonly fieldManager?: string;
  /** Only for apply patches: take fields over from other managers. */
  readonly force?: boolean;
}

/** What a removal understands. */
export interface RemoveOptions extends CallOptions {
  /** Refuse (409) unless the stored object still has this uid or resourceVersion. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  /** 0 removes a pod at once, without its kubelet. */
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Foreground' | 'Background' | 'Orphan';
}

/** Which objects a list or a watch is about. */
export interface Query {
  /** Only this namespace; absent: all. */
  readonly namespace?: string;
  /** In the API's own text form, `app=nginx,tier!=db`. */
  readonly labelSelector?: string;
  /** In the API's own text form, `spec.nodeName=a`. */
  readonly fieldSelector?: string;
}

/** One page of a list. */
export interface ListQuery extends Query {
  /** Most objects in the answer. */
  readonly limit?: number;
  /** From the page before. */
  readonly continue?: string;
  /** `'0'`: any version that the API server has at hand. */
  readonly resourceVersion?: string;
}

/** The answer to a list. Items carry `apiVersion` and `kind`, which the API server leaves out of lists. */
export interface ObjectPage<T> {
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly T[];
}

/** Where a watch begins. */
export interface WatchQuery extends Query {
  /** Changes after this version. */
  readonly resourceVersion: string;
  /** The API server ends the watch in good order after this time. */
  readonly timeoutSeconds?: number;
  /**
   * Stream the state first, as ADDED events that a BOOKMARK with annotation `k8s.io/initial-events-end: "true"` closes
   * (Kubernetes' "streaming lists"). A server that cannot answers with an ApiError of code 4xx.
   */
  readonly sendInitialEvents?: boolean;
}

/** One line of a watch. A watch that the server ends with an ERROR line rejects with an ApiError instead. */
export type WatchEvent<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string; readonly initialEventsEnd: boolean };

/** One JSON Patch operation (RFC 6902). */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/**
 * A partial write. `metadata.resourceVersion` in a merge or strategic body makes the API server answer 409 when it
 * moved; so does `replace /metadata/resourceVersion` among JSON operations. A `test` that fails is a 422 like any patch
 * that does not fit.
 */
export type Patch =
  | { readonly type: 'json'; readonly operations: readonly JsonPatchOperation[] }
  | { readonly type: 'merge' | 'strategic' | 'apply'; readonly body: Readonly<Record<string, unknown>> };

/**
 * The port to Kubernetes: all that our code asks of an API server. Objects are the plain JSON that the server sent:
 * no field is dropped, renamed or converted, in either direction.
 *
 * Every call may reject with an `ApiError` (see `api-error.ts`). `test/contract/cluster-contract.ts` says in tests what
 * each adapter must do.
 */
export interface Cluster {
  get<T extends KubernetesObject>(resource: Resource<T>, key: ObjectKey, options?: CallOptions): Promise<T>;
  list<T extends KubernetesObject>(
    resource: Resource<T>,
    query?: ListQuery,
    options?: CallOptions,
  ): Promise<ObjectPage<T>>;
  /** Ends when the server ends it, when the loop over it is left, or (rejecting) when `signal` aborts. */
  watch<T extends KubernetesObject>(
    resource: Resource<T>,
    query: WatchQuery,
    options?: CallOptions,
  ): AsyncIterable<WatchEvent<T>>;
  create<T extends KubernetesObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<T>;
  /** PUT. Guarded when `object.metadata.resourceVersion` is set. Never for pods: those get patches. */
  replace<T extends KubernetesObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<T>;
  patch<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<T>;
  remove<T extends KubernetesObject>(resource: Resource<T>, key: ObjectKey, options?: RemoveOptions): Promise<void>;
}
