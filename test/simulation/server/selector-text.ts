import type { JsonObject } from './frozen-json.js';
import { isJsonObject } from './frozen-json.js';

/** Accepts an object or not. */
export type Filter = (object: JsonObject) => boolean;

/** A selector that cannot be read; the API server answers 400 with this message. */
export class BadSelector extends Error {}

const KEY = String.raw`[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?`;
const VALUE = String.raw`(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?`;
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const COMPARE = new RegExp(`^(${KEY})\\s*(=|==|!=)\\s*(${VALUE})$`);
const EXISTS = new RegExp(`^(!?)\\s*(${KEY})$`);

/**
 * Reads a label selector in the API's text form: `a=b,c!=d,e in (f, g),h notin (i),j,!k`.
 *
 * @throws BadSelector
 */
export function readLabelSelector(text: string | undefined): Filter {
  const tests = parts(text).map(readLabelTest);
  return object => {
    const metadata = object['metadata'];
    const labels = isJsonObject(metadata) && isJsonObject(metadata['labels']) ? metadata['labels'] : {};
    return tests.every(test => test(labels));
  };
}

function readLabelTest(text: string): (labels: JsonObject) => boolean {
  const [, setKey = '', setOperator, list = ''] = SET.exec(text) ?? [];
  if (setOperator !== undefined) {
    const values = new Set<unknown>(list.split(',').map(value => value.trim()));
    return setOperator === 'in'
      ? labels => Object.hasOwn(labels, setKey) && values.has(labels[setKey])
      : labels => !Object.hasOwn(labels, setKey) || !values.has(labels[setKey]);
  }
  const [, key = '', operator, value = ''] = COMPARE.exec(text) ?? [];
  if (operator !== undefined) {
    return operator === '!='
      ? labels => !Object.hasOwn(labels, key) || labels[key] !== value
      : labels => Object.hasOwn(labels, key) && labels[key] === value;
  }
  const [, not, name] = EXISTS.exec(text) ?? [];
  if (name === undefined) throw new BadSelector(`unable to parse requirement: ${text}`);
  return labels => Object.hasOwn(labels, name) === (not === '');
}

/**
 * Reads a field selector: `spec.nodeName=a,metadata.name!=b`.
 *
 * @param fields - the paths by which this resource can be selected
 * @throws BadSelector
 */
export function readFieldSelector(text: string | undefined, fields: readonly string[]): Filter {
  const tests = parts(text).map(part => {
    const [, field, operator, value = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(part) ?? [];
    if (field === undefined) throw new BadSelector(`invalid selector: '${part}'; can't understand '${part}'`);
    if (!fields.includes(field)) throw new BadSelector(`field label not supported: ${field}`);
    const path = field.split('.');
    return (object: JsonObject) => (fieldText(object, path) === value) === (operator !== '!=');
  });
  return object => tests.every(test => test(object));
}

/** A field that is not there counts as empty. */
function fieldText(object: JsonObject, path: readonly string[]): string {
  const value = path.reduce<unknown>((part, key) => (isJsonObject(part) ? part[key] : undefined), object);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** Cuts at commas outside of parentheses. */
function parts(text: string | undefined): string[] {
  if (text === undefined || text.trim() === '') return [];
  return text.split(/,(?![^(]*\))/).map(part => part.trim());
}
