import type { ContainerStatus, Pod } from '../../../lib/api/kubernetes.generated.js';

/** The pod's Ready condition. */
export function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true;
}

/** Container name → the image that the spec asks for. */
export function imagesOf({ spec }: Pod): ReadonlyMap<string, string | undefined> {
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  return new Map(containers.map(({ name, image }) => [name, image]));
}

/** What the kubelet says of each container, init containers first. */
export function statusesOf({ status }: Pod): readonly ContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
}

/** Container name → its ID, as the kubelet reports it. */
export function containerIds(pod: Pod): ReadonlyMap<string, string | undefined> {
  return new Map(statusesOf(pod).map(({ name, containerID }) => [name, containerID]));
}

/** The pod's uid. */
export function uidOf({ metadata }: Pod): string {
  return metadata?.uid ?? '';
}

/** Where the pod is: `namespace/name`. */
export function keyOf({ metadata }: Pod): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}
