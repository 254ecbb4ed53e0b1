import {
  HASH_ANNOTATION,
  HASH_WITHOUT_IMAGE_ANNOTATION,
  IN_PLACE_STATE_ANNOTATION,
  INJECTED_LIST_ANNOTATION,
  SLOT_VERSION_ALT_ANNOTATION_PREFIX,
  SLOT_VERSION_ANNOTATION_PREFIX,
  WORKING_HOT_CONTAINER_ANNOTATION,
} from '../../api/names.js';
import type { JsonObject } from '../edit.js';
import { readMembers, writeMembers } from '../json-members.js';
import type {
  ContainerRecord,
  Dictionary,
  InjectionRecord,
  InPlaceState,
  Ledger,
  SlotVersions,
} from './ledger-shape.js';

/** What is to be written. Everything that it does not name stays, our own extra keys and those of others verbatim. */
export interface LedgerChanges {
  /** By SidecarSet. */
  readonly records?: Dictionary<InjectionRecord>;
  /** SidecarSets to add. */
  readonly injectedBy?: readonly string[];
  /** By SidecarSet. Statuses of containers that it does not name stay. */
  readonly inPlace?: Dictionary<InPlaceState>;
  /** By hot sidecar. */
  readonly activeSlots?: Dictionary<string>;
  /** By slot. */
  readonly slotVersions?: Dictionary<SlotVersions>;
}

/** An injection as the pod is to remember it. */
export interface InjectionToNote {
  readonly sidecarSet: string;
  readonly specHash: string;
  readonly shapeHash: string;
  /** Names of the containers and native sidecars, in any order. */
  readonly sidecarList: readonly string[];
  readonly controllerRevision?: string;
  /** Of hot sidecars: `X` to `X-1`. */
  readonly activeSlots?: Dictionary<string>;
  /** RFC 3339 with seconds. */
  readonly now: string;
}

/** An upgrade in place as the pod is to remember it. */
export interface UpgradeToNote {
  readonly sidecarSet: string;
  readonly specHash: string;
  /** What the kubelet reports of each container whose image changes now. */
  readonly lastContainerStatuses: Dictionary<ContainerRecord>;
  readonly controllerRevision?: string;
  /** Of hot sidecars that change their active slot. */
  readonly activeSlots?: Dictionary<string>;
  /** Of hot sidecars that change their active slot. */
  readonly slotVersions?: Dictionary<SlotVersions>;
  /** RFC 3339 with seconds. */
  readonly now: string;
}

/**
 * Turns changes into annotations that an OpenKruise controller reads too: its field names, its order, names sorted.
 * An annotation that could not be read is written anew.
 *
 * @param ledger - what the pod holds
 * @returns the annotations to set; only those whose text changes
 */
export function writeLedger(ledger: Ledger, changes: LedgerChanges): Readonly<Record<string, string>> {
  const { records = {}, injectedBy = [], inPlace = {}, activeSlots = {}, slotVersions = {} } = changes;
  const edits = (key: string, entries: Entries): readonly [string, string] => [
    key,
    entries.length === 0 ? (ledger.annotations[key] ?? '') : editJson(ledger.annotations[key], entries),
  ];
  const names = injectedBy.every(name => ledger.injectedBy.includes(name))
    ? (ledger.annotations[INJECTED_LIST_ANNOTATION] ?? '')
    : [...new Set([...ledger.injectedBy, ...injectedBy])].toSorted().join(',');
  const written: readonly (readonly [string, string])[] = [
    edits(HASH_ANNOTATION, editsOf(records, specEdit)),
    edits(HASH_WITHOUT_IMAGE_ANNOTATION, editsOf(newShapes(ledger, records), shapeEdit)),
    [INJECTED_LIST_ANNOTATION, names],
    edits(IN_PLACE_STATE_ANNOTATION, editsOf(inPlace, inPlaceEdit)),
    edits(
      WORKING_HOT_CONTAINER_ANNOTATION,
      editsOf(activeSlots, slot => () => JSON.stringify(slot)),
    ),
    ...Object.entries(slotVersions).flatMap(([slot, versions]) => slotEntries(slot, versions)),
  ];
  return Object.fromEntries(written.filter(([key, text]) => text !== (ledger.annotations[key] ?? '')));
}

/**
 * Notes the injections of one pod, all at once. A record that says the same already keeps its time, so that noting twice changes nothing.
 *
 * @returns the annotations to set
 */
export function withInjection(
  ledger: Ledger,
  ...injections: readonly InjectionToNote[]
): Readonly<Record<string, string>> {
  return writeLedger(ledger, {
    records: Object.fromEntries(injections.map(injection => [injection.sidecarSet, recordOf(ledger, injection)])),
    injectedBy: injections.map(({ sidecarSet }) => sidecarSet),
    activeSlots: Object.assign({}, ...injections.map(({ activeSlots }) => activeSlots)) as Dictionary<string>,
  });
}

function recordOf(ledger: Ledger, injection: InjectionToNote): InjectionRecord {
  const { sidecarSet, specHash, shapeHash, controllerRevision, now } = injection;
  const sidecarList = injection.sidecarList.toSorted();
  const revision = controllerRevision === undefined ? {} : { controllerRevision };
  const record = { specHash, shapeHash, sidecarList, ...revision };
  const known = ledger.records[sidecarSet];
  const updateTimestamp = known !== undefined && saysTheSame(known, record) ? known.updateTimestamp : undefined;
  return { ...record, updateTimestamp: updateTimestamp ?? now };
}

/**
 * Notes one upgrade in place: the record gets the new hash, the in-place state the statuses before it.
 *
 * @returns the annotations to set
 */
export function withUpgrade(ledger: Ledger, upgrade: UpgradeToNote): Readonly<Record<string, string>> {
  const {
    sidecarSet,
    specHash,
    lastContainerStatuses,
    controllerRevision,
    activeSlots = {},
    slotVersions = {},
    now,
  } = upgrade;
  const { shapeHash = '', sidecarList = [] } = ledger.records[sidecarSet] ?? {};
  const revision = controllerRevision === undefined ? {} : { controllerRevision };
  return writeLedger(ledger, {
    records: { [sidecarSet]: { specHash, shapeHash, sidecarList, ...revision, updateTimestamp: now } },
    inPlace: { [sidecarSet]: { revision: specHash, updateTimestamp: now, lastContainerStatuses } },
    activeSlots,
    slotVersions,
  });
}

/** Makes the new JSON text of an entry from its present one. */
type EntryEdit = (before: string | undefined) => string;

type Entries = readonly (readonly [string, EntryEdit])[];

function editsOf<T>(values: Dictionary<T>, edit: (value: T, name: string) => EntryEdit): Entries {
  return Object.entries(values).map(([name, value]) => [name, edit(value, name)]);
}

function editJson(text: string | undefined, edits: Entries): string {
  const members = new Map(text === undefined ? [] : readMembers(text));
  for (const [name, edit] of edits) members.set(name, edit(members.get(name)));
  return writeMembers([...members].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Only shapes that differ from what the pod says: an upgrade leaves that annotation alone. */
function newShapes(ledger: Ledger, records: Dictionary<InjectionRecord>): Dictionary<InjectionRecord> {
  const changed = Object.entries(records).filter(
    ([name, { shapeHash }]) => shapeHash !== (ledger.records[name]?.shapeHash ?? ''),
  );
  return Object.fromEntries(changed);
}

function specEdit(record: InjectionRecord, sidecarSet: string): EntryEdit {
  return fieldsEdit({
    updateTimestamp: record.updateTimestamp ?? null,
    hash: record.specHash,
    sidecarSetName: sidecarSet,
    sidecarList: record.sidecarList,
    controllerRevision: record.controllerRevision,
  });
}

function shapeEdit(record: InjectionRecord, sidecarSet: string): EntryEdit {
  return fieldsEdit({
    updateTimestamp: record.updateTimestamp ?? null,
    hash: record.shapeHash,
    sidecarSetName: sidecarSet,
    sidecarList: record.sidecarList,
  });
}

function inPlaceEdit({ revision, updateTimestamp, lastContainerStatuses }: InPlaceState): EntryEdit {
  return before => {
    const statuses = readMembers(before ?? '{}')?.get('lastContainerStatuses');
    const edited = editJson(statuses, editsOf(lastContainerStatuses, containerEdit));
    const values = { revision, updateTimestamp: updateTimestamp ?? null };
    return fieldsEdit(values, { lastContainerStatuses: edited })(before);
  };
}

function containerEdit({ imageID, containerID, supersededImages }: ContainerRecord): EntryEdit {
  return fieldsEdit({ imageID, containerID, supersededImages });
}

/**
 * Writes the fields that we know, undefined ones not at all, and behind them every field that we do not know.
 *
 * @param texts - further fields whose JSON text is there already
 */
function fieldsEdit(values: JsonObject, texts: Readonly<Record<string, string>> = {}): EntryEdit {
  return before => {
    if (before === undefined && Object.keys(texts).length === 0) return JSON.stringify(values);
    const known = Object.entries(values).filter(([, value]) => value !== undefined);
    const unknown = [...(readMembers(before ?? '{}') ?? [])].filter(
      ([name]) => !Object.hasOwn(values, name) && !Object.hasOwn(texts, name),
    );
    const written = known.map(([name, value]) => [name, JSON.stringify(value)] as const);
    return writeMembers([...written, ...Object.entries(texts), ...unknown]);
  };
}

function slotEntries(slot: string, { version, versionAlt }: SlotVersions): readonly (readonly [string, string])[] {
  return [
    [`${SLOT_VERSION_ANNOTATION_PREFIX}${slot}`, version],
    [`${SLOT_VERSION_ALT_ANNOTATION_PREFIX}${slot}`, versionAlt],
  ];
}

function saysTheSame(known: InjectionRecord, record: InjectionRecord): boolean {
  return (
    known.specHash === record.specHash &&
    known.shapeHash === record.shapeHash &&
    known.controllerRevision === record.controllerRevision &&
    known.sidecarList.join() === record.sidecarList.join()
  );
}
