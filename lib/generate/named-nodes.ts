import type { EnumNode, ObjectNode, SchemaNode } from '../api/schema/schema-node.js';

/** Every named part of a description, in the order in which a reader meets them. */
export interface NamedNodes {
  /** Objects of one name stand together: they differ in defaults only. */
  readonly objects: ReadonlyMap<string, readonly ObjectNode[]>;
  readonly enums: ReadonlyMap<string, EnumNode>;
}

/** Collects every object and every enum below a node, the node itself first. */
export function namedNodes(root: SchemaNode): NamedNodes {
  const objects = new Map<string, readonly ObjectNode[]>();
  const enums = new Map<string, EnumNode>();
  const queue: SchemaNode[] = [root];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    if (node.kind === 'enum') enums.set(node.name, node);
    if (node.kind === 'list') queue.push(node.items);
    if (node.kind === 'map') queue.push(node.values);
    if (node.kind !== 'object') continue;
    const known = objects.get(node.name) ?? [];
    if (known.includes(node)) continue;
    objects.set(node.name, [...known, node]);
    queue.push(...Object.values(node.fields).map(field => field.node));
  }
  return { objects, enums };
}
