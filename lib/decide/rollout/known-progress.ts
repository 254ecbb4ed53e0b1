import type { Pod } from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import type { SidecarSetHash } from '../hash.js';
import { oncePerObject } from '../once-per-object.js';
import { readProgress } from './read-progress.js';
import type { PodProgress } from './pod-progress.js';

/** What is known of one pod: by SidecarSet, and for which of its specs. */
type Known = Map<string, { readonly specHash: string; readonly progress: PodProgress }>;

const knownOf: (pod: Pod) => Known = oncePerObject(() => new Map());

/**
 * {@link readProgress}, once for each version of a pod and each spec of a SidecarSet: in a rollout over thousands of pods
 * a few have changed since the last plan. The spec hash covers all that is read of a SidecarSet.
 */
export function progressOf(
  pod: Pod,
  rollout: { readonly sidecarSet: SidecarSet; readonly hashes: SidecarSetHash },
): PodProgress {
  const known = knownOf(pod);
  const name = rollout.sidecarSet.metadata?.name ?? '';
  const { specHash } = rollout.hashes;
  const before = known.get(name);
  if (before?.specHash === specHash) return before.progress;
  const progress = readProgress(pod, rollout);
  known.set(name, { specHash, progress });
  return progress;
}
