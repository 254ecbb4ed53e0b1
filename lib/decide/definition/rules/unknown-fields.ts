import { SIDECAR_LAYOUT } from '../../../api/container-field-order.generated.js';
import type { GoType } from '../../../api/go-layout.js';
import type { ObjectNode, SchemaNode } from '../../../api/schema/schema-node.js';
import { SIDECARSET_SCHEMA } from '../../../api/schema/sidecarset.js';
import type { JsonObject } from '../../edit.js';
import { isList, isObject } from '../../edit.js';
import type { FieldProblem } from '../verdict.js';
import { didYouMean } from './did-you-mean.js';
import type { Rule } from './finding.js';
import { join } from './place.js';

const PRUNED = 'is no field of a SidecarSet, and the API server drops it';
const KEPT = 'is no field of a container that this version knows; it is passed on to the pods as it is';

/** Fields that nobody reads: a misspelt name would otherwise take effect by doing nothing. */
export const warnOfUnknownFields: Rule = ({ sidecarSet }) => inNode(sidecarSet, SIDECARSET_SCHEMA, '');

function inNode(value: unknown, node: SchemaNode, path: string): readonly FieldProblem[] {
  if (node.kind === 'list' && isList(value)) {
    return value.flatMap((item, index) => inNode(item, node.items, `${path}[${String(index)}]`));
  }
  return node.kind === 'object' && isObject(value) ? inObject(value, node, path) : [];
}

function inObject(value: JsonObject, node: ObjectNode, path: string): readonly FieldProblem[] {
  const isContainer = node.extends === 'Container';
  const known = [...Object.keys(node.fields), ...(isContainer ? fieldNames('SidecarContainer') : [])];
  const own = Object.entries(node.fields)
    .filter(([name]) => name !== 'status')
    .flatMap(([name, field]) => inNode(value[name], field.node, join(path, name)));
  const core = isContainer ? inCoreFields(value, node, path) : [];
  return [...unknownNames(value, { known, path, fate: isContainer ? KEPT : PRUNED }), ...own, ...core];
}

function inCoreFields(container: JsonObject, node: ObjectNode, path: string): readonly FieldProblem[] {
  return (SIDECAR_LAYOUT['SidecarContainer'] ?? [])
    .filter(({ name }) => !Object.hasOwn(node.fields, name))
    .flatMap(({ name, type }) => inType(container[name], type, join(path, name)));
}

function inType(value: unknown, type: GoType, path: string): readonly FieldProblem[] {
  if (typeof type === 'string') return [];
  if ('pointer' in type) return inType(value, type.pointer, path);
  if ('list' in type && isList(value)) {
    return value.flatMap((item, index) => inType(item, type.list, `${path}[${String(index)}]`));
  }
  return 'struct' in type && isObject(value) ? inStruct(value, type.struct, path) : [];
}

function inStruct(value: JsonObject, struct: string, path: string): readonly FieldProblem[] {
  const below = (SIDECAR_LAYOUT[struct] ?? []).flatMap(({ name, type }) => inType(value[name], type, join(path, name)));
  return [...unknownNames(value, { known: fieldNames(struct), path, fate: KEPT }), ...below];
}

function fieldNames(struct: string): readonly string[] {
  return (SIDECAR_LAYOUT[struct] ?? []).map(({ name }) => name);
}

interface Expectation {
  readonly known: readonly string[];
  readonly path: string;
  /** What happens to an unknown field. */
  readonly fate: string;
}

function unknownNames(value: JsonObject, { known, path, fate }: Expectation): readonly FieldProblem[] {
  return Object.keys(value)
    .filter(name => !known.includes(name))
    .map(name => ({ path: join(path, name), message: `${fate}${didYouMean(name, known)}` }));
}
