import type { Sidecar, SidecarSet, SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import { deepFreeze } from './deep-freeze.js';

/** A sidecar named `agent` with image `agent:2`, changed by what is given. */
export function aSidecar(fields: Partial<Sidecar> = {}): Sidecar {
  return deepFreeze({ name: 'agent', image: 'agent:2', ...fields });
}

/** A SidecarSet named `set` that selects `app: web` and injects {@link aSidecar}, its spec changed by what is given. */
export function aSidecarSet(
  spec: Partial<SidecarSetSpec> = {},
  metadata: NonNullable<SidecarSet['metadata']> = {},
): SidecarSet {
  return deepFreeze({
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'SidecarSet',
    metadata: { name: 'set', generation: 1, resourceVersion: '10', ...metadata },
    spec: { selector: { matchLabels: { app: 'web' } }, containers: [aSidecar()], ...spec },
  });
}
