import type { JSONSchemaProps } from '../api/kubernetes.generated.js';

/** Group, version and kind of the objects that a schema describes. */
export interface DescribedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * Makes a JSON schema (draft 7) of a CustomResourceDefinition's structural schema, for editors and for kubeconform: what
 * only the API server understands is left out, and an object whose fields are all known refuses others, so that a
 * mistyped name is marked while it is typed.
 */
export function jsonSchema(
  structural: JSONSchemaProps,
  { group, version, kind }: DescribedKind,
): Readonly<Record<string, unknown>> {
  const { properties = {}, ...root } = structural;
  const known = {
    ...properties,
    apiVersion: { ...properties['apiVersion'], enum: [`${group}/${version}`] },
    kind: { ...properties['kind'], enum: [kind] },
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `${kind} ${group}/${version}`,
    ...strict({ ...root, properties: known }),
    required: ['apiVersion', 'kind', ...(root.required ?? [])],
  };
}

function strict(schema: JSONSchemaProps): Readonly<Record<string, unknown>> {
  const kept = Object.entries(schema)
    .filter(([keyword]) => !keyword.startsWith('x-kubernetes-'))
    .map(([keyword, value]) => [keyword, inner(keyword, value)] as const);
  return { ...Object.fromEntries(kept), ...(isClosed(schema) ? { additionalProperties: false } : {}) };
}

/** The parts of a schema that describe values of their own; conditions such as `not` look at one value again. */
function inner(keyword: string, value: unknown): unknown {
  if (keyword === 'items') return strict(value as JSONSchemaProps);
  if (keyword === 'additionalProperties' && typeof value === 'object') return strict(value as JSONSchemaProps);
  if (keyword !== 'properties') return value;
  const fields = Object.entries(value as Readonly<Record<string, JSONSchemaProps>>);
  return Object.fromEntries(fields.map(([name, field]) => [name, strict(field)]));
}

function isClosed(schema: JSONSchemaProps): boolean {
  return (
    schema.properties !== undefined &&
    schema.additionalProperties === undefined &&
    schema['x-kubernetes-preserve-unknown-fields'] !== true
  );
}
