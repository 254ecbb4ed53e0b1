import { SIDECAR_LAYOUT } from '../../../api/container-field-order.generated.js';
import type { FieldProblem } from '../verdict.js';
import { problemIn } from './finding.js';
import type { Place } from './place.js';
import { has } from './read-field.js';

/** Fields of an object of which exactly one must be there. */
export interface Alternatives {
  /** Name of the object's type in Go. */
  readonly struct: string;
  readonly fields: readonly string[];
  /** What each alternative is, for the message: `handler`. */
  readonly noun: string;
}

/**
 * Reports all but the first of several alternatives, or the lack of any. An object with a field that nobody knows yet
 * may have chosen an alternative of a newer Kubernetes.
 */
export function exactlyOne(place: Place, { struct, fields, noun }: Alternatives): readonly FieldProblem[] {
  const [first, ...more] = fields.filter(field => has(place, field));
  if (first !== undefined) {
    return more.map(field => problemIn(place, field, `and ${first} exclude each other; keep one ${noun}`));
  }
  const known = new Set(SIDECAR_LAYOUT[struct]?.map(({ name }) => name));
  if (Object.keys(place.value).some(field => !known.has(field))) return [];
  return [
    {
      path: place.path,
      message: `has no ${noun}; set ${fields.slice(0, -1).join(', ')} or ${fields.slice(-1).join('')}`,
    },
  ];
}
