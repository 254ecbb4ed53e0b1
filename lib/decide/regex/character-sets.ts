import type { CharacterTest } from './regex-node.js';

/** What Go's escapes of one letter stand for; the capital letter is the opposite. */
const ESCAPED_SETS: Readonly<Record<string, RegExp>> = { d: /[0-9]/, s: /[\t\n\f\r ]/, w: /[0-9A-Za-z_]/ };

const POSIX_SETS: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  ascii: /[\0-\x7f]/,
  blank: /[\t ]/,
  cntrl: /(?![\x80-\x9f])\p{Cc}/u,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t\n\v\f\r ]/,
  upper: /[A-Z]/,
  word: /[0-9A-Za-z_]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** The set that `\d`, `\W` and the like stand for; undefined for any other letter. */
export function escapedSet(letter: string): CharacterTest | undefined {
  const set = ESCAPED_SETS[letter.toLowerCase()];
  return set && maybeOpposite(set, letter !== letter.toLowerCase());
}

/** The set that `[:alpha:]` or `[:^alpha:]` stands for; undefined for an unknown name. */
export function posixSet(name: string): CharacterTest | undefined {
  const isOpposite = name.startsWith('^');
  const set = POSIX_SETS[isOpposite ? name.slice(1) : name];
  return set && maybeOpposite(set, isOpposite);
}

/** The set that `\p{Greek}` or `\p{^Lu}` stands for; undefined for an unknown name. */
export function unicodeSet(name: string, isOpposite: boolean): CharacterTest | undefined {
  if (name.startsWith('^')) return unicodeSet(name.slice(1), !isOpposite);
  if (!/^\w+$/.test(name)) return undefined;
  for (const property of [`General_Category=${name}`, `Script=${name}`]) {
    try {
      return maybeOpposite(new RegExp(`\\p{${property}}`, 'u'), isOpposite);
    } catch {
      // Not a category; it may be a script.
    }
  }
  return undefined;
}

/** One character, or both of its cases. */
export function literal(character: string, ignoreCase: boolean): CharacterTest {
  return range({ from: character, to: character }, ignoreCase);
}

/** All characters between two, these included; with `ignoreCase` in their other case too. */
export function range(
  { from, to }: { readonly from: string; readonly to: string },
  ignoreCase: boolean,
): CharacterTest {
  const [first, last] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
  const isInside: CharacterTest = codePoint => codePoint >= first && codePoint <= last;
  if (!ignoreCase) return isInside;
  return codePoint => {
    const character = String.fromCodePoint(codePoint);
    return [character, character.toLowerCase(), character.toUpperCase()].some(
      variant => Array.from(variant).length === 1 && isInside(variant.codePointAt(0) ?? 0),
    );
  };
}

function maybeOpposite(set: RegExp, isOpposite: boolean): CharacterTest {
  return codePoint => set.test(String.fromCodePoint(codePoint)) !== isOpposite;
}
