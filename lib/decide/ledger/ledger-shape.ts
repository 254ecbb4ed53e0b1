import type { FieldProblem } from '../definition/verdict.js';

/** Values by name. It has no prototype, so that a name such as `constructor` finds nothing that nobody put there. */
export type Dictionary<T> = Readonly<Record<string, T>>;

/** What a pod remembers of one SidecarSet that injected it. */
export interface InjectionRecord {
  /** Empty when the pod does not say. */
  readonly specHash: string;
  /** Empty when the pod does not say. */
  readonly shapeHash: string;
  /** RFC 3339; absent in the oldest form. */
  readonly updateTimestamp?: string;
  /** Names of the containers and native sidecars, sorted. */
  readonly sidecarList: readonly string[];
  /** Name of the revision that the pod holds. */
  readonly controllerRevision?: string;
}

/** What the kubelet reported of a container just before it was changed in place. */
export interface ContainerRecord {
  readonly imageID: string;
  /** OpenKruise does not record it. */
  readonly containerID?: string;
  /** Images that a kubelet which has not seen the last write may still start; OpenKruise does not record them. */
  readonly supersededImages?: readonly string[];
}

/** The last upgrade in place by one SidecarSet. */
export interface InPlaceState {
  /** The specHash that it was to bring. */
  readonly revision: string;
  /** RFC 3339. */
  readonly updateTimestamp?: string;
  /** By container; upgrades of other containers before the last one are still there. */
  readonly lastContainerStatuses: Dictionary<ContainerRecord>;
}

/** What a slot of a hot sidecar is told about itself and its twin. Empty when the pod does not say. */
export interface SlotVersions {
  readonly version: string;
  readonly versionAlt: string;
}

/** All our annotations on a pod, parsed. */
export interface Ledger {
  /** By SidecarSet. */
  readonly records: Dictionary<InjectionRecord>;
  /** SidecarSets that injected the pod, sorted. */
  readonly injectedBy: readonly string[];
  /** By SidecarSet. */
  readonly inPlace: Dictionary<InPlaceState>;
  /** By hot sidecar, `X`: its active slot, `X-1` or `X-2`. */
  readonly activeSlots: Dictionary<string>;
  /** By slot. */
  readonly slotVersions: Dictionary<SlotVersions>;
  /** What could not be read and counts as absent. */
  readonly problems: readonly FieldProblem[];
  /** Where all of it comes from, verbatim. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** Nearly every ledger has some; thousands of pods share this one. */
const EMPTY: Dictionary<never> = Object.freeze(Object.create(null) as Record<string, never>);

/** Makes a dictionary, sorted by name. */
export function dictionaryOf<T>(entries: readonly (readonly [string, T])[]): Dictionary<T> {
  if (entries.length === 0) return EMPTY;
  const sorted = [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.assign(Object.create(null) as Record<string, T>, Object.fromEntries(sorted));
}
