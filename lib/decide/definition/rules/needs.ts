import type { FieldProblem } from '../verdict.js';
import { problemIn } from './finding.js';
import type { Place } from './place.js';
import { isBlank } from './read-field.js';

/** Fields that must be there and not empty. */
export function needs(place: Place, fields: readonly string[]): readonly FieldProblem[] {
  return fields.filter(field => isBlank(place, field)).map(field => problemIn(place, field, 'is missing; set it'));
}
