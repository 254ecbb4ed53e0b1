import type { FieldProblem } from '../verdict.js';
import { didYouMean } from './did-you-mean.js';
import { problemIn, show } from './finding.js';
import type { Place } from './place.js';
import { textIn } from './read-field.js';

/** A field that takes one of a few words, when it is set. */
export function checkWord(place: Place, field: string, words: readonly string[]): readonly FieldProblem[] {
  const word = textIn(place, field);
  if (word === undefined || words.includes(word)) return [];
  return [problemIn(place, field, `must be ${words.join(' or ')}, but is ${show(word)}${didYouMean(word, words)}`)];
}
