import type { SidecarSet } from '../../../lib/api/sidecarset.generated.js';

/** How many stay old: written once more, since the planner's own answer cannot show that it is wrong. */
export function keptCount({ spec }: SidecarSet, matched: number): number {
  const partition = spec.updateStrategy?.partition ?? 0;
  if (typeof partition === 'number') return Math.min(partition, matched);
  const percent = Number.parseInt(partition, 10);
  const kept = Math.ceil((percent * matched) / 100);
  return percent < 100 && matched > 1 ? Math.min(kept, matched - 1) : kept;
}

/** How many may be away because of us. */
export function unavailableLimit({ spec }: SidecarSet, matched: number): number {
  const limit = spec.updateStrategy?.maxUnavailable ?? 1;
  return Math.max(1, typeof limit === 'number' ? limit : Math.ceil((Number.parseInt(limit, 10) * matched) / 100));
}
