import type { Container, EnvVar, VolumeDevice, VolumeMount } from '../../api/kubernetes.generated.js';
import type { Sidecar } from '../../api/sidecarset.generated.js';

/** What a sidecar shares with the app containers: whole mounts and devices, and the variables that mounts name. */
export interface SharedVolumes {
  readonly volumeMounts: readonly VolumeMount[];
  readonly volumeDevices: readonly VolumeDevice[];
  /** Variables named in the `subPathExpr` of a shared mount, from the container that the mount came from. */
  readonly env: readonly EnvVar[];
}

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
  const names = namesIn(mount.subPathExpr ?? '');
  return names.size === 0 ? [] : (container.env ?? []).filter(variable => names.has(variable.name));
}

/** Reads `$(NAME)` as the kubelet does, from left to right: `$$(NAME)` is an escaped literal. */
function namesIn(expression: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at = expression.indexOf('$'); at !== -1; at = expression.indexOf('$', at)) {
    if (expression[at + 1] !== '(') {
      at += 2;
      continue;
    }
    const end = expression.indexOf(')', at);
    if (end === -1) break;
    names.add(expression.slice(at + 2, end));
    at = end + 1;
  }
  return names;
}
