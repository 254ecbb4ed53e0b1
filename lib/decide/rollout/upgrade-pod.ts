import type { Sidecar, SidecarSet } from '../../api/sidecarset.generated.js';
import type { SidecarSetHash } from '../hash.js';
import { readLedger, withUpgrade } from '../ledger.js';
import { isNative } from '../native-sidecar.js';
import { observedContainers } from './container-status.js';
import { fillSlots } from './hot-fill.js';
import type { ImageChange } from './image-change.js';
import { imagesOf, recordOf, specPatch } from './image-change.js';
import type { PodProgress } from './pod-progress.js';
import type { RolloutSnapshot } from './rollout-snapshot.js';
import type { Upgrade } from './rollout-step.js';

/**
 * One pod's upgrade in place, as a single guarded write: the images that differ, the hash record and the in-place state.
 * Hot sidecars get their new image into a slot. It names no container but the SidecarSet's own, so it cannot touch an app
 * container. The in-place state keeps the container IDs of this moment too, by which a restart is recognised even when
 * two tags share one image ID.
 *
 * @param now - RFC 3339
 */
export function upgradePod(
  { pod, slots }: PodProgress,
  {
    sidecarSet,
    hashes,
    history,
    now,
  }: Pick<RolloutSnapshot, 'sidecarSet' | 'history' | 'now'> & { readonly hashes: SidecarSetHash },
): Upgrade {
  const { name = '', resourceVersion = '' } = sidecarSet.metadata ?? {};
  const ledger = readLedger(pod.metadata?.annotations ?? {});
  const cold = imageChanges(pod, sidecarSet);
  const hot = fillSlots(slots, { ledger, sidecarSet: { name, resourceVersion } });
  const coldStatuses = Object.fromEntries(cold.map(({ observed }) => [observed.container.name, recordOf(observed)]));
  const annotations = withUpgrade(ledger, {
    ...hot,
    sidecarSet: name,
    specHash: hashes.specHash,
    ...(history === undefined ? {} : { controllerRevision: history.latestRevision }),
    now,
    lastContainerStatuses: { ...coldStatuses, ...hot.lastContainerStatuses },
  });
  const changes = [...cold, ...hot.changes];
  return {
    kind: hot.changes.length === 0 ? 'cold-upgrade' : 'fill-slot',
    namespace: pod.metadata?.namespace ?? '',
    name: pod.metadata?.name ?? '',
    images: imagesOf(changes),
    patch: { metadata: { resourceVersion: pod.metadata?.resourceVersion, annotations }, ...specPatch(pod, changes) },
  };
}

function imageChanges(pod: PodProgress['pod'], sidecarSet: SidecarSet): readonly ImageChange[] {
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
