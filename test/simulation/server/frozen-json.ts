/** A JSON object whose shape nobody has looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What `frozenCopy` has made: safe to share. */
const known = new WeakSet();

/**
 * A copy as it would come back over the wire (fields that are undefined are gone), which nobody can change. Parts that
 * came from here before are shared instead of copied, so that a small patch of a large object is cheap.
 */
export function frozenCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null || known.has(value)) return value;
  const copy: object = Array.isArray(value)
    ? value.map(element => frozenCopy<unknown>(element ?? null))
    : frozenFields(value as JsonObject);
  Object.freeze(copy);
  known.add(copy);
  return copy as T;
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

/** The same object less these fields. */
export function without<T extends object, K extends keyof T>(object: T, ...keys: readonly K[]): Omit<T, K> {
  const names: readonly PropertyKey[] = keys;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(object)) if (!names.includes(key)) copy[key] = object[key as keyof T];
  return copy as Omit<T, K>;
}

/** An object, and neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
