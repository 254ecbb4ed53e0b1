import type { PodProgress } from './pod-progress.js';

/** A label of a pod. A key such as `constructor` finds nothing that nobody put there. */
export function labelOf({ pod }: PodProgress, key: string): string | undefined {
  const labels = pod.metadata?.labels ?? {};
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
