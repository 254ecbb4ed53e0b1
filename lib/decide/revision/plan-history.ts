import type { ControllerRevision } from '../../api/kubernetes.generated.js';
import { CUSTOM_VERSION_LABEL, GROUP, REVISION_SIDECARSET_LABEL, STORED_VERSION } from '../../api/names.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import type { JsonObject } from '../edit.js';
import { readLedger } from '../ledger.js';
import { oncePerObject } from '../once-per-object.js';
import { revisionFinder } from './held-revision.js';
import { historyAfter } from './history-after.js';
import type { HistoryPlan, HistorySnapshot, HistoryStep } from './history-plan.js';
import { dataText, revisionData } from './revision-data.js';
import { hashData, revisionName } from './revision-name.js';
import { customVersionOf, findRevision, revisionsOf } from './revisions-of.js';

/** Kept when the spec does not say how many. */
const DEFAULT_HISTORY_LIMIT = 10;

/**
 * Decides what becomes of a SidecarSet's revisions: the present spec is the newest of them, numbers count up from 1, and
 * a spec equal to an older revision makes that one the newest again. Beyond `revisionHistoryLimit`, at least 1, the
 * oldest go, except those that a pod holds, that `injectionStrategy.revision` names, or that a rollout was rolled back to.
 *
 * A pure function; once its steps are carried out it plans none.
 */
export function planHistory(snapshot: HistorySnapshot): HistoryPlan {
  const { sidecarSet, revisions } = snapshot;
  const history = revisionsOf(sidecarSet, revisions);
  const data = revisionData(sidecarSet);
  const same = history.findLast(revision => dataText(revision.data) === dataText(data));
  const dataHash = hashOfData(data);
  const free = nextName(snapshot, { dataHash, ...(same === undefined ? {} : { until: nameOf(same) }) });
  if (same !== undefined) {
    const latestRevision = nameOf(same);
    const steps = [...bringForward(same, snapshot, history), ...truncate(snapshot, history, latestRevision)];
    // A revision from before the last collision has another name; nothing collided for it.
    const { collisionCount } = free.name === latestRevision ? free : { collisionCount: collisionsOf(sidecarSet) };
    return { steps, latestRevision, collisionCount, revisions: historyAfter(steps, history) };
  }
  const { name, collisionCount } = free;
  const revision = newRevision(snapshot, { name, number: numberAfter(history) });
  const steps = [{ kind: 'create', name, revision } as const, ...truncate(snapshot, [...history, revision], name)];
  return { steps, latestRevision: name, collisionCount, revisions: historyAfter(steps, history) };
}

/** Asked for with each look at a SidecarSet. */
const hashOfData = oncePerObject((data: JsonObject) => hashData(dataText(data)));

/**
 * The first name for this data that nobody has taken, counting collisions on from those of the status. It also stops at
 * the revision's own name: a collision is counted although the status does not say so yet.
 */
function nextName(
  { sidecarSet, revisions }: HistorySnapshot,
  { dataHash, until }: { readonly dataHash: number; readonly until?: string },
): { readonly name: string; readonly collisionCount: number } {
  const taken = new Set(revisions.map(nameOf));
  const nameAt = (collisionCount: number): string =>
    revisionName({ sidecarSet: sidecarSet.metadata?.name ?? '', dataHash, collisionCount });
  for (let collisionCount = collisionsOf(sidecarSet); ; collisionCount += 1) {
    const name = nameAt(collisionCount);
    if (name === until || !taken.has(name)) return { name, collisionCount };
  }
}

function collisionsOf({ status }: SidecarSet): number {
  return status?.collisionCount ?? 0;
}

/** The owner is cluster-scoped and the revision is not, which garbage collection allows. */
function newRevision(
  { sidecarSet, namespace }: HistorySnapshot,
  { name, number }: { readonly name: string; readonly number: number },
): ControllerRevision {
  const owner = { name: sidecarSet.metadata?.name ?? '', uid: sidecarSet.metadata?.uid ?? '' };
  const customVersion = customVersionOf(sidecarSet);
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name,
      namespace,
      labels: {
        [REVISION_SIDECARSET_LABEL]: owner.name,
        ...(customVersion === undefined ? {} : { [CUSTOM_VERSION_LABEL]: customVersion }),
      },
      ownerReferences: [{ apiVersion: `${GROUP}/${STORED_VERSION}`, kind: 'SidecarSet', ...owner, controller: true }],
    },
    data: revisionData(sidecarSet),
    revision: number,
  };
}

/** Makes a revision that holds the present spec the newest one, under the present custom version. */
function bringForward(
  same: ControllerRevision,
  { sidecarSet }: HistorySnapshot,
  history: readonly ControllerRevision[],
): readonly HistoryStep[] {
  const name = nameOf(same);
  const customVersion = customVersionOf(sidecarSet);
  const resourceVersion = same.metadata?.resourceVersion;
  const isRelabelled = customVersion !== undefined && same.metadata?.labels?.[CUSTOM_VERSION_LABEL] !== customVersion;
  const labels = isRelabelled ? { labels: { [CUSTOM_VERSION_LABEL]: customVersion } } : {};
  const metadata = { resourceVersion, ...labels };
  if (same !== history.at(-1)) {
    const revision = numberAfter(history);
    return [{ kind: 'renumber', name, revision, patch: { metadata, revision } }];
  }
  return isRelabelled ? [{ kind: 'relabel', name, customVersion, patch: { metadata } }] : [];
}

/** @param history - oldest first, as it is once the latest revision exists */
function truncate(
  snapshot: HistorySnapshot,
  history: readonly ControllerRevision[],
  latestRevision: string,
): readonly HistoryStep[] {
  const limit = Math.max(1, snapshot.sidecarSet.spec.revisionHistoryLimit ?? DEFAULT_HISTORY_LIMIT);
  if (history.length <= limit) return [];
  const used = namesInUse(snapshot, history).add(latestRevision);
  return history
    .filter(revision => !used.has(nameOf(revision)))
    .slice(0, history.length - limit)
    .map(({ metadata: { name = '', uid, resourceVersion } = {} }) => ({
      kind: 'delete',
      name,
      preconditions: {
        ...(uid === undefined ? {} : { uid }),
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
      },
    }));
}

function namesInUse({ sidecarSet, pods }: HistorySnapshot, history: readonly ControllerRevision[]): Set<string> {
  const owner = sidecarSet.metadata?.name ?? '';
  const heldBy = revisionFinder(history);
  const held = pods.flatMap(pod => heldBy(readLedger(pod.metadata?.annotations ?? {}).records[owner]) ?? []);
  const wanted = sidecarSet.spec.injectionStrategy?.revision;
  const named = wanted === undefined ? undefined : findRevision(wanted, history);
  const rolledBackTo = sidecarSet.status?.failedUpdate?.rolledBackTo ?? [];
  return new Set(held.concat(named === undefined ? [] : nameOf(named), rolledBackTo));
}

function numberAfter(history: readonly ControllerRevision[]): number {
  return (history.at(-1)?.revision ?? 0) + 1;
}

function nameOf({ metadata }: ControllerRevision): string {
  return metadata?.name ?? '';
}
