import type { ControllerRevision } from '../../api/kubernetes.generated.js';
import { CUSTOM_VERSION_LABEL } from '../../api/names.js';
import type { RevisionStatus } from '../../api/sidecarset.generated.js';
import { revisionFinder } from '../revision/held-revision.js';
import type { HistoryFacts } from '../revision/history-plan.js';
import type { PodProgress } from './pod-progress.js';

/**
 * Counts matched pods by the revision that they hold: the latest revision first, also when no pod holds it yet, then the
 * others that pods hold, newer before older. A pod holds a revision from the moment of the write that asks for it; whether
 * the kubelet has followed is what `readyPods` tells. Pods of which no revision is known are in no count.
 */
export function countRevisions(matched: readonly PodProgress[], history: HistoryFacts): readonly RevisionStatus[] {
  const heldBy = revisionFinder(history.revisions);
  const counts = new Map([[history.latestRevision, { pods: 0, readyPods: 0 }]]);
  for (const { record, ready, settled } of matched) {
    const name = heldBy(record);
    if (name === undefined) continue;
    let count = counts.get(name);
    if (count === undefined) counts.set(name, (count = { pods: 0, readyPods: 0 }));
    count.pods += 1;
    if (ready && settled) count.readyPods += 1;
  }
  const numbers = new Map(history.revisions.map(revision => [nameOf(revision), revision.revision]));
  return [...counts]
    .toSorted(([a], [b]) => (numbers.get(b) ?? 0) - (numbers.get(a) ?? 0) || (a < b ? -1 : 1))
    .map(([name, counted]) => ({ name, ...customVersion(name, history.revisions), ...counted }));
}

function customVersion(name: string, revisions: readonly ControllerRevision[]): Pick<RevisionStatus, 'customVersion'> {
  const version = revisions.find(revision => nameOf(revision) === name)?.metadata?.labels?.[CUSTOM_VERSION_LABEL];
  return version === undefined ? {} : { customVersion: version };
}

function nameOf({ metadata }: ControllerRevision): string {
  return metadata?.name ?? '';
}
