import type { Field, JsonValue } from '../api/schema/schema-node.js';

/**
 * What is stored when a field is absent, as JSON: its default, and inside that the defaults of its own fields.
 *
 * @param fields - one field at each place where it stands
 * @returns the different defaults; empty when the field then stays absent
 */
export function describeDefaults(fields: readonly Field[]): readonly string[] {
  const defaults = fields.map(effectiveDefault).filter(value => value !== undefined);
  return [...new Set(defaults.map(value => JSON.stringify(value)))];
}

function effectiveDefault(field: Field): JsonValue | undefined {
  if (field.default === undefined || field.node.kind !== 'object') return field.default;
  const inner = Object.entries(field.node.fields).map(([name, child]) => [name, effectiveDefault(child)] as const);
  const filled = inner.filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(filled as [string, JsonValue][]), ...(field.default as object) };
}
