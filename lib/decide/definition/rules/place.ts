import type { SidecarSet } from '../../../api/sidecarset.generated.js';
import type { JsonObject } from '../../edit.js';
import { isList, isObject } from '../../edit.js';

/** An object somewhere in a SidecarSet, and where it stands. */
export interface Place {
  readonly path: string;
  readonly value: JsonObject;
}

/** The SidecarSet as a place to start from. */
export function rootOf(set: SidecarSet): Place {
  const value: unknown = set;
  return { path: '', value: isObject(value) ? value : {} };
}

/** The object in a field; an empty one when nothing or something else stands there. */
export function inside({ path, value }: Place, ...fields: readonly string[]): Place {
  const [field, ...rest] = fields;
  if (field === undefined) return { path, value };
  const next = value[field];
  return inside({ path: join(path, field), value: isObject(next) ? next : {} }, ...rest);
}

/** The objects of a list in a field; whatever else stands there is left to the check of shapes. */
export function each(place: Place, field: string): readonly Place[] {
  const items = place.value[field];
  if (!isList(items)) return [];
  return items.flatMap((value, index) =>
    isObject(value) ? [{ path: `${join(place.path, field)}[${String(index)}]`, value }] : [],
  );
}

/** The object in a field, in a list of none or one. */
export function maybe(place: Place, field: string): readonly Place[] {
  return isObject(place.value[field]) ? [inside(place, field)] : [];
}

/** The path of a field. */
export function join(path: string, field: string): string {
  return path === '' ? field : `${path}.${field}`;
}
