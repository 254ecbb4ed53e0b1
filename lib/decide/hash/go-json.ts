import { SIDECAR_LAYOUT } from '../../api/container-field-order.generated.js';
import type { GoField, GoScalar, GoType } from '../../api/go-layout.js';
import { isList, isObject } from '../edit.js';
import { formatQuantity, parseQuantity } from '../quantity.js';

/** How Go's empty scalars, lists and maps are written. */
const EMPTY_TEXTS: ReadonlySet<string> = new Set(['null', '""', 'false', '0', '[]', '{}']);

/** Nobody nests fields that no version knows any deeper; it keeps a hostile object from exhausting the stack. */
const DEEPEST = 500;

/**
 * Writes a JSON value as Go's encoding/json writes it after it was decoded into a variable of the given type.
 *
 * Fields that the type does not know follow after its own, sorted by name. A value that does not fit its type is
 * written as what it is.
 */
export function toGoJson(value: unknown, type: GoType): string {
  if (typeof type === 'string') return writeScalar(value, type);
  if ('pointer' in type) return isUnset(value) ? 'null' : toGoJson(value, type.pointer);
  if ('struct' in type) return writeStruct(value ?? {}, SIDECAR_LAYOUT[type.struct] ?? []);
  if ('list' in type && isList(value)) return `[${value.map(item => toGoJson(item, type.list)).join(',')}]`;
  if ('map' in type && isObject(value)) return writeMap(value, entry => toGoJson(entry, type.map));
  return writeAny(value);
}

function isUnset(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function writeScalar(value: unknown, type: GoScalar): string {
  switch (type) {
    case 'string':
      return writeAny(value ?? '');
    case 'bool':
      return writeAny(value ?? false);
    case 'int':
    case 'int-or-string':
      return writeAny(value ?? 0);
    case 'quantity':
      return writeQuantity(value ?? 0);
  }
}

function writeQuantity(value: unknown): string {
  const quantity = typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined;
  return writeAny(quantity === undefined ? value : formatQuantity(quantity));
}

function writeStruct(value: unknown, fields: readonly GoField[]): string {
  if (!isObject(value)) return writeAny(value);
  const known = fields.flatMap(field => {
    const text = toGoJson(value[field.name], field.type);
    return field.omitEmpty && isEmpty(text, field.type) ? [] : [`${quote(field.name)}:${text}`];
  });
  const names = new Set(fields.map(field => field.name));
  const unknown = Object.keys(value)
    .filter(name => !names.has(name) && !isUnset(value[name]))
    .sort(byBytes)
    .map(name => `${quote(name)}:${writeAny(value[name])}`);
  return `{${[...known, ...unknown].join(',')}}`;
}

/** To Go a struct is never empty, and a pointer only when it is nil. */
function isEmpty(text: string, type: GoType): boolean {
  if (type === 'quantity' || type === 'int-or-string') return false;
  if (typeof type === 'string' || 'list' in type || 'map' in type) return EMPTY_TEXTS.has(text);
  return 'pointer' in type && text === 'null';
}

/** As Go writes a value of no declared type: the keys of objects are sorted. */
function writeAny(value: unknown, depth = 0): string {
  if (typeof value === 'string') return quote(value);
  if (depth > DEEPEST) return '"..."';
  if (isList(value)) return `[${value.map(item => writeAny(item, depth + 1)).join(',')}]`;
  if (isObject(value)) return writeMap(value, entry => writeAny(entry, depth + 1));
  return JSON.stringify(value ?? null);
}

function writeMap(map: Readonly<Record<string, unknown>>, write: (value: unknown) => string): string {
  const entries = Object.keys(map)
    .sort(byBytes)
    .map(key => `${quote(key)}:${write(map[key])}`);
  return `{${entries.join(',')}}`;
}

/** Go compares the bytes of UTF-8, which is the order of code points; JavaScript compares UTF-16 units. */
function byBytes(left: string, right: string): number {
  const [leftPoints, rightPoints] = [codePointsOf(left), codePointsOf(right)];
  const at = leftPoints.findIndex((point, index) => point !== rightPoints[index]);
  if (at < 0) return leftPoints.length - rightPoints.length;
  return (leftPoints[at] ?? -1) - (rightPoints[at] ?? -1);
}

function codePointsOf(text: string): readonly number[] {
  return Array.from(text, character => character.codePointAt(0) ?? 0);
}

/** Go also escapes what could end a script element or a JavaScript string, and reads half a surrogate pair as U+FFFD. */
function quote(text: string): string {
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
    /[<>&\u2028\u2029]/g,
    mark => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
