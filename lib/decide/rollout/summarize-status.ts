import type { SidecarSet, SidecarSetStatus } from '../../api/sidecarset.generated.js';
import type { Coverage } from '../admission-scope/coverage.js';
import { diffJson } from '../json-patch.js';
import type { HistoryFacts } from '../revision/history-plan.js';
import type { HotUpgrade } from './hot-progress.js';
import type { NotInjectedPod } from './not-injected.js';
import type { PodProgress } from './pod-progress.js';
import type { Standing } from './rollout-standing.js';
import { conditionsOf } from './status-conditions.js';
import { summarizeNotInjected, summarizeNotUpgradable } from './status-pods.js';
import { countRevisions } from './status-revisions.js';

/** What a status is made of. */
export interface StatusFacts {
  readonly sidecarSet: SidecarSet;
  /** Every matched pod, classified. */
  readonly matched: readonly PodProgress[];
  readonly standing: Standing;
  /** Absent where nobody has looked for them: the status then says of them what is stored. */
  readonly notInjected?: readonly NotInjectedPod[];
  /** Absent where no history is kept: the status then says of it what is stored. */
  readonly history?: HistoryFacts;
  /** Hot upgrades that have been in their phase for too long. */
  readonly overdue: readonly HotUpgrade[];
  /** Absent: not known (yet). */
  readonly coverage?: Coverage;
  /** RFC 3339, for conditions whose status changes. */
  readonly now: string;
}

/**
 * The status that the pods amount to: OpenKruise's counts of the matched ones, counts by revision, conditions, the pods that
 * cannot be upgraded in place, and those that were not injected. A pod is ready when it is Ready and its sidecars are
 * settled. Fields of the stored status that are not ours to fill stay as they are.
 *
 * @returns the new status, or nothing when the stored one says the same already; time alone never makes a new one
 */
export function summarizeStatus(facts: StatusFacts): SidecarSetStatus | undefined {
  const { sidecarSet, matched, notInjected } = facts;
  const updated = matched.filter(({ version }) => version === 'current');
  const generation = sidecarSet.metadata?.generation;
  const counts = {
    matchedPods: matched.length,
    updatedPods: updated.length,
    readyPods: matched.filter(isAvailable).length,
    updatedReadyPods: updated.filter(isAvailable).length,
  };
  const stored = sidecarSet.status ?? {};
  const status: SidecarSetStatus = {
    ...stored,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...counts,
    ...noteHistory(facts),
    ...(notInjected === undefined ? {} : { notInjected: summarizeNotInjected(notInjected) }),
    notUpgradable: summarizeNotUpgradable(matched),
    conditions: conditionsOf({ ...facts, counts }),
  };
  return diffJson(stored, status).length === 0 ? undefined : status;
}

function noteHistory({ matched, history }: StatusFacts): SidecarSetStatus {
  if (history === undefined) return {};
  const { latestRevision, collisionCount } = history;
  return { latestRevision, collisionCount, revisions: countRevisions(matched, history) };
}

function isAvailable({ ready, settled }: PodProgress): boolean {
  return ready && settled;
}
