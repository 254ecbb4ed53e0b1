import type { Pod } from '../../api/kubernetes.generated.js';
import type { Sidecar, SidecarSet } from '../../api/sidecarset.generated.js';
import { containerNames, isHot } from '../injection/open-slots.js';
import { sidecarsOf } from '../injection/sidecars-of.js';
import type { Ledger } from '../ledger.js';
import type { ObservedContainer, Unsettled } from './container-status.js';
import { observedContainers } from './container-status.js';

/** Version of a slot that holds the idle image. */
export const IDLE_VERSION = '0';

/** One of the two containers of a hot sidecar in a pod. */
export interface Slot extends ObservedContainer {
  /** The kubelet runs what the pod's spec asks of it. */
  readonly settled: boolean;
  readonly ready: boolean;
  /** Unsettled, and the kubelet has yet to begin. */
  readonly inFlight: boolean;
}

/** A hot sidecar in a pod. */
export interface SlotPair {
  /** Name of the sidecar, `X` of `X-1` and `X-2`. */
  readonly sidecar: string;
  /** What the SidecarSet asks for. */
  readonly image: string;
  readonly idleImage: string;
  /** The slot that was filled last. */
  readonly active: Slot;
  readonly idle: Slot;
  /** The idle slot holds the idle image, so no hot upgrade is under way. */
  readonly atRest: boolean;
}

/** What {@link readSlots} has to know beside the pod. */
export interface SlotFacts {
  readonly sidecarSet: SidecarSet;
  readonly ledger: Ledger;
  /** By name, the containers that the kubelet has not yet brought to what the spec asks. */
  readonly unsettled: Unsettled;
  /** More than images differs, perhaps the idle image too: then the slots' versions alone say who is at rest. */
  readonly reshaped: boolean;
}

/** The hot sidecars of a SidecarSet that a pod holds both slots of. */
export function readSlots(pod: Pod, facts: SlotFacts): readonly SlotPair[] {
  const { containers, initContainers } = sidecarsOf(facts.sidecarSet);
  const observed = observedContainers(pod);
  return [...initContainers, ...containers].filter(isHot).flatMap(sidecar => readPair(sidecar, observed, facts) ?? []);
}

function readPair(
  sidecar: Sidecar,
  observed: ReadonlyMap<string, ObservedContainer>,
  { ledger, unsettled, reshaped }: SlotFacts,
): SlotPair | undefined {
  const idleImage = sidecar.upgradeStrategy?.hotUpgradeEmptyImage;
  const [first, second] = containerNames(sidecar).map(name => {
    const container = observed.get(name);
    return container === undefined ? undefined : slotOf(container, unsettled);
  });
  if (first === undefined || second === undefined || idleImage === undefined || sidecar.image === undefined) return;
  const secondIsActive = ledger.activeSlots[sidecar.name] === second.container.name;
  const [noted, other] = secondIsActive ? [second, first] : [first, second];
  const holdsIdle = ({ container }: Slot): boolean => container.image === idleImage;
  // The idle image tells more than an annotation that is lost or wrong.
  const [active, idle] = holdsIdle(noted) && !holdsIdle(other) ? [other, noted] : [noted, other];
  const versionIsIdle = ledger.slotVersions[idle.container.name]?.version === IDLE_VERSION;
  const atRest = holdsIdle(idle) || (reshaped && versionIsIdle);
  return { sidecar: sidecar.name, image: sidecar.image, idleImage, active, idle, atRest };
}

function slotOf(container: ObservedContainer, unsettled: Unsettled): Slot {
  return {
    ...container,
    settled: !unsettled.has(container.container.name),
    ready: container.status?.ready === true,
    inFlight: unsettled.get(container.container.name)?.inFlight === true,
  };
}
