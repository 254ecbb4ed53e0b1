import type { LabelValues } from './label-values.js';
import type { Dimension, ScopeTerm } from './scope-term.js';
import { isNamespace, keyOf, NAMESPACE_NAME } from './scope-term.js';

/**
 * The terms as an expression of the Common Expression Language, as `matchConditions` evaluates it: true for every pod that
 * one of the terms allows. Labels of the Namespace, its name excepted, are not known there and count as fitting.
 *
 * @param terms - one at least; keys and values need no quoting
 */
export function writeExpression(terms: readonly ScopeTerm[]): string {
  const written = terms.map(writeTerm);
  if (written.includes('')) return 'true';
  return written.length === 1 ? written.join('') : written.map(term => `(${term})`).join(' || ');
}

const LABELS = 'object.metadata.labels';

/** @returns nothing for a term that says nothing */
function writeTerm(term: ScopeTerm): string {
  const ordered = [...term].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return ordered
    .map(([dimension, values]) => writeValues(dimension, values))
    .filter(text => text !== '')
    .join(' && ');
}

function writeValues(dimension: Dimension, values: LabelValues): string {
  if (dimension === NAMESPACE_NAME) return writeNamespace(values);
  return isNamespace(dimension) ? '' : writeLabel(keyOf(dimension), values);
}

/** A namespace always has a name. */
function writeNamespace({ kind, values }: LabelValues): string {
  if (values.length === 0) return kind === 'only' ? 'false' : '';
  return kind === 'only' ? isOneOf('request.namespace', values) : `!(${isOneOf('request.namespace', values)})`;
}

/** Looking up what is not there would be an error, and an error would count as "not selected". */
function writeLabel(key: string, { kind, values, absent }: LabelValues): string {
  const present = `has(${LABELS}) && '${key}' in ${LABELS}`;
  if (values.length === 0) {
    if (kind === 'only') return `!(${present})`;
    return absent ? '' : present;
  }
  const listed = `${present} && ${isOneOf(`${LABELS}['${key}']`, values)}`;
  if (kind === 'only') return absent ? `(!(${present}) || ${listed})` : listed;
  return absent ? `!(${listed})` : `${present} && !(${isOneOf(`${LABELS}['${key}']`, values)})`;
}

function isOneOf(subject: string, values: readonly string[]): string {
  const [only] = values;
  return values.length === 1
    ? `${subject} == '${only ?? ''}'`
    : `${subject} in [${values.map(value => `'${value}'`).join(', ')}]`;
}
