import type { Pod } from '../../api/kubernetes.generated.js';
import type { Sidecar, SidecarSet } from '../../api/sidecarset.generated.js';
import type { SidecarSetHash } from '../hash.js';
import type { ContainerRecord } from '../ledger.js';
import { readLedger, withUpgrade } from '../ledger.js';
import type { ObservedContainer } from './container-status.js';
import { isNative, observedContainers } from './container-status.js';
import type { ColdUpgrade } from './rollout-plan.js';

interface ImageChange {
  readonly observed: ObservedContainer;
  readonly image: string;
}

/**
 * One pod's upgrade in place, as a single guarded write: the images that differ, the hash record and the in-place state.
 * It names no container but the SidecarSet's own, so it cannot touch an app container. The in-place state keeps the
 * container IDs of this moment too, by which a restart is recognised even when two tags share one image ID.
 *
 * @param now - RFC 3339
 */
export function upgradePod(
  pod: Pod,
  {
    sidecarSet,
    hashes,
    now,
  }: { readonly sidecarSet: SidecarSet; readonly hashes: SidecarSetHash; readonly now: string },
): ColdUpgrade {
  const changes = imageChanges(pod, sidecarSet);
  const annotations = withUpgrade(readLedger(pod.metadata?.annotations ?? {}), {
    sidecarSet: sidecarSet.metadata?.name ?? '',
    specHash: hashes.specHash,
    now,
    lastContainerStatuses: Object.fromEntries(changes.map(({ observed }) => recordOf(observed))),
  });
  const resourceVersion = pod.metadata?.resourceVersion;
  return {
    kind: 'cold-upgrade',
    namespace: pod.metadata?.namespace ?? '',
    name: pod.metadata?.name ?? '',
    images: Object.fromEntries(changes.map(({ observed, image }) => [observed.container.name, image])),
    patch: { metadata: { resourceVersion, annotations }, ...specPatch(changes) },
  };
}

function imageChanges(pod: Pod, sidecarSet: SidecarSet): readonly ImageChange[] {
  const observed = observedContainers(pod);
  return upgradableSidecars(sidecarSet).flatMap(({ name, image }) => {
    const container = observed.get(name);
    return container === undefined || image === undefined || container.container.image === image
      ? []
      : [{ observed: container, image }];
  });
}

function upgradableSidecars({ spec }: SidecarSet): readonly Sidecar[] {
  return [...(spec.initContainers ?? []).filter(isNative), ...(spec.containers ?? [])];
}

function recordOf({ container, status }: ObservedContainer): readonly [string, ContainerRecord] {
  const containerID = status?.containerID;
  return [container.name, { imageID: status?.imageID ?? '', ...(containerID === undefined ? {} : { containerID }) }];
}

function specPatch(changes: readonly ImageChange[]): Readonly<Record<string, unknown>> {
  const patchesOf = (list: ObservedContainer['list']): Readonly<Record<string, unknown>> => {
    const patches = changes
      .filter(({ observed }) => observed.list === list)
      .map(({ observed, image }) => ({ name: observed.container.name, image }));
    return patches.length === 0 ? {} : { [list]: patches };
  };
  const spec = { ...patchesOf('containers'), ...patchesOf('initContainers') };
  return Object.keys(spec).length === 0 ? {} : { spec };
}
