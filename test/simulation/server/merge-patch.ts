import type { JsonObject } from './frozen-json.js';
import { isJsonObject, kept } from './frozen-json.js';

/** JSON merge patch (RFC 7386): objects merge, null removes, anything else replaces. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const merged: Record<string, unknown> = isJsonObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(merged, key);
    else merged[key] = applyMergePatch(merged[key], value);
  }
  return kept<unknown>(target, merged satisfies JsonObject);
}
