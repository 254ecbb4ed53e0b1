import type { JSONSchemaProps } from '../api/kubernetes.generated.js';
import type {
  EnumNode,
  Field,
  IntOrPercentNode,
  ListNode,
  ObjectNode,
  SchemaNode,
  TextNode,
} from '../api/schema/schema-node.js';
import type { CoreModels } from './core-models.js';
import { coreSchema, INT_OR_STRING } from './core-schema.js';
import { labelSelectorSchema } from './label-selector-schema.js';

/**
 * The structural schema of a described value, as a CustomResourceDefinition wants it.
 *
 * @param models - holds every Kubernetes type that the description names
 */
export function nodeSchema(node: SchemaNode, models: CoreModels): JSONSchemaProps {
  switch (node.kind) {
    case 'text':
      return textSchema(node);
    case 'enum':
      return enumSchema(node);
    case 'integer':
      return { type: 'integer', ...limits(node), format: node.format };
    case 'boolean':
      return { type: 'boolean' };
    case 'int-or-percent':
      return intOrPercentSchema(node);
    case 'label-selector':
      return labelSelectorSchema(node);
    case 'core':
      return coreNodeSchema(node.type, models);
    case 'list':
      return listSchema(node, models);
    case 'map':
      return { type: 'object', additionalProperties: nodeSchema(node.values, models) };
    case 'object':
      return objectSchema(node, models);
  }
}

function textSchema({ pattern, ...node }: TextNode): JSONSchemaProps {
  const { minLength, maxLength } = node;
  return {
    type: 'string',
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(pattern === undefined ? {} : { pattern: pattern.regex }),
  };
}

function enumSchema(node: EnumNode): JSONSchemaProps {
  const rules = node.immutable === undefined ? [] : [{ rule: 'self == oldSelf', message: node.immutable.message }];
  return {
    type: 'string',
    enum: Object.keys(node.values),
    ...(rules.length === 0 ? {} : { 'x-kubernetes-validations': rules }),
  };
}

/** `minimum` looks at numbers only and `pattern` at strings only, so that each judges its own form. */
function intOrPercentSchema(node: IntOrPercentNode): JSONSchemaProps {
  const percent = node.minimum === 0 ? '[0-9]{1,2}' : '[1-9]|[1-9][0-9]';
  return { ...INT_OR_STRING, minimum: node.minimum, pattern: `^0*(${percent}|100)%$` };
}

function limits(node: { minimum?: number; maximum?: number }): JSONSchemaProps {
  return {
    ...(node.minimum === undefined ? {} : { minimum: node.minimum }),
    ...(node.maximum === undefined ? {} : { maximum: node.maximum }),
  };
}

function coreNodeSchema(type: string, models: CoreModels): JSONSchemaProps {
  return coreSchema(type, { models, strictness: type === 'Condition' ? 'strict' : 'lenient' });
}

function listSchema(node: ListNode, models: CoreModels): JSONSchemaProps {
  const items = nodeSchema(node.items, models);
  return {
    type: 'array',
    items: node.mapKey === undefined ? items : withKey(items, node.mapKey),
    ...(node.maxItems === undefined ? {} : { maxItems: node.maxItems }),
    'x-kubernetes-list-type': node.mapKey === undefined ? 'atomic' : 'map',
    ...(node.mapKey === undefined ? {} : { 'x-kubernetes-list-map-keys': [node.mapKey] }),
  };
}

/** The key of a map list must be there. */
function withKey(items: JSONSchemaProps, key: string): JSONSchemaProps {
  return { ...items, required: [...new Set([...(items.required ?? []), key])] };
}

function objectSchema(node: ObjectNode, models: CoreModels): JSONSchemaProps {
  const base = node.extends === undefined ? undefined : coreNodeSchema(node.extends, models);
  const own = Object.entries(node.fields).map(([name, field]) => [name, fieldSchema(field, models)] as const);
  const required = Object.keys(node.fields).filter(name => node.fields[name]?.required === true);
  return {
    type: 'object',
    ...base,
    properties: { ...base?.properties, ...Object.fromEntries(own) },
    ...(required.length === 0 ? {} : { required }),
    ...(node.forbidden === undefined ? {} : { not: node.forbidden.shape }),
    ...(node.rules.length === 0 ? {} : { 'x-kubernetes-validations': node.rules }),
  };
}

function fieldSchema(field: Field, models: CoreModels): JSONSchemaProps {
  // The API server itself knows the metadata of every object, and refuses to hear anything about it.
  if (field.node.kind === 'core' && field.node.type === 'ObjectMeta') return { type: 'object' };
  return {
    description: field.description,
    ...nodeSchema(field.node, models),
    ...(field.default === undefined ? {} : { default: field.default }),
  };
}
