// In a project of your own: from 'cdk8s-sidecarset'.
import type { SidecarSetProps, SidecarSetSpec } from '../../lib/index.js';

/**
 * A SidecarSet whose sidecar is upgraded hot: the next version takes over the listening socket and the open connections of
 * the one before, in the pod, while it serves. docs/guides/hot-upgrade.md says how.
 *
 * @param image - built from the program in ./sidecar
 * @param idleImage - built from the program in ./sidecar/idle
 */
export function handoverSidecarSet({
  image,
  idleImage,
}: {
  readonly image: string;
  readonly idleImage: string;
}): SidecarSetSpec & Pick<SidecarSetProps, 'metadata'> {
  return {
    metadata: { name: 'handover' },
    selector: { matchLabels: { sidecar: 'handover' } },
    updateStrategy: { type: 'RollingUpdate', maxUnavailable: 1 },
    containers: [
      {
        name: 'sidecar',
        image,
        ports: [{ name: 'http', containerPort: 8080 }],
        // The hook blocks until this version serves. Both slots have it, so the idle image has to have the command too.
        lifecycle: { postStart: { exec: { command: ['sidecar', 'migrate'] } } },
        // Where the two slots meet.
        volumeMounts: [{ name: 'handover', mountPath: '/handover' }],
        upgradeStrategy: { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: idleImage },
      },
    ],
    volumes: [{ name: 'handover', emptyDir: { medium: 'Memory' } }],
  };
}
