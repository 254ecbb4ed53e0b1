import type { JSONSchemaProps } from '../../lib/api/kubernetes.generated.js';

/** One part of a JSON schema and where it stands. */
export interface PlacedSchema {
  /** `spec.containers[].name` */
  readonly path: string;
  readonly schema: JSONSchemaProps;
}

/** Every part of a schema that describes a value of its own: properties, items and values, at any depth. */
export function walkSchema(schema: JSONSchemaProps, path = ''): readonly PlacedSchema[] {
  const prefix = path === '' ? '' : `${path}.`;
  const properties = Object.entries(schema.properties ?? {}).map(
    ([name, child]) => [`${prefix}${name}`, child] as const,
  );
  const items = schema.items === undefined ? [] : [[`${path}[]`, schema.items as JSONSchemaProps] as const];
  const values =
    schema.additionalProperties === undefined
      ? []
      : [[`${path}.*`, schema.additionalProperties as JSONSchemaProps] as const];
  return [{ path, schema }, ...[...properties, ...items, ...values].flatMap(([at, child]) => walkSchema(child, at))];
}

/** The part of a schema at a path such as `spec.containers[].env`. */
export function schemaAt(schema: JSONSchemaProps, path: string): JSONSchemaProps {
  const found = walkSchema(schema).find(part => part.path === path);
  if (found === undefined) throw new Error(`the schema has no ${path}`);
  return found.schema;
}
