import type { JsonPatchOperation } from '../../../lib/cluster/cluster.js';
import { isJsonObject, sameJson } from './frozen-json.js';

/** An operation that does not fit the object; the API server answers 422. */
export class UnfitPatch extends Error {}

/**
 * JSON Patch (RFC 6902) by the rules of the library that the API server uses: `replace` of a field that is not there
 * adds it, while `remove` of one fails.
 *
 * @throws UnfitPatch
 */
export function applyJsonPatch(target: unknown, operations: readonly JsonPatchOperation[]): unknown {
  return operations.reduce(applyOne, target);
}

function applyOne(target: unknown, operation: JsonPatchOperation): unknown {
  if (operation.path === '') return applyToRoot(target, operation);
  if (!operation.path.startsWith('/')) throw new UnfitPatch(`"${operation.path}" is not a path`);
  const keys = operation.path.slice(1).split('/');
  return change(target, keys.map(unescape), operation);
}

function applyToRoot(target: unknown, operation: JsonPatchOperation): unknown {
  if (operation.op === 'remove') throw new UnfitPatch('the whole object cannot be removed');
  if (operation.op === 'test') return assertSame(target, operation.value, target);
  return operation.value;
}

/** `~1` first: `~01` means `~1`. */
function unescape(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}

function change(target: unknown, [key = '', ...rest]: readonly string[], operation: JsonPatchOperation): unknown {
  if (Array.isArray(target)) return changeArray(target, key, rest, operation);
  if (!isJsonObject(target)) throw new UnfitPatch(`${operation.path} leads through something that is no object`);
  if (rest.length === 0) return changeField(target, key, operation);
  if (!Object.hasOwn(target, key)) throw new UnfitPatch(`${operation.path} leads through a field that is not there`);
  return { ...target, [key]: change(target[key], rest, operation) };
}

function changeField(target: Readonly<Record<string, unknown>>, key: string, operation: JsonPatchOperation): unknown {
  switch (operation.op) {
    case 'test':
      return assertSame(target[key] ?? null, operation.value, target);
    case 'remove': {
      if (!Object.hasOwn(target, key)) throw new UnfitPatch(`${operation.path} is not there`);
      return Object.fromEntries(Object.entries(target).filter(([name]) => name !== key));
    }
    default:
      return { ...target, [key]: operation.value };
  }
}

function changeArray(
  target: readonly unknown[],
  key: string,
  rest: readonly string[],
  operation: JsonPatchOperation,
): unknown {
  const adds = operation.op === 'add' && rest.length === 0;
  const index = adds && key === '-' ? target.length : Number(key);
  const last = adds ? target.length : target.length - 1;
  if (!/^(0|[1-9]\d*|-)$/.test(key) || !(index <= last)) throw new UnfitPatch(`${operation.path} is out of bounds`);
  if (rest.length > 0) return target.with(index, change(target[index], rest, operation));
  switch (operation.op) {
    case 'test':
      return assertSame(target[index], operation.value, target);
    case 'remove':
      return target.toSpliced(index, 1);
    case 'add':
      return target.toSpliced(index, 0, operation.value);
    default:
      return target.with(index, operation.value);
  }
}

function assertSame<T>(found: unknown, wanted: unknown, target: T): T {
  if (!sameJson(found, wanted)) throw new UnfitPatch('a test failed');
  return target;
}
