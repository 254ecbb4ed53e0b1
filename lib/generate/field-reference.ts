import type { Field, ObjectNode, SchemaNode } from '../api/schema/schema-node.js';
import { describeDefaults } from './describe-defaults.js';
import { namedNodes, type PlacedObject } from './named-nodes.js';

const INTRODUCTION = `# SidecarSet fields

\`SidecarSet\` is a cluster-scoped kind of the group \`apps.kruise.io\`, served as \`v1beta1\` (stored) and \`v1alpha1\` with
the same fields. Where a default stands here, it is written into the stored object. Fields of Kubernetes' own types
(\`Container\`, \`Volume\`, ...) mean what they mean in a pod, their defaults are not written, and fields that a newer
Kubernetes adds to them are kept.
`;

/** The reference of all fields, in Markdown: one section for each object, one row for each field. */
export function fieldReference(root: ObjectNode): string {
  const { objects } = namedNodes(root);
  return [INTRODUCTION, ...Array.from(objects.values(), section)].join('\n');
}

function section(places: readonly PlacedObject[]): string {
  const [first] = places;
  if (first === undefined) return '';
  const nodes = places.map(place => place.node);
  const rows = Object.entries(first.node.fields).map(([name, field]) =>
    row(name, field, describeDefaults(nodes.map(node => node.fields[name] ?? field))),
  );
  return [
    `## ${first.node.name}\n`,
    `${first.node.description}\n`,
    first.path === '' ? '' : `Stands at ${[...new Set(places.map(place => code(place.path)))].join(', ')}.\n`,
    first.node.extends === undefined ? '' : `Has every field of a Kubernetes \`${first.node.extends}\` too.\n`,
    '| field | type | default | meaning | validation |\n|---|---|---|---|---|',
    `${rows.join('\n')}\n`,
    ...rules(nodes).map(rule => `- ${rule}`),
    '',
  ].join('\n');
}

function row(name: string, field: Field, defaults: readonly string[]): string {
  const checks = [...(field.required ? ['required'] : []), ...validation(field.node)];
  const meaning = [field.description, ...valueMeanings(field.node)].join('<br>');
  const cells = [code(name), typeText(field.node), defaults.map(code).join(' or '), meaning, checks.join('; ')];
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function rules(nodes: readonly ObjectNode[]): readonly string[] {
  const messages = nodes.flatMap(node => [
    ...(node.forbidden === undefined ? [] : [node.forbidden.message]),
    ...node.rules.map(rule => rule.message),
  ]);
  return [...new Set(messages)].map(message => `Refused: ${message}.`);
}

function valueMeanings(node: SchemaNode): readonly string[] {
  return node.kind === 'enum'
    ? Object.entries(node.values).map(([value, meaning]) => `${code(value)}: ${meaning}`)
    : [];
}

function typeText(node: SchemaNode): string {
  switch (node.kind) {
    case 'text':
      return 'string';
    case 'enum':
      return Object.keys(node.values).map(code).join(' or ');
    case 'int-or-percent':
      return 'integer or percentage';
    case 'label-selector':
      return 'LabelSelector';
    case 'core':
      return node.type;
    case 'list':
      return `list of ${typeText(node.items)}`;
    case 'map':
      return `map of ${typeText(node.values)}`;
    case 'object':
      return `[${node.name}](#${node.name.toLowerCase()})`;
    case 'integer':
    case 'boolean':
      return node.kind;
  }
}

function validation(node: SchemaNode): readonly string[] {
  switch (node.kind) {
    case 'text':
      return [
        ...((node.minLength ?? 0) > 0 ? ['not empty'] : []),
        ...(node.maxLength === undefined ? [] : [`at most ${node.maxLength} characters`]),
        ...(node.pattern === undefined ? [] : [node.pattern.mustBe]),
      ];
    case 'enum':
      return node.immutable === undefined ? [] : [node.immutable.message];
    case 'integer':
      return [
        ...(node.minimum === undefined ? [] : [`at least ${node.minimum}`]),
        ...(node.maximum === undefined ? [] : [`at most ${node.maximum}`]),
      ];
    case 'int-or-percent':
      return [`at least ${node.minimum}`, 'at most 100%'];
    case 'label-selector':
      return node.mayBeEmpty ? [] : ['not empty'];
    case 'list':
      return [
        ...(node.mapKey === undefined ? [] : [`${code(node.mapKey)} is unique`]),
        ...(node.maxItems === undefined ? [] : [`at most ${node.maxItems}`]),
      ];
    case 'boolean':
    case 'core':
    case 'map':
    case 'object':
      return [];
  }
}

function code(text: string): string {
  return `\`${text}\``;
}
