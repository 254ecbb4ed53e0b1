import type { JsonObject } from './edit.js';
import { isList, isObject } from './edit.js';

/** One operation of RFC 6902, of the kinds that a difference needs. */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/**
 * The JSON Patch that turns one JSON value into another, small where it matters: items of a list whose items all have
 * names of their own are told apart by `name`, so that a container that moves down is not rewritten; other lists are
 * compared from both ends. A field that is undefined counts as absent.
 *
 * @returns operations to apply in this order; none when both are equal. Guarding the patch is up to the sender.
 */
export function diffJson(before: unknown, after: unknown): readonly JsonPatchOperation[] {
  const operations: JsonPatchOperation[] = [];
  diffValue(before, after, { path: '', operations });
  return operations;
}

/** Where we are, and what was found so far. */
interface Place {
  readonly path: string;
  readonly operations: JsonPatchOperation[];
}

function diffValue(before: unknown, after: unknown, place: Place): void {
  if (before === after) return;
  if (isObject(before) && isObject(after)) {
    diffObject(before, after, place);
  } else if (isList(before) && isList(after)) {
    diffList(before, after, place);
  } else {
    place.operations.push({ op: 'replace', path: place.path, value: after });
  }
}

function diffObject(before: JsonObject, after: JsonObject, { path, operations }: Place): void {
  // Most of a pod stays as it is, and what nobody touched is the same object: it needs no path, nor a closer look.
  for (const name of Object.keys(before)) {
    const value = before[name];
    if (value === undefined || value === after[name] || has(after, name)) continue;
    operations.push({ op: 'remove', path: below(path, name) });
  }
  for (const name of Object.keys(after)) {
    const value = after[name];
    if (value === undefined || value === before[name]) continue;
    if (has(before, name)) diffValue(before[name], value, { path: below(path, name), operations });
    else operations.push({ op: 'add', path: below(path, name), value });
  }
}

function diffList(before: readonly unknown[], after: readonly unknown[], place: Place): void {
  const namesBefore = namesOf(before);
  const namesAfter = namesOf(after);
  if (namesBefore !== undefined && namesAfter !== undefined) {
    diffNamed({ before, after, namesBefore, namesAfter }, place);
  } else {
    diffUnnamed(before, after, place);
  }
}

interface NamedLists {
  readonly before: readonly unknown[];
  readonly after: readonly unknown[];
  /** Position by name. */
  readonly namesBefore: ReadonlyMap<string, number>;
  readonly namesAfter: ReadonlyMap<string, number>;
}

function diffNamed({ before, after, namesBefore, namesAfter }: NamedLists, { path, operations }: Place): void {
  const kept = keptPositions(namesBefore, namesAfter);
  for (let index = before.length - 1; index >= 0; index -= 1) {
    if (!kept.has(index)) operations.push({ op: 'remove', path: `${path}/${index}` });
  }
  // Kept items stand in the same order on both sides: once all before it is in place, each is where it belongs.
  for (const [name, index] of namesAfter) {
    const position = namesBefore.get(name);
    const itemPath = `${path}/${index}`;
    if (position !== undefined && kept.has(position)) {
      diffValue(before[position], after[index], { path: itemPath, operations });
    } else {
      operations.push({ op: 'add', path: itemPath, value: after[index] });
    }
  }
}

/** Positions of the items that may stay: those that both lists hold, in one order. */
function keptPositions(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): ReadonlySet<number> {
  const kept = new Set<number>();
  let last = -1;
  for (const name of after.keys()) {
    const position = before.get(name);
    if (position === undefined || position < last) continue;
    kept.add(position);
    last = position;
  }
  return kept;
}

/** Position of each item by its name, in order; undefined unless every item has a name of its own. */
function namesOf(list: readonly unknown[]): ReadonlyMap<string, number> | undefined {
  const positions = new Map<string, number>();
  for (const item of list) {
    const name = isObject(item) ? item['name'] : undefined;
    if (typeof name !== 'string' || positions.has(name)) return undefined;
    positions.set(name, positions.size);
  }
  return positions;
}

function diffUnnamed(before: readonly unknown[], after: readonly unknown[], { path, operations }: Place): void {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && isEqual(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && isEqual(before.at(-1 - tail), after.at(-1 - tail))) tail += 1;

  const changed = shorter - head - tail;
  for (let index = head; index < head + changed; index += 1) {
    diffValue(before[index], after[index], { path: `${path}/${index}`, operations });
  }
  for (let index = before.length - tail - 1; index >= head + changed; index -= 1) {
    operations.push({ op: 'remove', path: `${path}/${index}` });
  }
  for (let index = head + changed; index < after.length - tail; index += 1) {
    operations.push({ op: 'add', path: `${path}/${index}`, value: after[index] });
  }
}

/** Do both say the same in JSON? The order of fields says nothing, and a field that is undefined is not there. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  for (const name in a) {
    if (a[name] !== undefined && !(Object.hasOwn(b, name) && isEqual(a[name], b[name]))) return false;
  }
  for (const name in b) {
    if (b[name] !== undefined && !has(a, name)) return false;
  }
  return true;
}

function has(object: JsonObject, name: string): boolean {
  return Object.hasOwn(object, name) && object[name] !== undefined;
}

function below(path: string, name: string): string {
  const isPlain = !name.includes('~') && !name.includes('/');
  return `${path}/${isPlain ? name : name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
