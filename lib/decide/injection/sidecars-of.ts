import type { Sidecar, SidecarSet } from '../../api/sidecarset.generated.js';
import { isNative } from '../native-sidecar.js';

/** The sidecars of a SidecarSet, by the list that they are injected into. */
export interface SidecarLists {
  readonly containers: readonly Sidecar[];
  readonly initContainers: readonly Sidecar[];
}

/**
 * The sidecars that a SidecarSet injects. An init container that ends has nothing to hand over, so HotUpgrade
 * means nothing there: it never gets two slots.
 */
export function sidecarsOf({ spec }: SidecarSet): SidecarLists {
  return {
    containers: spec.containers ?? [],
    initContainers: (spec.initContainers ?? []).map(sidecar => {
      if (isNative(sidecar) || sidecar.upgradeStrategy === undefined) return sidecar;
      return { ...sidecar, upgradeStrategy: { upgradeType: 'ColdUpgrade' } };
    }),
  };
}
