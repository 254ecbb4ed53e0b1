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

/** The part of a strategic merge patch that changes images and nothing else; empty when there is none to change. */
export function specPatch(changes: readonly ImageChange[]): Readonly<Record<string, unknown>> {
  const patchesOf = (list: ObservedContainer['list']): Readonly<Record<string, unknown>> => {
    const patches = changes
      .filter(({ observed }) => observed.list === list)
      .map(({ observed, image }) => ({ name: observed.container.name, image }));
    return patches.length === 0 ? {} : { [list]: patches };
  };
  const spec = { ...patchesOf('containers'), ...patchesOf('initContainers') };
  return Object.keys(spec).length === 0 ? {} : { spec };
}
