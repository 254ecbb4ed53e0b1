import type { SidecarSet } from '../api/sidecarset.generated.js';

/**
 * A SidecarSet as if it named no revision for new pods, for somebody to whom revisions are closed: which pods it chooses is
 * the same.
 */
export function withoutRevision({ spec, ...sidecarSet }: SidecarSet): SidecarSet {
  const strategy = Object.entries(spec.injectionStrategy ?? {}).filter(([field]) => field !== 'revision');
  return { ...sidecarSet, spec: { ...spec, injectionStrategy: Object.fromEntries(strategy) } };
}
