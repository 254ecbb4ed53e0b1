import type { ObjectReference } from '../api/kubernetes.generated.js';
import type { Resource } from '../api/resources.js';
import type { ApiErrorReason } from './api-error.js';
import type { Priority } from './rate-limit.js';

/** What a call does, in RBAC's words. */
export type CallVerb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete';

/** One call to the API server, or one attempt of it. */
export interface ObservedCall {
  readonly verb: CallVerb;
  readonly resource: Resource;
  readonly subresource?: string;
}

/** Why a watch is over: the server closed it in order, it fell behind (410), went dead, failed, or was told to stop. */
export type WatchEnd = 'closed' | 'expired' | 'silent' | 'failed' | 'stopped';

/**
 * Who watches this folder at work: metrics and logs hang here, so that nothing in it needs to know them.
 * Every callback is optional, is called synchronously and must not throw.
 */
export interface ClusterObserver {
  /** A call is over, retries included. A watch counts as over when its stream opens. `code` 0: no answer came. */
  callEnded?(call: ObservedCall & { readonly code: number; readonly durationMs: number }): void;
  /** An attempt failed and another one follows after `waitMs`. */
  callRetried?(call: ObservedCall & { readonly reason: ApiErrorReason; readonly waitMs: number }): void;
  /** A call had to stand in the line of the client's own rate limit. */
  callWaited?(wait: { readonly priority: Priority; readonly waitedMs: number }): void;
  /** The complete state of a resource has arrived, as a stream or in pages. */
  listEnded?(list: {
    readonly resource: Resource;
    readonly via: 'stream' | 'pages';
    readonly count: number;
    readonly durationMs: number;
  }): void;
  /** A watch brought something, be it a bookmark. */
  watchHeard?(watch: { readonly resource: Resource }): void;
  /** A watch is over; with a `retryInMs` when it did not end in good order. */
  watchEnded?(watch: {
    readonly resource: Resource;
    readonly reason: WatchEnd;
    readonly durationMs: number;
    readonly eventCount: number;
    readonly retryInMs?: number;
    readonly error?: unknown;
  }): void;
  /** A complete list was older than what had been seen before: the API server's data went back to a backup. */
  historyRewound?(rewind: { readonly resource: Resource; readonly from: string; readonly to: string }): void;
  /** A store's listener threw. */
  listenerFailed?(failure: { readonly resource: Resource; readonly error: unknown }): void;
  /** This process began or ceased to lead, or saw another one begin. */
  leadershipChanged?(change: { readonly leading: boolean; readonly holder: string }): void;
  /** An attempt to become or stay leader failed. */
  electionFailed?(failure: { readonly leading: boolean; readonly error: unknown }): void;
  /** An event will not be written. */
  eventDropped?(drop: {
    readonly about: ObjectReference;
    readonly eventReason: string;
    readonly reason: 'queue-full' | 'too-many-for-object' | 'write-failed';
    readonly error?: unknown;
  }): void;
}
