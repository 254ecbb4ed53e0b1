import type { Pod } from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import type { SidecarSetHash } from '../hash.js';
import { readProgress } from './read-progress.js';
import type { PodProgress } from './pod-progress.js';

/** What is known of one pod for one SidecarSet, and for which of its specs. */
interface Known {
  readonly name: string;
  readonly specHash: string;
  readonly progress: PodProgress;
}

/** Few SidecarSets inject one pod, and a list of one takes a fraction of the memory of a map of one. */
const knownOf = new WeakMap<Pod, readonly Known[]>();

/**
 * {@link readProgress}, once for each version of a pod and each spec of a SidecarSet: in a rollout over thousands of pods
 * a few have changed since the last plan. The spec hash covers all that is read of a SidecarSet.
 */
export function progressOf(
  pod: Pod,
  rollout: { readonly sidecarSet: SidecarSet; readonly hashes: SidecarSetHash },
): PodProgress {
  const known = knownOf.get(pod) ?? [];
  const name = rollout.sidecarSet.metadata?.name ?? '';
  const { specHash } = rollout.hashes;
  const before = known.find(each => each.name === name);
  if (before?.specHash === specHash) return before.progress;
  const progress = readProgress(pod, rollout);
  knownOf.set(pod, [...known.filter(each => each !== before), { name, specHash, progress }]);
  return progress;
}
