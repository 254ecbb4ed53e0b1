import type { DefinitionSnapshot, FieldProblem } from '../verdict.js';
import type { Place } from './place.js';
import { join } from './place.js';

/** One thing to look for in a SidecarSet, in which any JSON value may stand anywhere. */
export type Rule = (snapshot: DefinitionSnapshot) => readonly FieldProblem[];

const LONGEST_QUOTE = 60;

/** A problem with one field of a place. */
export function problemIn(place: Place, field: string, message: string): FieldProblem {
  return { path: join(place.path, field), message };
}

/** A value as a message shows it: short, and on one line. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return 'nothing';
  return text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE - 3)}...`;
}
