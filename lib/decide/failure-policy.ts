import type { InjectionFailurePolicy, SidecarSet } from '../api/sidecarset.generated.js';

/**
 * What becomes of a new pod that cannot get the sidecars of this SidecarSet: it is created without them, or refused.
 *
 * @param fallback - what the operator does for SidecarSets that say nothing
 */
export function failurePolicyOf(
  { spec }: Pick<SidecarSet, 'spec'>,
  fallback: InjectionFailurePolicy = 'Ignore',
): InjectionFailurePolicy {
  return spec.injectionStrategy?.failurePolicy ?? fallback;
}
