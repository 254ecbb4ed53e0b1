import { escapedSet, literal, posixSet, range, unicodeSet } from './character-sets.js';
import type { Character, CharacterTest } from './regex-node.js';
import type { RegexReader } from './regex-reader.js';
import { RegexSyntaxError } from './regex-reader.js';

const CONTROLS: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const LARGEST_CODE_POINT = 0x10ffff;

/** Reads `[...]`. */
export function readClass(reader: RegexReader, ignoreCase: boolean): Character {
  reader.take('[');
  const isOpposite = reader.take('^');
  const tests: CharacterTest[] = [];
  // A ] that comes first stands for itself.
  do tests.push(readMember(reader, ignoreCase));
  while (!reader.take(']'));
  const test: CharacterTest = codePoint => tests.some(each => each(codePoint)) !== isOpposite;
  return { kind: 'character', test, cost: tests.length };
}

function readMember(reader: RegexReader, ignoreCase: boolean): CharacterTest {
  const [text, posixName] = reader.takeMatch(/^\[:(\^?\w+):\]/) ?? [];
  if (posixName !== undefined) {
    return posixSet(posixName) ?? fail(`names an unknown class of characters, ${String(text)}`);
  }
  const from = readCharacter(reader);
  if (typeof from !== 'string') return from;
  if (reader.takeMatch(/^-(?!\])/) === undefined) return literal(from, ignoreCase);
  const to = readCharacter(reader);
  if (typeof to !== 'string' || to < from) return fail(`has a range of characters that runs backwards after ${from}-`);
  return range({ from, to }, ignoreCase);
}

function readCharacter(reader: RegexReader): string | CharacterTest {
  if (reader.atEnd) return fail('has a [ that is never closed');
  return reader.next === '\\' ? readEscape(reader) : reader.read();
}

/** Reads a backslash and what follows: one character, or a set of them. */
export function readEscape(reader: RegexReader): string | CharacterTest {
  const [, kind, brief, name = brief] = reader.takeMatch(/^\\([pP])(?:\{([^}]*)\}|(\w))/) ?? [];
  if (kind !== undefined) {
    return unicodeSet(name ?? '', kind === 'P') ?? fail(`names an unknown set of characters, \\${kind}{${name ?? ''}}`);
  }
  const [, braced, hexadecimal = braced] = reader.takeMatch(/^\\x(?:\{([0-9A-Fa-f]{1,8})\}|([0-9A-Fa-f]{2}))/) ?? [];
  if (hexadecimal !== undefined) return character(Number.parseInt(hexadecimal, 16));
  const [, octal] = reader.takeMatch(/^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/) ?? [];
  if (octal !== undefined) return character(Number.parseInt(octal, 8));
  reader.take('\\');
  const letter = reader.read();
  const set = escapedSet(letter);
  if (set !== undefined) return set;
  if (!/[0-9A-Za-z]/.test(letter) && letter < '\x80') return letter;
  return CONTROLS[letter] ?? fail(`has \\${letter}, which Go does not know`);
}

function character(codePoint: number): string {
  return codePoint <= LARGEST_CODE_POINT ? String.fromCodePoint(codePoint) : fail('names a character beyond Unicode');
}

function fail(complaint: string): never {
  throw new RegexSyntaxError(complaint);
}
