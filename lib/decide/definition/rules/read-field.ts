import type { Place } from './place.js';

/** The text in a field; undefined when it is absent, empty, or of another type. */
export function textIn({ value }: Place, field: string): string | undefined {
  const text = value[field];
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** The number in a field; undefined when it is absent or of another type. */
export function numberIn({ value }: Place, field: string): number | undefined {
  const number = value[field];
  return typeof number === 'number' ? number : undefined;
}

/** Is there anything in the field? Go reads null as nothing. */
export function has({ value }: Place, field: string): boolean {
  return value[field] !== undefined && value[field] !== null;
}

/** Is the field absent, null or an empty text: what a required text must not be? */
export function isBlank({ value }: Place, field: string): boolean {
  return value[field] === undefined || value[field] === null || value[field] === '';
}
