import { setMaxListeners } from 'node:events';

/** An abort of our own that also happens when `signal` aborts, until unlinked. */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(reason: Error): void;
  /** Lets go of the outer signal, which may live for as long as the process. */
  unlink(): void;
}

/** `AbortSignal.any` without its memory: Node 20 keeps something of every signal ever linked to a long-lived one. */
export function linkAbort(outer: AbortSignal | undefined): LinkedAbort {
  const controller = new AbortController();
  const follow = (): void => controller.abort(outer?.reason);
  if (outer?.aborted === true) follow();
  else if (outer !== undefined) {
    // Many calls at once follow one signal, and all let go of it: Node's warning of a leak would be wrong.
    setMaxListeners(0, outer);
    outer.addEventListener('abort', follow, { once: true });
  }
  return {
    signal: controller.signal,
    abort: reason => controller.abort(reason),
    unlink: () => outer?.removeEventListener('abort', follow),
  };
}
