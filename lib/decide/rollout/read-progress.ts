import type { Pod } from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import type { SidecarSetHash } from '../hash.js';
import type { ContainerRecord, Ledger } from '../ledger.js';
import { readLedger } from '../ledger.js';
import type { ObservedContainer, Unsettled } from './container-status.js';
import { observedContainers } from './container-status.js';
import { readSlots } from './hot-slots.js';
import { normalizeImage } from '../image-reference.js';
import type { PodProgress, Version } from './pod-progress.js';

/**
 * Classifies one matched pod, once, for everything that is decided about it.
 *
 * @param pod - its ledger names the SidecarSet
 * @param hashes - of the SidecarSet as it is now
 */
export function readProgress(
  pod: Pod,
  { sidecarSet, hashes }: { readonly sidecarSet: SidecarSet; readonly hashes: SidecarSetHash },
): PodProgress {
  const name = sidecarSet.metadata?.name ?? '';
  const ledger = readLedger(pod.metadata?.annotations ?? {});
  const record = ledger.records[name];
  const version = versionOf(record, hashes);
  const recorded = ledger.inPlace[name]?.lastContainerStatuses ?? {};
  const unsettled = unsettledContainers(pod, recorded);
  const slots = readSlots(pod, { sidecarSet, ledger, unsettled, reshaped: version === 'reshaped' });
  return {
    pod,
    ...(record === undefined ? {} : { record }),
    version,
    settled: unsettled.size === 0 && slots.every(({ atRest }) => atRest),
    ready: isReady(pod),
    lostToUpgrade: Object.keys(recorded).length > 0 && !isReady(pod) && upgradedContainers(ledger).some(isDownIn(pod)),
    inFlight: unsettled.size > 0 && [...unsettled.values()].every(({ inFlight }) => inFlight),
    slots,
  };
}

function versionOf(record: Ledger['records'][string] | undefined, hashes: SidecarSetHash): Version {
  if (record?.shapeHash !== hashes.shapeHash) return 'reshaped';
  return record.specHash === hashes.specHash ? 'current' : 'outdated';
}

/** The pod's Ready condition. */
export function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}

/** Of all SidecarSets: while another one's upgrade keeps the pod down, ours cannot bring it back. */
export function upgradedContainers({ inPlace }: Ledger): readonly string[] {
  return Object.values(inPlace).flatMap(({ lastContainerStatuses }) => Object.keys(lastContainerStatuses));
}

/** Is a container of this pod not ready? */
export function isDownIn(pod: Pod): (container: string) => boolean {
  const observed = observedContainers(pod);
  return container => observed.get(container)?.status?.ready === false;
}

/** A container is in flight while it answers as it did before the write. */
export function unsettledContainers(pod: Pod, recorded: Readonly<Record<string, ContainerRecord>>): Unsettled {
  const observed = observedContainers(pod);
  const seen = kubeletHasSeen(pod);
  return new Map(
    Object.entries(recorded).flatMap(([name, before]) => {
      const container = observed.get(name);
      if (container === undefined || (seen && hasRestarted(container, before))) return [];
      const begun = seen && isAnother(container.status?.containerID, before.containerID);
      return [[name, { inFlight: container.status?.ready === true && !begun }]];
    }),
  );
}

/**
 * A kubelet that says which generation it has seen has not looked at our write before it has seen that one; one that
 * does not say (before Kubernetes 1.34) is judged by its containers alone.
 */
export function kubeletHasSeen(pod: Pod): boolean {
  const seen = pod.status?.observedGeneration;
  const asked = pod.metadata?.generation;
  return seen === undefined || seen === 0 || asked === undefined || seen >= asked;
}

/**
 * Does the kubelet run the image that was asked for? It does once the container has another ID than the recorded one.
 * OpenKruise records image IDs only, and two tags may share one: then the name that the kubelet reports decides. A
 * container that was started from an earlier write is on its way out.
 */
function hasRestarted({ container, status }: ObservedContainer, before: ContainerRecord): boolean {
  if (status === undefined || status.imageID === '') return false;
  const runs = (image = ''): boolean => normalizeImage(status.image) === normalizeImage(image);
  if (before.supersededImages?.some(runs) === true) return false;
  if (isAnother(status.containerID, before.containerID)) return true;
  return status.imageID !== before.imageID || runs(container.image);
}

function isAnother(containerID: string | undefined, before: string | undefined): boolean {
  return containerID !== undefined && before !== undefined && containerID !== before;
}
