import type { Container, ContainerStatus, Pod } from '../../api/kubernetes.generated.js';
import { isNative } from '../native-sidecar.js';

/** A container of a pod beside what the kubelet last said of it. */
export interface ObservedContainer {
  readonly list: 'containers' | 'initContainers';
  readonly container: Container;
  readonly status: ContainerStatus | undefined;
}

/** By name, containers that were changed in place and that the kubelet has not yet restarted for it. */
export type Unsettled = ReadonlyMap<string, { readonly inFlight: boolean }>;

/**
 * The long-running containers of a pod, with their status.
 *
 * @returns containers and native sidecars by name; init containers that end are left out, for they never run again
 */
export function observedContainers(pod: Pod): ReadonlyMap<string, ObservedContainer> {
  const of = (
    list: 'containers' | 'initContainers',
    containers: readonly Container[],
    statuses: readonly ContainerStatus[],
  ): [string, ObservedContainer][] =>
    containers.map(container => [
      container.name,
      { list, container, status: statuses.find(status => status.name === container.name) },
    ]);
  const natives = (pod.spec?.initContainers ?? []).filter(isNative);
  return new Map([
    ...of('initContainers', natives, pod.status?.initContainerStatuses ?? []),
    ...of('containers', pod.spec?.containers ?? [], pod.status?.containerStatuses ?? []),
  ]);
}
