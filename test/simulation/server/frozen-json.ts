/** A JSON object whose shape nobody has looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A constructor that gives back what it is given, so that a class built on it adds its fields to any object. */
const Identity = function (object: object): object {
  return object;
} as unknown as new (object: object) => object;

/**
 * Marks what `frozenCopy` has made: safe to share. A private field is a mark that nobody sees and no copy takes along; a
 * WeakSet of as many objects would cost a story more time than all the rest of the API server.
 */
class Shared extends Identity {
  readonly #mark = true;

  static has(object: object): boolean {
    return #mark in object;
  }
}

/**
 * A copy as it would come back over the wire (fields that are undefined are gone), which nobody can change. Parts that
 * came from here before are shared instead of copied, so that a small patch of a large object is cheap.
 */
export function frozenCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Shared.has(value)) return value;
  const copy: object = Array.isArray(value)
    ? value.map(element => frozenCopy<unknown>(element ?? null))
    : frozenFields(value as JsonObject);
  return Object.freeze(new Shared(copy)) as T;
}

/** A loop, since every write of a story comes through here. */
function frozenFields(object: JsonObject): object {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(object)) {
    const field = object[key];
    if (field !== undefined) copy[key] = frozenCopy(field);
  }
  return copy;
}

/** Do two JSON values say the same? */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, index) => sameJson(element, b[index]));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every(key => Object.hasOwn(b, key) && sameJson(a[key], b[key]));
}

/**
 * The object of before when the one of now has the very same fields: whoever changes nothing hands on what it was given,
 * and nothing has to be copied.
 */
export function kept<T>(before: T, now: T): T {
  if (Array.isArray(before)) return Array.isArray(now) && hasSameItems(before, now) ? before : now;
  return isJsonObject(before) && isJsonObject(now) && hasSameFields(before, now) ? before : now;
}

function hasSameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function hasSameFields(a: JsonObject, b: JsonObject): boolean {
  const keys = Object.keys(b);
  return Object.keys(a).length === keys.length && keys.every(key => b[key] !== undefined && a[key] === b[key]);
}

/** The same object less these fields. */
export function without<T extends object, K extends keyof T>(object: T, ...keys: readonly K[]): Omit<T, K> {
  if (!keys.some(key => Object.hasOwn(object, key))) return object;
  const names: readonly PropertyKey[] = keys;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(object)) if (!names.includes(key)) copy[key] = object[key as keyof T];
  return copy as Omit<T, K>;
}

/** An object, and neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
