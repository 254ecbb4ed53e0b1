import type { Metrics } from './metrics.js';

/** Who watches the work queue. Keys are names of SidecarSets. */
export interface QueueObserver {
  /** A trigger put the key in. */
  added(key: string): void;
  /** Work on the key began, `waitedMs` after it was due. */
  started(key: string, waitedMs: number): void;
  /** Work on the key is over, well or not. */
  ended(key: string, tookMs: number): void;
  /** Work on the key failed and will be tried again after `delayMs`. */
  retried(key: string, delayMs: number): void;
  /** So many keys are due now. */
  depth(count: number): void;
}

/** Counts what the work queue does. Keys are no labels: a series for every SidecarSet would outlive it. */
export function queueObserver(metrics: Metrics): QueueObserver {
  return {
    added: () => metrics.count('sidecarset_queue_adds_total', {}),
    started: (_key, waitedMs) => metrics.observe('sidecarset_queue_wait_seconds', {}, waitedMs / 1000),
    ended: (_key, tookMs) => metrics.observe('sidecarset_queue_work_seconds', {}, tookMs / 1000),
    retried: () => metrics.count('sidecarset_queue_retries_total', {}),
    depth: count => metrics.set('sidecarset_queue_depth', {}, count),
  };
}
