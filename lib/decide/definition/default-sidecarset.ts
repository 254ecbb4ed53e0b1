import { SIDECARSET_SCHEMA } from '../../api/schema/sidecarset.js';
import type { Field, ObjectNode, SchemaNode } from '../../api/schema/schema-node.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { editFields, isList, isObject } from '../edit.js';

/**
 * Writes out the defaults of SidecarSet's own enum and scalar fields, as admission stores them and typed builders
 * emit them. Fields of core/v1 stay as their author left them, so that nobody sees a difference they did not make.
 *
 * Idempotent. A value of an unexpected shape is left for validation to report; nothing is lost.
 *
 * @param set - either API version
 */
export function defaultSidecarSet(set: SidecarSet): SidecarSet {
  const fill = (spec: unknown): unknown => fillNode(spec, SIDECARSET_SCHEMA.fields['spec']?.node);
  return editFields({ spec: fill })(set) as SidecarSet;
}

function fillNode(value: unknown, node: SchemaNode | undefined): unknown {
  switch (node?.kind) {
    case 'object':
      return isObject(value) ? fillObject(value, node) : value;
    case 'list':
      return isList(value) ? value.map(item => fillNode(item, node.items)) : value;
    default:
      return value;
  }
}

function fillObject(value: Readonly<Record<string, unknown>>, node: ObjectNode): unknown {
  const filled = Object.entries(node.fields)
    .map(([name, field]) => [name, fillField(value[name], field)] as const)
    .filter(([name, field]) => field !== value[name]);
  return { ...value, ...Object.fromEntries(filled) };
}

function fillField(value: unknown, field: Field): unknown {
  const isUnset = value === undefined || value === null || value === '';
  return fillNode(isUnset && field.default !== undefined ? field.default : value, field.node);
}
