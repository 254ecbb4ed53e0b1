import {
  HASH_ANNOTATION,
  HASH_WITHOUT_IMAGE_ANNOTATION,
  IN_PLACE_STATE_ANNOTATION,
  INJECTED_LIST_ANNOTATION,
  SLOT_VERSION_ALT_ANNOTATION_PREFIX,
  SLOT_VERSION_ANNOTATION_PREFIX,
  WORKING_HOT_CONTAINER_ANNOTATION,
} from '../../api/names.js';
import type { FieldProblem } from '../definition/verdict.js';
import type { JsonObject } from '../edit.js';
import { isList, isObject } from '../edit.js';
import { parseJson } from '../json-members.js';
import { oncePerObject } from '../once-per-object.js';
import { oncePerText } from '../once-per-text.js';
import type {
  ContainerRecord,
  Dictionary,
  InjectionRecord,
  InPlaceState,
  Ledger,
  SlotVersions,
} from './ledger-shape.js';
import { dictionaryOf } from './ledger-shape.js';

const OUR_ANNOTATIONS = new Set([
  HASH_ANNOTATION,
  HASH_WITHOUT_IMAGE_ANNOTATION,
  INJECTED_LIST_ANNOTATION,
  IN_PLACE_STATE_ANNOTATION,
  WORKING_HOT_CONTAINER_ANNOTATION,
]);

/** Is this annotation part of the ledger? */
export function isOurAnnotation(key: string): boolean {
  return (
    OUR_ANNOTATIONS.has(key) ||
    key.startsWith(SLOT_VERSION_ANNOTATION_PREFIX) ||
    key.startsWith(SLOT_VERSION_ALT_ANNOTATION_PREFIX)
  );
}

/**
 * Reads all our annotations, OpenKruise's older form `{SET: "hash"}` among them. It never throws: what is malformed
 * counts as absent and stands in `problems`, entry by entry. Each version of a pod is read once, however many ask.
 *
 * @param annotations - all of a pod's, which nobody changes any more; those of others are ignored
 */
export function readLedger(annotations: Readonly<Record<string, string>>): Ledger {
  // A new pod has nothing of ours yet, and is not worth a place in memory.
  for (const key in annotations) if (isOurAnnotation(key)) return rememberedLedger(annotations);
  return rememberedLedger(NOTHING);
}

const rememberedLedger = oncePerObject(parseLedger);
const NOTHING = {};

function parseLedger(annotations: Readonly<Record<string, string>>): Ledger {
  const ours = ourPart(annotations);
  const specs = readSpecs(ours[HASH_ANNOTATION] ?? '');
  const shapes = readShapes(ours[HASH_WITHOUT_IMAGE_ANNOTATION] ?? '');
  const states = readPart(ours[IN_PLACE_STATE_ANNOTATION], IN_PLACE_STATE_ANNOTATION, readInPlaceState);
  const slots = readPart(ours[WORKING_HOT_CONTAINER_ANNOTATION], WORKING_HOT_CONTAINER_ANNOTATION, textOf);
  return {
    records: joinedRecords(specs)(shapes),
    injectedBy: readNames(textOf(ours[INJECTED_LIST_ANNOTATION]) ?? ''),
    inPlace: states.entries,
    activeSlots: slots.entries,
    slotVersions: readSlotVersions(ours),
    problems: joinProblems(specs, shapes, states, slots),
    annotations: ours,
  };
}

const NO_PROBLEMS: readonly FieldProblem[] = Object.freeze([]);

function joinProblems(...parts: readonly Pick<Part<unknown>, 'problems'>[]): readonly FieldProblem[] {
  const problems = parts.flatMap(part => part.problems);
  return problems.length === 0 ? NO_PROBLEMS : problems;
}

/** What the controller keeps of a pod is ours alone already: then there is no second copy. */
function ourPart(annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(annotations);
  const ours = entries.filter(([key]) => isOurAnnotation(key));
  return ours.length === entries.length ? annotations : Object.fromEntries(ours);
}

/** One entry of either hash annotation. */
interface HashEntry {
  readonly hash: string;
  readonly facts: Omit<InjectionRecord, 'specHash' | 'shapeHash'>;
}

interface Part<T> {
  readonly entries: Dictionary<T>;
  readonly problems: readonly FieldProblem[];
}

/** Reads one JSON annotation; `read` gives undefined for an entry that makes no sense. */
function readPart<T>(text: string | undefined, key: string, read: (entry: unknown) => T | undefined): Part<T> {
  const path = `metadata.annotations[${key}]`;
  if (text === undefined || text === '') return { entries: dictionaryOf<T>([]), problems: [] };
  const json = parseJson(text);
  if (!isObject(json)) {
    return { entries: dictionaryOf<T>([]), problems: [{ path, message: 'is not a JSON object and is ignored' }] };
  }
  const parsed = Object.entries(json).map(([name, entry]) => ({ name, entry: read(entry) }));
  return {
    entries: dictionaryOf(parsed.flatMap(({ name, entry }) => (entry === undefined ? [] : [[name, entry] as const]))),
    problems: parsed
      .filter(({ entry }) => entry === undefined)
      .map(({ name }) => ({ path: `${path}.${name}`, message: 'cannot be read and is ignored' })),
  };
}

const readSpecs = oncePerText(text => readPart(text, HASH_ANNOTATION, readHash));
const readShapes = oncePerText(text => readPart(text, HASH_WITHOUT_IMAGE_ANNOTATION, readHash));
/** Pods that remember the same share the record, too. */
const joinedRecords = oncePerObject((specs: Part<HashEntry>) =>
  oncePerObject((shapes: Part<HashEntry>) => joinRecords(specs.entries, shapes.entries)),
);

function readHash(entry: unknown): HashEntry | undefined {
  if (typeof entry === 'string') return { hash: entry, facts: { sidecarList: [] } };
  const hash = isObject(entry) ? textOf(entry['hash']) : undefined;
  if (!isObject(entry) || hash === undefined) return undefined;
  const { sidecarList } = entry;
  return {
    hash,
    facts: {
      ...optionalTexts(entry, ['updateTimestamp', 'controllerRevision']),
      sidecarList: isList(sidecarList) ? sidecarList.filter(name => typeof name === 'string').toSorted() : [],
    },
  };
}

function joinRecords(specs: Dictionary<HashEntry>, shapes: Dictionary<HashEntry>): Dictionary<InjectionRecord> {
  const names = Object.keys({ ...shapes, ...specs });
  return dictionaryOf(
    names.map(name => {
      const [spec, shape] = [specs[name], shapes[name]];
      const facts = (spec ?? shape)?.facts ?? { sidecarList: [] };
      return [name, { specHash: spec?.hash ?? '', shapeHash: shape?.hash ?? '', ...facts }];
    }),
  );
}

function readInPlaceState(entry: unknown): InPlaceState | undefined {
  const revision = isObject(entry) ? textOf(entry['revision']) : undefined;
  if (!isObject(entry) || revision === undefined) return undefined;
  const statuses = entry['lastContainerStatuses'];
  return {
    revision,
    ...optionalTexts(entry, ['updateTimestamp']),
    lastContainerStatuses: dictionaryOf(
      Object.entries(isObject(statuses) ? statuses : {}).map(([name, status]) => [name, readContainerRecord(status)]),
    ),
  };
}

/** A container without a status yet was recorded without an image ID. */
function readContainerRecord(status: unknown): ContainerRecord {
  if (!isObject(status)) return { imageID: '' };
  const { supersededImages } = status;
  return {
    imageID: textOf(status['imageID']) ?? '',
    ...optionalTexts(status, ['containerID']),
    ...(isList(supersededImages)
      ? { supersededImages: supersededImages.filter(image => typeof image === 'string') }
      : {}),
  };
}

const readNames = oncePerText((list): readonly string[] => {
  const names = list.split(',').map(name => name.trim());
  return [...new Set(names)].filter(name => name !== '').toSorted();
});

function readSlotVersions(annotations: Readonly<Record<string, string>>): Dictionary<SlotVersions> {
  const prefixes = [SLOT_VERSION_ANNOTATION_PREFIX, SLOT_VERSION_ALT_ANNOTATION_PREFIX];
  const slots = prefixes.flatMap(prefix =>
    Object.keys(annotations).flatMap(key => (key.startsWith(prefix) ? [key.slice(prefix.length)] : [])),
  );
  return dictionaryOf(
    slots.map(slot => {
      const [version, versionAlt] = prefixes.map(prefix => textOf(annotations[`${prefix}${slot}`]) ?? '');
      return [slot, { version: version ?? '', versionAlt: versionAlt ?? '' }];
    }),
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function optionalTexts<K extends string>(object: JsonObject, names: readonly K[]): { readonly [N in K]?: string } {
  const texts = names.flatMap(name => {
    const text = textOf(object[name]);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(texts) as { readonly [N in K]?: string };
}
