import type { Pod } from '../../api/kubernetes.generated.js';
import type { ContainerRecord } from '../ledger.js';
import type { ObservedContainer } from './container-status.js';

/** A container of a pod that is to get another image. */
export interface ImageChange {
  readonly observed: ObservedContainer;
  readonly image: string;
}

/** Container name → new image, for people. */
export function imagesOf(changes: readonly ImageChange[]): Readonly<Record<string, string>> {
  return Object.fromEntries(changes.map(({ observed, image }) => [observed.container.name, image]));
}

/** What the kubelet reports of a container at this moment, by which a restart will be recognised. */
export function recordOf({ status }: ObservedContainer): ContainerRecord {
  const containerID = status?.containerID;
  return { imageID: status?.imageID ?? '', ...(containerID === undefined ? {} : { containerID }) };
}

/**
 * The part of a strategic merge patch that changes images and nothing else; empty when there is none to change.
 *
 * The changes come in the order that the containers have in the pod: the API server gives a merged list the order of the
 * patch, and refuses a pod whose containers have changed places.
 */
export function specPatch({ spec }: Pod, changes: readonly ImageChange[]): Readonly<Record<string, unknown>> {
  const patchesOf = (list: ObservedContainer['list']): Readonly<Record<string, unknown>> => {
    const images = new Map(
      changes
        .filter(({ observed }) => observed.list === list)
        .map(({ observed, image }) => [observed.container.name, image]),
    );
    const patches = (spec?.[list] ?? [])
      .filter(({ name }) => images.has(name))
      .map(({ name }) => ({ name, image: images.get(name) }));
    return patches.length === 0 ? {} : { [list]: patches };
  };
  const lists = { ...patchesOf('containers'), ...patchesOf('initContainers') };
  return Object.keys(lists).length === 0 ? {} : { spec: lists };
}
