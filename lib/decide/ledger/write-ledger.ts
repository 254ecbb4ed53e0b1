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
  const written: Record<string, string> = {};
  const write = (key: string, text: string): void => {
    if (text !== (ledger.annotations[key] ?? '')) written[key] = text;
  };
  const edit = <T>(key: string, values: Dictionary<T>, editOne: EntryEdit<T>): void => {
    if (Object.keys(values).length > 0) write(key, editJson(ledger.annotations[key], values, editOne));
  };
  edit(HASH_ANNOTATION, records, specEdit);
  edit(HASH_WITHOUT_IMAGE_ANNOTATION, newShapes(ledger, records), shapeEdit);
  if (!injectedBy.every(name => ledger.injectedBy.includes(name))) {
    write(INJECTED_LIST_ANNOTATION, [...new Set([...ledger.injectedBy, ...injectedBy])].toSorted().join(','));
  }
  edit(IN_PLACE_STATE_ANNOTATION, inPlace, inPlaceEdit);
  edit(WORKING_HOT_CONTAINER_ANNOTATION, activeSlots, slot => JSON.stringify(slot));
  for (const [slot, { version, versionAlt }] of Object.entries(slotVersions)) {
    write(`${SLOT_VERSION_ANNOTATION_PREFIX}${slot}`, version);
    write(`${SLOT_VERSION_ALT_ANNOTATION_PREFIX}${slot}`, versionAlt);
  }
  return written;
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
  const record: InjectionRecord = {
    specHash,
    shapeHash,
    updateTimestamp: now,
    sidecarList: injection.sidecarList.toSorted(),
    ...(controllerRevision === undefined ? {} : { controllerRevision }),
  };
  const known = ledger.records[sidecarSet];
  if (known?.updateTimestamp === undefined || !saysTheSame(known, record)) return record;
  return { ...record, updateTimestamp: known.updateTimestamp };
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

/** Makes the new JSON text of an entry, from its present one where there is one. */
type EntryEdit<T> = (value: T, name: string, before: string | undefined) => string;

function editJson<T>(text: string | undefined, values: Dictionary<T>, edit: EntryEdit<T>): string {
  const members = new Map(text === undefined ? [] : readMembers(text));
  for (const [name, value] of Object.entries(values)) members.set(name, edit(value, name, members.get(name)));
  return writeMembers([...members].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Only shapes that differ from what the pod says: an upgrade leaves that annotation alone. */
function newShapes(ledger: Ledger, records: Dictionary<InjectionRecord>): Dictionary<InjectionRecord> {
  const isNew = (name: string, { shapeHash }: InjectionRecord): boolean =>
    shapeHash !== (ledger.records[name]?.shapeHash ?? '');
  const entries = Object.entries(records);
  return entries.every(([name, record]) => isNew(name, record))
    ? records
    : Object.fromEntries(entries.filter(([name, record]) => isNew(name, record)));
}

function specEdit(record: InjectionRecord, sidecarSet: string, before: string | undefined): string {
  return editFields(before, {
    updateTimestamp: record.updateTimestamp ?? null,
    hash: record.specHash,
    sidecarSetName: sidecarSet,
    sidecarList: record.sidecarList,
    controllerRevision: record.controllerRevision,
  });
}

function shapeEdit(record: InjectionRecord, sidecarSet: string, before: string | undefined): string {
  return editFields(before, {
    updateTimestamp: record.updateTimestamp ?? null,
    hash: record.shapeHash,
    sidecarSetName: sidecarSet,
    sidecarList: record.sidecarList,
  });
}

function inPlaceEdit(
  { revision, updateTimestamp, lastContainerStatuses }: InPlaceState,
  _sidecarSet: string,
  before: string | undefined,
): string {
  const statuses = readMembers(before ?? '{}')?.get('lastContainerStatuses');
  const edited = editJson(statuses, lastContainerStatuses, containerEdit);
  const values = { revision, updateTimestamp: updateTimestamp ?? null };
  return editFields(before, values, { lastContainerStatuses: edited });
}

function containerEdit(
  { imageID, containerID, supersededImages }: ContainerRecord,
  _container: string,
  before: string | undefined,
): string {
  return editFields(before, { imageID, containerID, supersededImages });
}

/**
 * Writes the fields that we know, undefined ones not at all, and behind them every field that we do not know.
 *
 * @param texts - further fields whose JSON text is there already
 */
function editFields(
  before: string | undefined,
  values: JsonObject,
  texts: Readonly<Record<string, string>> = {},
): string {
  if (before === undefined && Object.keys(texts).length === 0) return JSON.stringify(values);
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  const unknown = [...(readMembers(before ?? '{}') ?? [])].filter(
    ([name]) => !Object.hasOwn(values, name) && !Object.hasOwn(texts, name),
  );
  const written = known.map(([name, value]) => [name, JSON.stringify(value)] as const);
  return writeMembers([...written, ...Object.entries(texts), ...unknown]);
}

function saysTheSame(known: InjectionRecord, record: InjectionRecord): boolean {
  return (
    known.specHash === record.specHash &&
    known.shapeHash === record.shapeHash &&
    known.controllerRevision === record.controllerRevision &&
    known.sidecarList.join() === record.sidecarList.join()
  );
}
