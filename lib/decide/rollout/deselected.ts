import type { Ledger } from '../ledger.js';
import { readLedger } from '../ledger.js';
import { IDLE_VERSION } from './hot-slots.js';
import type { PodProgress } from './pod-progress.js';

/**
 * The part of a pod that its SidecarSet has still to answer for although it selects the pod no more: a hot upgrade that was
 * begun, whose two versions would run side by side for ever. The ledger tells that it was: the slot to be emptied still has
 * a version. A slot that somebody else has filled is none of our business there, and neither is everything else in the pod.
 *
 * @param progress - of an active pod that the SidecarSet injected and does not select
 * @returns nothing when no hot upgrade is under way
 */
export function unfinishedPart(progress: PodProgress): PodProgress | undefined {
  if (progress.slots.length === 0) return undefined;
  const { slotVersions } = readLedger(progress.pod.metadata?.annotations ?? {});
  const slots = progress.slots.filter(({ atRest, idle }) => atRest || isGivenUp(slotVersions, idle.container.name));
  return slots.some(({ atRest, idle }) => !atRest || !idle.settled) ? { ...progress, slots } : undefined;
}

/** A slot at rest has version 0; filling its twin gives it none. */
function isGivenUp(slotVersions: Ledger['slotVersions'], slot: string): boolean {
  const version = slotVersions[slot]?.version;
  return version !== undefined && version !== '' && version !== IDLE_VERSION;
}
