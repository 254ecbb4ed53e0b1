import type { EnumNode, IntegerNode, ObjectNode, SchemaNode, TextNode } from '../../../api/schema/schema-node.js';
import { SIDECARSET_SCHEMA } from '../../../api/schema/sidecarset.js';
import type { JsonObject } from '../../edit.js';
import { isList, isObject } from '../../edit.js';
import { selectorProblems } from '../../label-selector.js';
import type { FieldProblem } from '../verdict.js';
import { containerShapeProblems } from './core-shapes.js';
import { didYouMean } from './did-you-mean.js';
import type { Rule } from './finding.js';
import { show } from './finding.js';
import { intOrPercentProblems } from './int-or-percent-rule.js';
import { join, rootOf } from './place.js';
import { wrongType } from './wrong-type.js';

/** Types, allowed words, limits and required fields: all that the schema says about single values. */
export const checkShapes: Rule = ({ sidecarSet }) => {
  const { spec } = rootOf(sidecarSet).value;
  const { spec: field } = SIDECARSET_SCHEMA.fields;
  return field === undefined ? [] : fieldProblems(spec, { node: field.node, required: field.required, path: 'spec' });
};

interface ExpectedField {
  readonly node: SchemaNode;
  readonly required: boolean;
  readonly path: string;
}

function fieldProblems(value: unknown, { node, required, path }: ExpectedField): readonly FieldProblem[] {
  if (value !== undefined && value !== null) return nodeProblems(value, node, path);
  return required ? [{ path, message: `is missing; ${whatToSet(node)}` }] : [];
}

function whatToSet(node: SchemaNode): string {
  switch (node.kind) {
    case 'label-selector':
      return 'say with matchLabels or matchExpressions which objects are meant';
    case 'enum':
      return `set it to ${listWords(node)}`;
    case 'object':
      return `set ${Object.keys(node.fields).slice(0, 2).join(', ')}, ...`;
    default:
      return 'set it';
  }
}

function nodeProblems(value: unknown, node: SchemaNode, path: string): readonly FieldProblem[] {
  switch (node.kind) {
    case 'text':
      return typeof value === 'string' ? textProblems(value, node, path) : wrongType(value, 'a string', path);
    case 'enum':
      return typeof value === 'string' ? wordProblems(value, node, path) : wrongType(value, 'a string', path);
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value)
        ? numberProblems(value, node, path)
        : wrongType(value, 'a whole number', path);
    case 'boolean':
      return wrongType(value, 'true or false', path);
    case 'int-or-percent':
      return intOrPercentProblems(value, node.minimum, path);
    case 'label-selector':
      return labelSelectorProblems(value, node.mayBeEmpty, path);
    case 'core':
      return wrongType(value, 'an object', path);
    case 'list':
      return isList(value)
        ? value.flatMap((item, index) => nodeProblems(item, node.items, `${path}[${String(index)}]`))
        : wrongType(value, 'a list', path);
    case 'map':
      return isObject(value) ? mapProblems(value, node.values, path) : wrongType(value, 'an object', path);
    case 'object':
      return isObject(value) ? objectProblems(value, node, path) : wrongType(value, 'an object', path);
  }
}

function objectProblems(value: JsonObject, node: ObjectNode, path: string): readonly FieldProblem[] {
  const own = Object.entries(node.fields).flatMap(([name, { node: inner, required }]) =>
    fieldProblems(value[name], { node: inner, required, path: join(path, name) }),
  );
  return node.extends === 'Container' ? [...own, ...containerShapeProblems(value, node, path)] : own;
}

function mapProblems(value: JsonObject, values: SchemaNode, path: string): readonly FieldProblem[] {
  return Object.entries(value).flatMap(([key, entry]) => nodeProblems(entry, values, `${path}[${key}]`));
}

function textProblems(value: string, node: TextNode, path: string): readonly FieldProblem[] {
  if (value === '' && (node.minLength ?? 0) > 0) return [{ path, message: 'must not be empty' }];
  if (node.maxLength !== undefined && value.length > node.maxLength) {
    return [{ path, message: `has ${value.length} characters; at most ${node.maxLength} are allowed` }];
  }
  if (node.pattern !== undefined && !new RegExp(node.pattern.regex).test(value)) {
    return [{ path, message: `must be ${node.pattern.mustBe}, but is ${show(value)}` }];
  }
  return [];
}

function wordProblems(value: string, node: EnumNode, path: string): readonly FieldProblem[] {
  if (Object.hasOwn(node.values, value)) return [];
  const guess = didYouMean(value, Object.keys(node.values));
  return [{ path, message: `must be ${listWords(node)}, but is ${show(value)}${guess}` }];
}

function listWords(node: EnumNode): string {
  return Object.keys(node.values).join(' or ');
}

function numberProblems(value: number, node: IntegerNode, path: string): readonly FieldProblem[] {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = node;
  if (value < minimum) return [{ path, message: `must be at least ${minimum}, but is ${value}` }];
  if (value > maximum) return [{ path, message: `must be at most ${maximum}, but is ${value}` }];
  return [];
}

function labelSelectorProblems(value: unknown, mayBeEmpty: boolean, path: string): readonly FieldProblem[] {
  const problems = selectorProblems(value, path);
  if (problems.length > 0 || mayBeEmpty || !isObject(value) || !selectsEverything(value)) return problems;
  const message =
    'must not be empty, because an empty selector matches everything; add matchLabels or matchExpressions';
  return [{ path, message }];
}

function selectsEverything({ matchLabels, matchExpressions }: JsonObject): boolean {
  return Object.keys(matchLabels ?? {}).length === 0 && Object.keys(matchExpressions ?? {}).length === 0;
}
