import fc from 'fast-check';

import type { Field, ObjectNode, SchemaNode } from '../../lib/api/schema/schema-node.js';

/** Any value that a description allows, every optional field there or not; rules across fields may be broken. */
export function anyOf(node: SchemaNode): fc.Arbitrary<unknown> {
  switch (node.kind) {
    case 'text':
      return fc.string({ minLength: 1, maxLength: 8 });
    case 'enum':
      return fc.constantFrom(...Object.keys(node.values));
    case 'integer':
      return fc.integer({ min: node.minimum ?? 0, max: node.maximum ?? 1000 });
    case 'boolean':
      return fc.boolean();
    case 'int-or-percent':
      return fc.oneof(
        fc.integer({ min: node.minimum, max: 100 }),
        fc.integer({ min: node.minimum, max: 100 }).map(percent => `${percent}%`),
      );
    case 'label-selector':
      return fc.record(
        { matchLabels: fc.dictionary(anyKey, fc.string(), { noNullPrototype: true }) },
        { noNullPrototype: true },
      );
    case 'core':
      return anyCore;
    case 'list':
      return fc.array(anyOf(node.items), { maxLength: 3 });
    case 'map':
      return fc.dictionary(anyKey, anyOf(node.values), { noNullPrototype: true });
    case 'object':
      return anyObject(node);
  }
}

const anyKey = fc.stringMatching(/^[a-z][A-Za-z0-9./-]{0,8}$/);

/** JSON without null, which means absent in Kubernetes. */
const anyJson = fc.letrec<{ json: unknown }>(tie => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.boolean(),
    fc.integer(),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(anyKey, tie('json'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).json;

/** An object of Kubernetes, of which we do not claim to know the fields. */
const anyCore = fc.dictionary(anyKey, anyJson, { maxKeys: 4, noNullPrototype: true });

function anyObject(node: ObjectNode): fc.Arbitrary<unknown> {
  const fields = Object.entries(node.fields).map(
    ([name, field]: [string, Field]) => [name, anyOf(field.node)] as const,
  );
  const requiredKeys = Object.keys(node.fields).filter(name => node.fields[name]?.required === true);
  const own = fc.record(Object.fromEntries(fields), { requiredKeys, noNullPrototype: true });
  if (node.extends === undefined) return own;
  return fc.tuple(anyCore, own).map(([core, known]) => ({ ...core, ...known }));
}
