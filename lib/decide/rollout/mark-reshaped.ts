import type { Pod, PodCondition } from '../../api/kubernetes.generated.js';
import { UPGRADABLE_CONDITION } from '../../api/names.js';
import { isObject } from '../edit.js';
import { parseJson } from '../json-members.js';
import type { PodProgress } from './pod-progress.js';
import type { MarkReshaped } from './rollout-step.js';

/**
 * Says on a pod whether a SidecarSet can bring it up to date in place: OpenKruise's condition `SidecarSetUpgradable`, whose
 * message is JSON `{SET: bool}` over every SidecarSet that ever said something. A pod that never was reshaped gets no
 * condition; one that is no longer reshaped gets `true`.
 *
 * @param sidecarSet - name of the SidecarSet
 * @param now - RFC 3339, for `lastTransitionTime`
 * @returns nothing when the pod says so already
 */
export function markReshaped(
  { pod, version }: Pick<PodProgress, 'pod' | 'version'>,
  { sidecarSet, now }: { readonly sidecarSet: string; readonly now: string },
): MarkReshaped | undefined {
  const before = pod.status?.conditions?.find(({ type }) => type === UPGRADABLE_CONDITION);
  const upgradable = version !== 'reshaped';
  // Nearly every pod of every plan; it must cost nothing.
  if (upgradable && before === undefined) return undefined;
  const entries = readEntries(before);
  if (entries.get(sidecarSet) === upgradable || (upgradable && !entries.has(sidecarSet))) return undefined;
  return {
    kind: 'mark-reshaped',
    namespace: pod.metadata?.namespace ?? '',
    name: pod.metadata?.name ?? '',
    upgradable,
    patch: statusPatch(pod, conditionOf(entries.set(sidecarSet, upgradable), { before, now })),
  };
}

/** What each SidecarSet has said; what is not `true` or `false` says nothing. */
function readEntries(condition: PodCondition | undefined): Map<string, boolean> {
  if (condition === undefined) return new Map();
  const json = parseJson(condition.message ?? '');
  const entries = Object.entries(isObject(json) ? json : {});
  return new Map(entries.flatMap(([name, entry]) => (typeof entry === 'boolean' ? [[name, entry]] : [])));
}

function conditionOf(
  entries: ReadonlyMap<string, boolean>,
  { before, now }: { readonly before: PodCondition | undefined; readonly now: string },
): PodCondition {
  const all = [...entries.values()].every(Boolean);
  const status = all ? 'True' : 'False';
  return {
    type: UPGRADABLE_CONDITION,
    status,
    reason: all ? 'AllSidecarsetUpgradable' : 'UpdateImmutableField',
    message: JSON.stringify(Object.fromEntries([...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)))),
    lastTransitionTime: before?.status === status ? (before.lastTransitionTime ?? now) : now,
  };
}

/** Conditions merge by type, so those of the kubelet stay; the version keeps two writers from losing an entry. */
function statusPatch({ metadata }: Pod, condition: PodCondition): MarkReshaped['patch'] {
  return { metadata: { resourceVersion: metadata?.resourceVersion }, status: { conditions: [condition] } };
}
