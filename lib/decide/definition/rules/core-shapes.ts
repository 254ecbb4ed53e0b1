import { SIDECAR_LAYOUT } from '../../../api/container-field-order.generated.js';
import type { GoScalar, GoType } from '../../../api/go-layout.js';
import type { ObjectNode } from '../../../api/schema/schema-node.js';
import type { JsonObject } from '../../edit.js';
import { isList, isObject } from '../../edit.js';
import { parseQuantity } from '../../quantity.js';
import type { FieldProblem } from '../verdict.js';
import { show } from './finding.js';
import { join } from './place.js';
import { wrongType } from './wrong-type.js';

/**
 * Values of a wrong type in the core/v1 fields of a container. The schema leaves these fields to the API server, which
 * would only refuse them when a pod is created.
 *
 * @param node - describes the other fields, which are left out
 */
export function containerShapeProblems(container: JsonObject, node: ObjectNode, path: string): readonly FieldProblem[] {
  const core = Object.entries(container).filter(([name]) => !Object.hasOwn(node.fields, name));
  return structProblems(Object.fromEntries(core), 'SidecarContainer', path);
}

function structProblems(value: JsonObject, struct: string, path: string): readonly FieldProblem[] {
  return (SIDECAR_LAYOUT[struct] ?? []).flatMap(({ name, type }) => {
    const inner = value[name];
    return inner === undefined || inner === null ? [] : typeProblems(inner, type, join(path, name));
  });
}

function typeProblems(value: unknown, type: GoType, path: string): readonly FieldProblem[] {
  if (typeof type === 'string') return scalarProblems(value, type, path);
  if ('pointer' in type) return typeProblems(value, type.pointer, path);
  if ('list' in type) {
    if (!isList(value)) return wrongType(value, 'a list', path);
    return value.flatMap((item, index) => typeProblems(item, type.list, `${path}[${String(index)}]`));
  }
  if (!isObject(value)) return wrongType(value, 'an object', path);
  if ('struct' in type) return structProblems(value, type.struct, path);
  return Object.entries(value).flatMap(([key, entry]) => typeProblems(entry, type.map, `${path}[${key}]`));
}

function scalarProblems(value: unknown, type: GoScalar, path: string): readonly FieldProblem[] {
  switch (type) {
    case 'string':
      return wrongType(value, 'a string', path);
    case 'bool':
      return wrongType(value, 'true or false', path);
    case 'int':
      return wrongType(value, 'a whole number', path);
    case 'int-or-string':
      return typeof value === 'string' ? [] : wrongType(value, 'a whole number', path);
    case 'quantity':
      return quantityProblems(value, path);
  }
}

function quantityProblems(value: unknown, path: string): readonly FieldProblem[] {
  const isQuantity = (typeof value === 'string' || typeof value === 'number') && parseQuantity(value) !== undefined;
  if (isQuantity) return [];
  return [{ path, message: `must be a quantity such as 100m, 0.5 or 200Mi, but is ${show(value)}` }];
}
