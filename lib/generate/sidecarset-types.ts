import type { EnumNode, ObjectNode, SchemaNode } from '../api/schema/schema-node.js';
import { namedNodes } from './named-nodes.js';
import { tsdoc } from './tsdoc.js';

/** TypeScript types for a described object and everything in it. */
export function sidecarSetTypes(root: ObjectNode): string {
  const { objects, enums } = namedNodes(root);
  const core = new Set<string>();
  const declarations = [
    ...Array.from(objects.values(), nodes => declareObject(nodes, core)),
    ...Array.from(enums.values(), declareEnum),
  ];
  return [`import type { ${[...core].sort().join(', ')} } from './kubernetes.generated.js';\n`, ...declarations].join(
    '\n',
  );
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
    const defaults = new Set(nodes.map(node => JSON.stringify(node.fields[name]?.default)));
    return (
      tsdoc(field.description, describeDefaults([...defaults])) +
      `readonly ${name}${field.required ? '' : '?'}: ${typeName(field.node, core)};\n`
    );
  });
  return `${tsdoc(first.description)}export interface ${first.name} ${base === undefined ? '' : `extends ${base} `}{\n${fields.join('')}}\n`;
}

function describeDefaults(defaults: readonly (string | undefined)[]): readonly string[] {
  const known = defaults.filter(value => value !== undefined);
  return known.length === 0 ? [] : [`@default ${known.map(value => `\`${value}\``).join(' or ')}`];
}

function declareEnum(node: EnumNode): string {
  const values = Object.entries(node.values);
  const meaning = values.map(([value, description]) => ` * - \`${value}\`: ${description}`);
  return `/**\n${meaning.join('\n')}\n */\nexport type ${node.name} = ${values.map(([value]) => `'${value}'`).join(' | ')};\n`;
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
      return 'number | string';
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
