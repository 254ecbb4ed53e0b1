import { parseRegex } from './regex/parse-regex.js';
import { RegexSyntaxError } from './regex/regex-reader.js';
import { compileProgram, isFound } from './regex/run-regex.js';

/** A regular expression in Go's syntax, ready to be asked; or what is wrong with it, as the end of a sentence. */
export type GoRegex =
  | { readonly kind: 'regex'; readonly isFoundIn: (text: string) => boolean }
  | { readonly kind: 'malformed'; readonly complaint: string };

/**
 * Compiles a regular expression as Go's regexp package understands it, which is what OpenKruise's users write. Time grows
 * with the length of expression times text, whatever the expression: none can keep the process busy.
 */
export function compileGoRegex(expression: string): GoRegex {
  try {
    const program = compileProgram(parseRegex(expression));
    return { kind: 'regex', isFoundIn: text => isFound(program, text) };
  } catch (error) {
    if (error instanceof RegexSyntaxError) return { kind: 'malformed', complaint: error.message };
    throw error;
  }
}
