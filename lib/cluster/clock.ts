/**
 * Time as an argument: everything that waits or stamps takes a clock, so that the simulator can run years in seconds.
 */
export interface Clock {
  /** Wall time, milliseconds since 1970. For timestamps that others read. */
  nowMs(): number;
  /** Time that never jumps back, milliseconds since an arbitrary start. For durations and deadlines. */
  monotonicMs(): number;
  /**
   * Calls back once, later. Never calls back before it has returned.
   *
   * @returns a function that takes the call back, without effect once it has happened
   */
  schedule(delayMs: number, run: () => void): () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/**
 * Waits, or stops waiting when told to.
 *
 * @returns resolves after `delayMs`, or at once when `signal` aborts; it never rejects, so a caller checks the signal
 */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise(resolve => {
    const done = (): void => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.schedule(delayMs, done);
    signal?.addEventListener('abort', done);
  });
}

/** A moment as Kubernetes writes it into objects: RFC 3339 in UTC, with seconds. */
export function timestampOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
