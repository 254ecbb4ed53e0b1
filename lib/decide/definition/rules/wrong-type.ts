import { isList, isObject } from '../../edit.js';
import type { FieldProblem } from '../verdict.js';
import { show } from './finding.js';

/** What a JSON value may have to be, in the words of the messages. */
export type ExpectedType = 'a string' | 'true or false' | 'a whole number' | 'a list' | 'an object';

/** Reports a value of another type than expected; nothing when it fits. */
export function wrongType(value: unknown, expected: ExpectedType, path: string): readonly FieldProblem[] {
  if (fits(value, expected)) return [];
  return [{ path, message: `must be ${expected}, but is ${show(value)}${hint(value, expected)}` }];
}

function fits(value: unknown, expected: ExpectedType): boolean {
  switch (expected) {
    case 'a string':
      return typeof value === 'string';
    case 'true or false':
      return typeof value === 'boolean';
    case 'a whole number':
      return Number.isInteger(value);
    case 'a list':
      return isList(value);
    case 'an object':
      return isObject(value);
  }
}

function hint(value: unknown, expected: ExpectedType): string {
  if (expected === 'a string' && (typeof value === 'number' || typeof value === 'boolean')) return '; put it in quotes';
  if (expected === 'true or false' && (value === 'true' || value === 'false')) return '; remove the quotes';
  if (expected === 'a whole number' && typeof value === 'string' && /^-?\d+$/.test(value)) return '; remove the quotes';
  if (expected === 'a list' && isObject(value)) return '; in YAML each item of a list begins with a dash';
  return '';
}
