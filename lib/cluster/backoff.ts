/** How waits grow. */
export interface BackoffLimits {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before the next attempt: twice as long after each failure, and up to twice that at random, so that
 * many clients that failed together do not return together. client-go's reflector waits by the same rule.
 *
 * @param failures - how many attempts have failed already, from 1
 * @param random - in [0, 1)
 */
export function backoffMs(failures: number, limits: BackoffLimits, random: () => number): number {
  const steadyMs = Math.min(limits.maxMs, limits.firstMs * 2 ** (failures - 1));
  return steadyMs * (1 + random());
}
