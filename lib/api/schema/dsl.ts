/**
 * The words in which a schema is written: one for each kind of node, two for the fields of an object.
 *
 * @packageDocumentation
 */
import type {
  BooleanNode,
  CelRule,
  CoreNode,
  CoreTypeName,
  EnumNode,
  Field,
  IntegerNode,
  IntOrPercentNode,
  LabelSelectorNode,
  ListNode,
  MapNode,
  ObjectNode,
  SchemaNode,
  TextNode,
} from './schema-node.js';

/** A string. */
export function text(limits: Omit<TextNode, 'kind'> = {}): TextNode {
  return { kind: 'text', ...limits };
}

/** One of a few words; `values` says what each does. */
export function oneOf(
  name: string,
  values: Readonly<Record<string, string>>,
  options: Pick<EnumNode, 'immutable'> = {},
): EnumNode {
  return { kind: 'enum', name, values, ...options };
}

/** A whole number of 32 bits, unless `limits` says otherwise. */
export function integer(limits: Partial<Omit<IntegerNode, 'kind'>> = {}): IntegerNode {
  return { kind: 'integer', format: 'int32', ...limits };
}

/** `true` or `false`. */
export function boolean(): BooleanNode {
  return { kind: 'boolean' };
}

/** A whole number, or a percentage up to 100. */
export function intOrPercent(limits: Omit<IntOrPercentNode, 'kind'>): IntOrPercentNode {
  return { kind: 'int-or-percent', ...limits };
}

/** Kubernetes' LabelSelector. */
export function labelSelector(options: Omit<LabelSelectorNode, 'kind'>): LabelSelectorNode {
  return { kind: 'label-selector', ...options };
}

/** A value of a type of Kubernetes itself. */
export function core(type: CoreTypeName): CoreNode {
  return { kind: 'core', type };
}

/** An array. */
export function list(items: SchemaNode, options: Omit<ListNode, 'kind' | 'items'> = {}): ListNode {
  return { kind: 'list', items, ...options };
}

/** An object whose keys are free. */
export function map(values: SchemaNode): MapNode {
  return { kind: 'map', values };
}

/** An object with known fields. */
export function object(
  about: Pick<ObjectNode, 'name' | 'description' | 'extends' | 'forbidden'> & { readonly rules?: readonly CelRule[] },
  fields: Readonly<Record<string, Field>>,
): ObjectNode {
  return { kind: 'object', rules: [], ...about, fields };
}

/** A field that must be there. */
export function required(node: SchemaNode, description: string): Field {
  return { node, description, required: true };
}

/** A field that may be absent; with a default, the API server then writes that. */
export function optional(node: SchemaNode, description: string, options: Pick<Field, 'default'> = {}): Field {
  return { node, description, required: false, ...options };
}
