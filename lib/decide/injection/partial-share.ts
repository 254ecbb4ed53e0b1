import { keptCount } from '../rollout/partition.js';

/** Pods that a replica has injected so recently that the status of the SidecarSet may not count them yet. */
export interface RecentPods {
  /** Those that got the present spec. */
  readonly current: number;
  /** Those that got another revision. */
  readonly outdated: number;
}

/** All that decides which version the next pod of a SidecarSet gets. */
export interface PartialShare {
  /** `updateStrategy.partition`. */
  readonly partition: number | string | undefined;
  /** As the status counts them. */
  readonly matchedPods: number;
  readonly updatedPods: number;
  readonly recent?: RecentPods;
}

const NONE: RecentPods = { current: 0, outdated: 0 };

/**
 * Does the next pod of a SidecarSet get the revision that `injectionStrategy.revision` names (policy Partial)? It does as
 * long as fewer pods are old than `partition` keeps, the new pod included. One replica thereby meets the share to the
 * pod. Of several, none knows what the others have answered since the last status; so that they do not all make up for the
 * same surplus of old pods, each makes up for at most half of it between two looks at the status.
 */
export function keepsNextPod({ partition, matchedPods, updatedPods, recent = NONE }: PartialShare): boolean {
  const outdated = matchedPods - updatedPods;
  const surplus = Math.max(0, outdated - keptCount(partition, matchedPods));
  const counted = outdated - Math.floor(surplus / 2);
  const allPods = matchedPods + recent.current + recent.outdated;
  return counted + recent.outdated < keptCount(partition, allPods + 1);
}
