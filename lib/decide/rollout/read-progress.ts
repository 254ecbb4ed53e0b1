import type { Pod } from '../../api/kubernetes.generated.js';
import type { SidecarSetHash } from '../hash.js';
import type { ContainerRecord, Ledger } from '../ledger.js';
import { readLedger } from '../ledger.js';
import type { ObservedContainer } from './container-status.js';
import { observedContainers } from './container-status.js';
import { normalizeImage } from './image-name.js';
import type { PodProgress, Version } from './rollout-plan.js';

/**
 * Classifies one matched pod, once, for everything that is decided about it.
 *
 * @param pod - its ledger names the SidecarSet
 * @param sidecarSet - name and present hashes of the SidecarSet
 */
export function readProgress(
  pod: Pod,
  sidecarSet: { readonly name: string; readonly hashes: SidecarSetHash },
): PodProgress {
  const ledger = readLedger(pod.metadata?.annotations ?? {});
  const unsettled = unsettledContainers(pod, ledger.inPlace[sidecarSet.name]?.lastContainerStatuses ?? {});
  return {
    pod,
    version: versionOf(ledger.records[sidecarSet.name], sidecarSet.hashes),
    settled: unsettled.length === 0,
    ready: isReady(pod),
    inFlight: unsettled.length > 0 && unsettled.every(observed => observed.status?.ready === true),
  };
}

function versionOf(record: Ledger['records'][string] | undefined, hashes: SidecarSetHash): Version {
  if (record?.shapeHash !== hashes.shapeHash) return 'reshaped';
  return record.specHash === hashes.specHash ? 'current' : 'outdated';
}

function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}

/** Containers that were changed in place and that the kubelet has not yet restarted for it. */
function unsettledContainers(
  pod: Pod,
  recorded: Readonly<Record<string, ContainerRecord>>,
): readonly ObservedContainer[] {
  const observed = observedContainers(pod);
  const changed = Object.entries(recorded).flatMap(([name, before]) => {
    const container = observed.get(name);
    return container === undefined ? [] : [{ container, before }];
  });
  if (!kubeletHasSeen(pod)) return changed.map(({ container }) => container);
  return changed.filter(({ container, before }) => !hasRestarted(container, before)).map(({ container }) => container);
}

/**
 * A kubelet that says which generation it has seen has not looked at our write before it has seen that one; one that
 * does not say (before Kubernetes 1.34) is judged by its containers alone.
 */
function kubeletHasSeen(pod: Pod): boolean {
  const seen = pod.status?.observedGeneration;
  const asked = pod.metadata?.generation;
  return seen === undefined || seen === 0 || asked === undefined || seen >= asked;
}

/**
 * Does the kubelet run the image that was asked for? It does once the container has another ID than the recorded one.
 * OpenKruise records image IDs only, and two tags may share one: then the name that the kubelet reports decides.
 */
function hasRestarted({ container, status }: ObservedContainer, before: ContainerRecord): boolean {
  if (status === undefined || status.imageID === '') return false;
  if (before.containerID !== undefined && status.containerID !== undefined && status.containerID !== before.containerID)
    return true;
  if (status.imageID !== before.imageID) return true;
  return normalizeImage(status.image) === normalizeImage(container.image ?? '');
}
