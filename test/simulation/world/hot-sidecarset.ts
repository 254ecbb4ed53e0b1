import type { SidecarSetSpec } from '../../../lib/api/sidecarset.generated.js';

/** The SidecarSet whose sidecars are upgraded hot, beside a cold one. */
export const HOT_SET = 'gate';

/** What the idle slots of its pods run. */
export const IDLE_IMAGE = 'idle:1';

/** Two hot sidecars, one of them native, and a cold one. */
export function hotSpec(updateStrategy: NonNullable<SidecarSetSpec['updateStrategy']>): SidecarSetSpec {
  const upgradeStrategy = { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: IDLE_IMAGE } as const;
  return {
    selector: { matchLabels: { app: 'web' } },
    updateStrategy,
    initContainers: [{ name: 'vault', image: 'vault:1', restartPolicy: 'Always', upgradeStrategy }],
    containers: [
      { name: 'tunnel', image: 'tunnel:1', upgradeStrategy },
      { name: 'meter', image: 'meter:1' },
    ],
  };
}
