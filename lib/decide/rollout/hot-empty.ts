import type { Ledger, SlotVersions } from '../ledger.js';
import { readLedger, writeLedger } from '../ledger.js';
import { observedContainers } from './container-status.js';
import { slotRecord } from './hot-fill.js';
import type { SlotPair } from './hot-slots.js';
import { IDLE_VERSION } from './hot-slots.js';
import { imagesOf, specPatch } from './image-change.js';
import type { PodProgress } from './pod-progress.js';
import type { Upgrade } from './rollout-step.js';

/**
 * The last step of a hot upgrade: once the new slots have taken over, the old ones get the idle image. One write for all
 * hot sidecars of a SidecarSet in a pod. It brings no version, so it happens whatever the rollout has come to meanwhile.
 *
 * @param sidecarSet - its name
 * @param now - RFC 3339
 * @returns nothing while there is nothing to empty or it is too early
 */
export function emptySlots(
  progress: PodProgress,
  { sidecarSet, now }: { readonly sidecarSet: string; readonly now: string },
): Upgrade | undefined {
  const { pod } = progress;
  if (progress.slots.length === 0) return undefined;
  const pairs = progress.slots.filter(({ atRest }) => !atRest);
  if (pairs.length === 0 || awaitedContainers(progress).length > 0) return undefined;
  const ledger = readLedger(pod.metadata?.annotations ?? {});
  const changes = pairs.map(({ idle, idleImage }) => ({ observed: idle, image: idleImage }));
  const annotations = writeLedger(ledger, {
    inPlace: { [sidecarSet]: stateAfter(pairs, { ledger, sidecarSet, now }) },
    slotVersions: Object.fromEntries(pairs.flatMap(pair => versionsAfter(pair, ledger))),
  });
  return {
    kind: 'empty-slot',
    namespace: pod.metadata?.namespace ?? '',
    name: pod.metadata?.name ?? '',
    images: imagesOf(changes),
    patch: { metadata: { resourceVersion: pod.metadata?.resourceVersion, annotations }, ...specPatch(pod, changes) },
  };
}

/**
 * What has to happen before the old slots may be emptied: these containers have to run what the pod asks for, and to be
 * ready. A container is ready only after its postStart hook, which hands over. Every container counts but idle slots:
 * what serves the old one must not be taken from a pod that is in trouble.
 *
 * @returns their names; none when the new slots have taken over
 */
export function awaitedContainers({ pod, slots }: PodProgress): readonly string[] {
  const idle = new Set(slots.map(pair => pair.idle.container.name));
  const unsettled = new Set(slots.filter(({ active }) => !active.settled).map(({ active }) => active.container.name));
  return [...observedContainers(pod)].flatMap(([name, { status }]) =>
    !idle.has(name) && (unsettled.has(name) || status?.ready !== true) ? [name] : [],
  );
}

function stateAfter(
  pairs: readonly SlotPair[],
  { ledger, sidecarSet, now }: { readonly ledger: Ledger; readonly sidecarSet: string; readonly now: string },
): Ledger['inPlace'][string] {
  const before = ledger.inPlace[sidecarSet];
  return {
    revision: before?.revision ?? ledger.records[sidecarSet]?.specHash ?? '',
    updateTimestamp: now,
    lastContainerStatuses: Object.fromEntries(
      pairs.map(({ idle, idleImage }) => [idle.container.name, slotRecord(idle, { image: idleImage, before })]),
    ),
  };
}

/** The emptied slot is version 0, and its twin knows. */
function versionsAfter({ active, idle }: SlotPair, { slotVersions }: Ledger): readonly [string, SlotVersions][] {
  const [activeName, idleName] = [active.container.name, idle.container.name];
  const unknown = { version: '', versionAlt: '' };
  return [
    [activeName, { ...(slotVersions[activeName] ?? unknown), versionAlt: IDLE_VERSION }],
    [idleName, { ...(slotVersions[idleName] ?? unknown), version: IDLE_VERSION }],
  ];
}
