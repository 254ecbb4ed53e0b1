import { parseRegex } from './regex/parse-regex.js';
import { RegexSyntaxError } from './regex/regex-reader.js';
import { compileProgram, isFound } from './regex/run-regex.js';

/** A regular expression that can be asked. */
export interface CompiledRegex {
  readonly kind: 'regex';
  readonly isFoundIn: (text: string) => boolean;
  /** How many steps one character of a text can take. */
  readonly size: number;
}

/** A regular expression in Go's syntax, ready to be asked; or what is wrong with it, as the end of a sentence. */
export type GoRegex = CompiledRegex | { readonly kind: 'malformed'; readonly complaint: string };

/**
 * Compiles a regular expression as Go's regexp package understands it, which is what OpenKruise's users write. Time grows
 * with the size of expression times text, whatever the expression: none can keep the process busy, and whoever asks about
 * many texts looks at {@link isTooMuchWork} first.
 */
export function compileGoRegex(expression: string): GoRegex {
  try {
    const program = compileProgram(parseRegex(expression));
    return { kind: 'regex', size: program.size, isFoundIn: text => isFound(program, text) };
  } catch (error) {
    if (error instanceof RegexSyntaxError) return { kind: 'malformed', complaint: error.message };
    throw error;
  }
}

/** About a tenth of a second. */
const MOST_STEPS = 2_000_000;

/** Could it take too long to ask each of these expressions about each of these texts? Told without asking. */
export function isTooMuchWork(regexes: readonly CompiledRegex[], texts: readonly string[]): boolean {
  const size = regexes.reduce((sum, regex) => sum + regex.size, 0);
  const characters = texts.reduce((sum, text) => sum + text.length + 1, 0);
  return size * characters > MOST_STEPS;
}
