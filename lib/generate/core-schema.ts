import type { JSONSchemaProps } from '../api/kubernetes.generated.js';
import type { CoreField, CoreFieldType, CoreModel, CoreModels } from './core-models.js';

/**
 * How strict a schema is about Kubernetes' own types.
 *
 * - `lenient` takes whatever the API server would take in a pod, today and in a newer version: unknown fields, and no
 *   field has to be there. (Null for absent needs no word: the API server drops it from what is created or replaced.)
 * - `strict` is the type as it is described today.
 */
export type Strictness = 'lenient' | 'strict';

/** Fields that hold quantities, which client-node calls strings. In YAML people write `cpu: 0.5`, a number, too. */
const QUANTITIES: ReadonlySet<string> = new Set([
  'EmptyDirVolumeSource.sizeLimit',
  'ResourceFieldSelector.divisor',
  'ResourceRequirements.limits',
  'ResourceRequirements.requests',
  'VolumeResourceRequirements.limits',
  'VolumeResourceRequirements.requests',
]);

/** How many levels of a type are spelled out; volumes are many, and what stands deep inside them is seldom used. */
const LEVELS: Readonly<Record<string, number>> = { Volume: 2 };

/**
 * Most characters of a description on the first level and below it, unless one sentence is longer. The whole CRD must
 * stay below the 256 KiB of an annotation, or a plain `kubectl apply` cannot store it.
 */
const DESCRIPTION_LENGTH = { firstLevel: 400, deeper: 120 };

/** Tools that make types from a CRD look for the `anyOf`. */
export const INT_OR_STRING: JSONSchemaProps = {
  anyOf: [{ type: 'integer' }, { type: 'string' }],
  'x-kubernetes-int-or-string': true,
};

/** Any JSON value at all; what CRDs have for "a string or any number". */
const ANYTHING: JSONSchemaProps = { 'x-kubernetes-preserve-unknown-fields': true };

/**
 * The schema of a Kubernetes type.
 *
 * @param name - `Container`
 */
export function coreSchema(name: string, options: { models: CoreModels; strictness: Strictness }): JSONSchemaProps {
  return modelSchema(name, { ...options, depth: 0, levels: LEVELS[name] ?? Infinity });
}

interface Walk {
  readonly models: CoreModels;
  readonly strictness: Strictness;
  readonly depth: number;
  readonly levels: number;
}

function modelSchema(name: string, walk: Walk): JSONSchemaProps {
  const model = walk.models.get(name);
  if (model === undefined) throw new Error(`the Kubernetes type ${name} has not been read`);
  const lenient = walk.strictness === 'lenient';
  const required = model.fields.filter(field => field.required).map(field => field.name);
  return {
    type: 'object',
    ...(walk.depth < walk.levels ? { properties: properties(model, walk) } : {}),
    ...(lenient || required.length === 0 ? {} : { required }),
    ...(lenient ? { 'x-kubernetes-preserve-unknown-fields': true } : {}),
  };
}

function properties(model: CoreModel, walk: Walk): Readonly<Record<string, JSONSchemaProps>> {
  const deeper = { ...walk, depth: walk.depth + 1 };
  const entries = model.fields.map(field => [field.name, fieldSchema(model, field, deeper)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function fieldSchema(model: CoreModel, field: CoreField, walk: Walk): JSONSchemaProps {
  const own = field.description;
  const description = own === '' && field.type.kind === 'model' ? walk.models.get(field.type.model)?.description : own;
  return {
    ...(description === undefined || description === '' ? {} : { description: shorten(description, walk.depth) }),
    ...typeSchema(QUANTITIES.has(`${model.name}.${field.name}`) ? asQuantity(field.type) : field.type, walk),
  };
}

function asQuantity(type: CoreFieldType): CoreFieldType {
  return type.kind === 'map' ? { kind: 'map', items: { kind: 'any' } } : { kind: 'any' };
}

function typeSchema(type: CoreFieldType, walk: Walk): JSONSchemaProps {
  switch (type.kind) {
    case 'text':
      return type.format === 'date-time' ? { type: 'string', format: 'date-time' } : { type: 'string' };
    case 'number':
      return type.format.startsWith('int') ? { type: 'integer', format: type.format } : { type: 'number' };
    case 'boolean':
      return { type: 'boolean' };
    case 'int-or-string':
      return INT_OR_STRING;
    case 'any':
      return ANYTHING;
    case 'list':
      return { type: 'array', items: typeSchema(type.items, walk) };
    case 'map':
      return { type: 'object', additionalProperties: typeSchema(type.items, walk) };
    case 'model':
      return modelSchema(type.model, walk);
  }
}

/** As many sentences as fit. */
function shorten(description: string, depth: number): string {
  const limit = depth === 1 ? DESCRIPTION_LENGTH.firstLevel : DESCRIPTION_LENGTH.deeper;
  const sentences = description.split(/(?<=\.)\s+(?=[A-Z])/);
  const lengths = sentences.map((_, index) => sentences.slice(0, index + 1).join(' ').length);
  const kept = lengths.filter(length => length <= limit).length;
  return sentences.slice(0, Math.max(kept, 1)).join(' ');
}
