import { parseIntOrPercent, scale } from '../int-or-percent.js';

/**
 * How many matched pods a partition keeps old. A percentage is rounded up, but below 100 % at least one of several pods
 * is updated, and above 0 % at least one is kept (OpenKruise's rule).
 *
 * @param partition - `updateStrategy.partition`; what cannot be read keeps every pod, which is the safe side
 * @param matchedCount - pods that the SidecarSet manages
 */
export function keptCount(partition: number | string | undefined, matchedCount: number): number {
  const parsed = parseIntOrPercent(partition ?? 0);
  if (parsed === undefined) return matchedCount;
  const kept = Math.min(scale(parsed, { of: matchedCount, rounding: 'up' }), matchedCount);
  const updatesOne = parsed.kind === 'percent' && parsed.value < 100 && matchedCount > 1;
  return updatesOne ? Math.min(kept, matchedCount - 1) : kept;
}

/**
 * How many pods a rollout may make unavailable at once: a percentage is rounded up, and it is at least 1.
 *
 * @param maxUnavailable - `updateStrategy.maxUnavailable`; what cannot be read counts as the default, 1
 */
export function unavailableLimit(maxUnavailable: number | string | undefined, matchedCount: number): number {
  const parsed = parseIntOrPercent(maxUnavailable ?? 1);
  return parsed === undefined ? 1 : Math.max(1, scale(parsed, { of: matchedCount, rounding: 'up' }));
}
