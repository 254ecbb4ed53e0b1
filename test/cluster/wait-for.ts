import { setTimeout as delay } from 'node:timers/promises';

/** How long and how often {@link waitFor} looks. */
export interface WaitOptions {
  /** Default 300 s: no machine is that slow. */
  readonly timeoutMs?: number;
  /** Default 100 ms. */
  readonly everyMs?: number;
}

/** Thrown by a check that waiting cannot help: {@link waitFor} gives up at once. */
export class Hopeless extends Error {}

/**
 * Looks again and again until the check answers something other than `undefined`, `false` or `null`. A check that
 * throws has not found it yet; only {@link Hopeless} ends the wait early.
 *
 * @param description - completes "waited 60 s for ..."
 * @returns what the check found
 * @throws Error that says what was waited for, how long, and what the last look met with
 */
export async function waitFor<T>(
  description: string,
  check: () => Promise<T> | T,
  { timeoutMs = 300_000, everyMs = 100 }: WaitOptions = {},
): Promise<Exclude<T, undefined | null | false>> {
  const startedMs = performance.now();
  for (;;) {
    const look = await lookOnce(check);
    if ('found' in look) return look.found;
    const waitedMs = performance.now() - startedMs;
    if (waitedMs >= timeoutMs) {
      const met = look.error === undefined ? '' : `; the last look met with: ${look.error.message}`;
      throw new Error(`waited ${(waitedMs / 1000).toFixed(1)} s for ${description}${met}`, { cause: look.error });
    }
    await delay(everyMs);
  }
}

type Look<T> = { readonly found: Exclude<T, undefined | null | false> } | { readonly error: Error | undefined };

async function lookOnce<T>(check: () => Promise<T> | T): Promise<Look<T>> {
  try {
    const answer = await check();
    if (answer === undefined || answer === null || answer === false) return { error: undefined };
    return { found: answer as Exclude<T, undefined | null | false> };
  } catch (error) {
    if (error instanceof Hopeless) throw error;
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}
