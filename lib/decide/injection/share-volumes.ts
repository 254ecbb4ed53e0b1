import type { Container, EnvVar, VolumeDevice, VolumeMount } from '../../api/kubernetes.generated.js';
import type { Sidecar } from '../../api/sidecarset.generated.js';

/** What a sidecar shares with the app containers: whole mounts and devices, and the variables that mounts name. */
export interface SharedVolumes {
  readonly volumeMounts: readonly VolumeMount[];
  readonly volumeDevices: readonly VolumeDevice[];
  /** Variables named in the `subPathExpr` of a shared mount, from the container that the mount came from. */
  readonly env: readonly EnvVar[];
}

/** `$(NAME)` in a subPathExpr; `$$(NAME)` is an escaped literal. */
const EXPANSION = /(?<!\$)(?:\$\$)*\$\(([^)]+)\)/g;

/**
 * The mounts and devices of the app containers that a sidecar shares (shareVolumePolicy, shareVolumeDevicePolicy).
 * A path that the sidecar uses itself, as a mount or as a device, stays the sidecar's; of two app containers that use
 * one path the first wins.
 */
export function sharedVolumes(sidecar: Sidecar, appContainers: readonly Container[]): SharedVolumes {
  const taken = new Set([
    ...(sidecar.volumeMounts ?? []).map(mount => mount.mountPath),
    ...(sidecar.volumeDevices ?? []).map(device => device.devicePath),
  ]);
  const take = (path: string): boolean => !taken.has(path) && taken.add(path).has(path);
  const mounts =
    sidecar.shareVolumePolicy?.type === 'enabled'
      ? appContainers.flatMap(container =>
          (container.volumeMounts ?? [])
            .filter(mount => take(mount.mountPath))
            .map(mount => ({ mount, env: namedVariables(mount, container) })),
        )
      : [];
  const devices =
    sidecar.shareVolumeDevicePolicy?.type === 'enabled'
      ? appContainers.flatMap(container => container.volumeDevices ?? []).filter(device => take(device.devicePath))
      : [];
  return {
    volumeMounts: mounts.map(({ mount }) => mount),
    volumeDevices: devices,
    env: mounts.flatMap(({ env }) => env),
  };
}

function namedVariables(mount: VolumeMount, container: Container): readonly EnvVar[] {
  const names = [...(mount.subPathExpr ?? '').matchAll(EXPANSION)].map(([, name]) => name);
  return (container.env ?? []).filter(variable => names.includes(variable.name));
}
