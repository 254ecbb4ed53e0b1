import { DEEPEST_NESTING } from './definition/nesting.js';
import { compactJson, parseJson, readMembers, writeMembers } from './json-members.js';

/** Two documents merged, or why they cannot be, as the end of a sentence. */
export type MergedJson =
  { readonly kind: 'merged'; readonly text: string } | { readonly kind: 'failed'; readonly complaint: string };

/**
 * Merges two JSON texts as `mergeJson` merges values. It works on the texts, so that what the patch does not name keeps every digit of its numbers and every repetition.
 *
 * @param target - the document to change
 * @param patch - the document that describes the change
 */
export function mergeJsonText(target: string, patch: string): MergedJson {
  if (parseJson(target) === undefined || parseJson(patch) === undefined) {
    return { kind: 'failed', complaint: "the pod's value or the SidecarSet's is not JSON" };
  }
  const text = merge(compactJson(target), compactJson(patch), DEEPEST_NESTING);
  if (text === undefined) {
    return { kind: 'failed', complaint: `the SidecarSet's value nests more than ${DEEPEST_NESTING} levels` };
  }
  return { kind: 'merged', text };
}

/** @returns undefined when the patch nests too deep */
function merge(target: string | undefined, patch: string, levels: number): string | undefined {
  const changes = readMembers(patch);
  if (changes === undefined) return patch;
  if (levels === 0) return undefined;
  const merged = new Map(target === undefined ? undefined : readMembers(target));
  for (const [name, change] of changes) {
    if (change === 'null') {
      merged.delete(name);
      continue;
    }
    const value = merge(merged.get(name), change, levels - 1);
    if (value === undefined) return undefined;
    merged.set(name, value);
  }
  return writeMembers(merged);
}
