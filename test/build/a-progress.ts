import type { PodProgress } from '../../lib/decide/rollout/pod-progress.js';
import type { PodFacts } from './a-pod.js';
import { aPod } from './a-pod.js';
import { deepFreeze } from './deep-freeze.js';

/** A pod as a rollout sees it: outdated, ready and settled, unless something else is said. */
export function aProgress(
  name: string,
  { progress = {}, ...facts }: PodFacts & { readonly progress?: Partial<PodProgress> } = {},
): PodProgress {
  const pod = aPod(name, facts);
  return deepFreeze({
    pod,
    version: 'outdated',
    settled: true,
    ready: facts.ready ?? true,
    lostToUpgrade: false,
    inFlight: false,
    slots: [],
    ...progress,
  });
}

/** Names of pods, in their order. */
export function namesOf(pods: readonly PodProgress[]): readonly string[] {
  return pods.map(({ pod }) => pod.metadata!.name!);
}
