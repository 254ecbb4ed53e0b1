import type { EnumNode, ObjectNode, SchemaNode } from '../api/schema/schema-node.js';

/** An object of a description, and one place where it stands. */
export interface PlacedObject {
  /** `spec.containers[]`; empty for the root. */
  readonly path: string;
  readonly node: ObjectNode;
}

/** Every named part of a description, in the order in which a reader meets them. */
export interface NamedNodes {
  /** By name, each place of it. Objects of one name differ in defaults and rules only. */
  readonly objects: ReadonlyMap<string, readonly PlacedObject[]>;
  readonly enums: ReadonlyMap<string, EnumNode>;
}

/** Collects every object and every enum of a description, each followed by what it holds. */
export function namedNodes(root: SchemaNode): NamedNodes {
  const objects = new Map<string, readonly PlacedObject[]>();
  const enums = new Map<string, EnumNode>();
  const queue: { path: string; node: SchemaNode }[] = [{ path: '', node: root }];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { path, node } = next;
    if (node.kind === 'enum') enums.set(node.name, node);
    if (node.kind === 'object') objects.set(node.name, [...(objects.get(node.name) ?? []), { path, node }]);
    queue.unshift(...children(path, node));
  }
  return { objects, enums };
}

function children(path: string, node: SchemaNode): readonly { path: string; node: SchemaNode }[] {
  if (node.kind === 'list') return [{ path: `${path}[]`, node: node.items }];
  if (node.kind === 'map') return [{ path: `${path}.*`, node: node.values }];
  if (node.kind !== 'object') return [];
  const prefix = path === '' ? '' : `${path}.`;
  return Object.entries(node.fields).map(([name, field]) => ({ path: `${prefix}${name}`, node: field.node }));
}
