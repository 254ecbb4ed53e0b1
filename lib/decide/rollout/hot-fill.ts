import type { ContainerRecord, InPlaceState, Ledger, SlotVersions } from '../ledger.js';
import type { Slot, SlotPair } from './hot-slots.js';
import type { ImageChange } from './image-change.js';
import { recordOf } from './image-change.js';

/** What the first step of a hot upgrade writes, beside what every upgrade writes. */
export interface SlotFills {
  readonly changes: readonly ImageChange[];
  readonly lastContainerStatuses: Readonly<Record<string, ContainerRecord>>;
  readonly activeSlots: Ledger['activeSlots'];
  readonly slotVersions: Ledger['slotVersions'];
}

/**
 * Fills a slot of every hot sidecar whose active slot holds another image than the SidecarSet asks for. The filled slot
 * becomes the active one; it and its twin are told each other's version, which is the SidecarSet's resourceVersion.
 *
 * @param ledger - of the pod
 * @param sidecarSet - its name, and its resourceVersion
 */
export function fillSlots(
  pairs: readonly SlotPair[],
  { ledger, sidecarSet }: { readonly ledger: Ledger; readonly sidecarSet: { name: string; resourceVersion: string } },
): SlotFills {
  const fills = pairs.filter(needsFill).map(pair => ({ pair, ...chooseSlot(pair) }));
  const before = ledger.inPlace[sidecarSet.name];
  return {
    changes: fills.map(({ pair, filled }) => ({ observed: filled, image: pair.image })),
    lastContainerStatuses: Object.fromEntries(
      fills.map(({ pair, filled }) => [filled.container.name, slotRecord(filled, { image: pair.image, before })]),
    ),
    activeSlots: Object.fromEntries(fills.map(({ pair, filled }) => [pair.sidecar, filled.container.name])),
    slotVersions: Object.fromEntries(
      fills.flatMap(({ filled, twin }): [string, SlotVersions][] => {
        const [version, twinVersion] = [sidecarSet.resourceVersion, versionOf(ledger, twin)];
        return [
          [filled.container.name, { version, versionAlt: twinVersion }],
          [twin.container.name, { version: twinVersion, versionAlt: version }],
        ];
      }),
    ),
  };
}

/**
 * Has the upgrade of this sidecar to wait until an earlier one is over? It has when the slot to fill already holds the
 * image, for then nothing would restart and nothing be handed over, and when the kubelet has yet to begin with it.
 */
export function mustFinishFirst(pair: SlotPair): boolean {
  if (!needsFill(pair)) return false;
  const { filled } = chooseSlot(pair);
  return filled.container.image === pair.image || filled.inFlight;
}

/**
 * A container as it is before it gets another image. It keeps the images that it may yet be started with by a kubelet that
 * has not seen this write: when one of those is reported ready, nothing has been handed over.
 *
 * @param image - the new one
 * @param before - what the last write left
 */
export function slotRecord(
  slot: Slot,
  { image, before }: { readonly image: string; readonly before: InPlaceState | undefined },
): ContainerRecord {
  const { name, image: present = '' } = slot.container;
  const earlier = slot.settled ? [] : (before?.lastContainerStatuses[name]?.supersededImages ?? []);
  const supersededImages = [...new Set([...earlier, present])].filter(superseded => superseded !== image);
  return { ...recordOf(slot), supersededImages };
}

function needsFill({ active, image }: SlotPair): boolean {
  return active.container.image !== image;
}

/**
 * The slot that holds the idle image. When an upgrade comes in while another is under way, there is none: then the one
 * that serves stays, and of two that serve the newer, which has taken over. When neither serves, the older is the one that
 * last did.
 */
function chooseSlot({ active, idle, idleImage }: SlotPair): { readonly filled: Slot; readonly twin: Slot } {
  const activeServes = active.settled && active.ready;
  const fillsIdle = idle.container.image === idleImage || activeServes;
  return fillsIdle ? { filled: idle, twin: active } : { filled: active, twin: idle };
}

function versionOf({ slotVersions }: Ledger, { container }: Slot): string {
  return slotVersions[container.name]?.version ?? '';
}
