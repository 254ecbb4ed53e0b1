import type { Container, LocalObjectReference, PodSpec, Volume } from '../../api/kubernetes.generated.js';
import { isInjected } from './injected.js';

/** A container and the side of the app containers on which it stands. */
export interface PlacedContainer {
  readonly container: Container;
  readonly before: boolean;
}

/** All that injection adds to the spec of a pod. */
export interface Additions {
  /** In the order in which they apply. */
  readonly containers: readonly PlacedContainer[];
  readonly initContainers: readonly PlacedContainer[];
  /** Volumes that the SidecarSets offer. */
  readonly volumes: readonly Volume[];
  readonly imagePullSecrets: readonly LocalObjectReference[];
}

/**
 * Puts the additions into a pod spec: containers on their side of the app containers, init containers sorted by name
 * behind the pod's own (or ahead of them), the offered volumes that an added container uses, and the pull secrets. What
 * the pod has already under one of these names stays, except a container of ours, which is replaced where it stands.
 */
export function placeInPod(spec: PodSpec, additions: Additions): PodSpec {
  const added = [...additions.containers, ...additions.initContainers].map(({ container }) => container);
  const byName = additions.initContainers.toSorted((a, b) => (a.container.name < b.container.name ? -1 : 1));
  const initContainers = placed(spec.initContainers ?? [], byName);
  const volumes = merged(
    spec.volumes,
    additions.volumes.filter(volume => uses(added, volume)),
  );
  const imagePullSecrets = merged(spec.imagePullSecrets, additions.imagePullSecrets);
  return {
    ...spec,
    containers: placed(spec.containers, additions.containers),
    ...(initContainers.length > 0 ? { initContainers } : {}),
    ...(volumes === undefined ? {} : { volumes }),
    ...(imagePullSecrets === undefined ? {} : { imagePullSecrets }),
  };
}

function placed(own: readonly Container[], additions: readonly PlacedContainer[]): readonly Container[] {
  if (additions.length === 0) return own;
  const replacement = (name: string): Container | undefined =>
    additions.find(({ container }) => container.name === name)?.container;
  const present = new Set(own.map(container => container.name));
  const missing = additions.filter(({ container }) => !present.has(container.name));
  return [
    ...missing.filter(({ before }) => before).map(({ container }) => container),
    ...own.map(container => {
      const ours = replacement(container.name);
      return ours !== undefined && isInjected(container) ? ours : container;
    }),
    ...missing.filter(({ before }) => !before).map(({ container }) => container),
  ];
}

function uses(containers: readonly Container[], volume: Volume): boolean {
  return containers.some(
    container =>
      container.volumeMounts?.some(mount => mount.name === volume.name) === true ||
      container.volumeDevices?.some(device => device.name === volume.name) === true,
  );
}

/** The pod's own entry of a name wins, then the first one offered. */
function merged<T extends { readonly name?: string }>(
  own: readonly T[] | undefined,
  offered: readonly T[],
): readonly T[] | undefined {
  const names = new Set((own ?? []).map(entry => entry.name));
  const missing = offered.filter(entry => !names.has(entry.name) && names.add(entry.name).has(entry.name));
  return missing.length === 0 ? own : [...(own ?? []), ...missing];
}
