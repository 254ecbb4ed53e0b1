import { JsonPatch } from 'cdk8s';

/** What JSON patches make of a document, and what their author should know. */
export interface PatchOutcome<T> {
  readonly document: T;
  /** Patches that cannot be applied, in words. */
  readonly problems: readonly string[];
  /** Patches that change nothing, in words. */
  readonly warnings: readonly string[];
}

/** One operation of RFC 6902. */
interface Operation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/**
 * Applies JSON patches one after the other, as RFC 6902 means them: what a patch removes, replaces, moves or copies must
 * be there. cdk8s passes over a patch that aims beside its target, and its author never hears of it.
 *
 * @param document - is left as it is
 */
export function applyJsonPatches<T>(document: T, patches: readonly JsonPatch[]): PatchOutcome<T> {
  const problems: string[] = [];
  const warnings: string[] = [];
  let current = document;
  for (const [index, patch] of patches.entries()) {
    const operation = patch._toJson() as Operation;
    const say = (what: string): string => `JSON patch ${index + 1} (${operation.op} ${operation.path}): ${what}`;
    const next = applyOne(current, patch, operation);
    if (typeof next === 'string') problems.push(say(next));
    else {
      if (operation.op !== 'test' && equal(current, next.document)) {
        warnings.push(say('changes nothing, the value is so already; take the patch away'));
      }
      current = next.document;
    }
  }
  return { document: current, problems, warnings };
}

function applyOne<T>(document: T, patch: JsonPatch, operation: Operation): { readonly document: T } | string {
  const missing = missingTarget(document, operation);
  if (missing !== undefined) return missing;
  try {
    // Not structuredClone: in some test runners it makes objects of another context, which compare as different.
    return { document: JsonPatch.apply(JSON.parse(JSON.stringify(document)), patch) as T };
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return `cannot be applied: ${reason}`;
  }
}

function missingTarget(document: unknown, { op, path, from }: Operation): string | undefined {
  const target = op === 'move' || op === 'copy' ? (from ?? '') : path;
  if (op !== 'add' && op !== 'test' && !isThere(document, target)) {
    return `changes nothing, there is nothing at ${target}; ${op === 'replace' ? 'add sets a field that is not there' : 'correct the path'}`;
  }
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  if (!isThere(document, parent)) return `cannot be applied, there is nothing at ${parent}; add that first`;
  return undefined;
}

function isThere(document: unknown, pointer: string): boolean {
  return stepsOf(pointer).reduce<unknown>(stepInto, document) !== undefined;
}

function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function stepInto(value: unknown, step: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[step];
}

function equal(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

/** Keys in one order: where a patch puts a field says nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
