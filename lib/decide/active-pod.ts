import type { Pod } from '../api/kubernetes.generated.js';

/** Does the pod live: has it not come to its end, and is it not being deleted? Only such pods are matched. */
export function isActive({ metadata, status }: Pod): boolean {
  const finished = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  return metadata?.deletionTimestamp === undefined && !finished;
}
