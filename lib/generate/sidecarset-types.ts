import type { EnumNode, ObjectNode, SchemaNode } from '../api/schema/schema-node.js';
import { describeDefaults } from './describe-defaults.js';
import { namedNodes } from './named-nodes.js';
import { tsdoc } from './tsdoc.js';

/** TypeScript types for a described object and everything in it. */
export function sidecarSetTypes(root: ObjectNode): string {
  const { objects, enums } = namedNodes(root);
  const core = new Set<string>();
  const interfaces = Array.from(objects.values(), places => {
    return declareObject(
      places.map(place => place.node),
      core,
    );
  });
  const imports = `import type { ${[...core].sort().join(', ')} } from './kubernetes.generated.js';\n`;
  return [imports, ...interfaces, ...Array.from(enums.values(), declareEnum)].join('\n');
}

/**
 * @param nodes - all objects of one name
 * @param core - takes up the Kubernetes types that the declaration refers to
 */
function declareObject(nodes: readonly ObjectNode[], core: Set<string>): string {
  const [first] = nodes;
  if (first === undefined) return '';
  const base = 'metadata' in first.fields ? 'KubernetesObject' : first.extends;
  if (base !== undefined) core.add(base);
  const fields = Object.entries(first.fields).map(([name, field]) => {
    const defaults = describeDefaults(nodes.map(node => node.fields[name] ?? field));
    const tags = defaults.length === 0 ? [] : [`@default ${defaults.join(' or ')}`];
    const optional = field.required ? '' : '?';
    return `${tsdoc(field.description, tags)}readonly ${name}${optional}: ${typeName(field.node, core)};\n`;
  });
  const heritage = base === undefined ? '' : `extends ${base} `;
  return `${tsdoc(first.description)}export interface ${first.name} ${heritage}{\n${fields.join('')}}\n`;
}

function declareEnum(node: EnumNode): string {
  const meanings = Object.entries(node.values).map(([value, meaning]) => ` * - \`${value}\`: ${meaning}`);
  const union = Object.keys(node.values).map(value => `'${value}'`);
  return `/**\n${meanings.join('\n')}\n */\nexport type ${node.name} = ${union.join(' | ')};\n`;
}

function typeName(node: SchemaNode, core: Set<string>): string {
  switch (node.kind) {
    case 'text':
      return 'string';
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'int-or-percent':
      return 'number | `${number}%`';
    case 'list':
      return `readonly ${typeName(node.items, core)}[]`;
    case 'map':
      return `Readonly<Record<string, ${typeName(node.values, core)}>>`;
    case 'label-selector':
      core.add('LabelSelector');
      return 'LabelSelector';
    case 'core':
      core.add(node.type);
      return node.type;
    case 'enum':
    case 'object':
      return node.name;
  }
}
