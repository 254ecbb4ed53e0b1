import { isObject } from './edit.js';

/**
 * Merges JSON as RFC 7386 (JSON Merge Patch) says: objects field by field, null removes, everything else replaces.
 *
 * @param target - the value to change; undefined when there is none yet
 * @param patch - the value that describes the change
 * @returns a new value; the arguments are left as they are
 */
export function mergeJson(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergeJson(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}
