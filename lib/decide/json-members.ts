import { isObject } from './edit.js';

/**
 * Takes a JSON object apart without touching its values: large numbers keep their digits, however deep a value is nested
 * it costs one pass, and no name (`__proto__`) means anything.
 *
 * @returns the JSON text of each value by its name, the last one of a repeated name; undefined unless it is an object
 */
export function readMembers(text: string): ReadonlyMap<string, string> | undefined {
  if (!isObject(parseJson(text))) return undefined;
  const members = new Map<string, string>();
  let depth = 0;
  let nameAt = 0;
  let colonAt = -1;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    else if (character === ':' && depth === 1) colonAt = at;

    if (depth === 1 && character === '{' && nameAt === 0) nameAt = at + 1;
    const ends = (depth === 1 && character === ',') || (depth === 0 && character === '}');
    if (!ends || colonAt === -1) continue;
    members.set(JSON.parse(text.slice(nameAt, colonAt)) as string, text.slice(colonAt + 1, at).trim());
    nameAt = at + 1;
    colonAt = -1;
  }
  return members;
}

/**
 * Puts a JSON object together.
 *
 * @param members - the JSON text of each value by its name, in the order to write
 */
export function writeMembers(members: Iterable<readonly [string, string]>): string {
  return `{${Array.from(members, ([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

/** Leaves out the white space between the parts of a text that is known to be JSON. */
export function compactJson(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"') at = endOfString(text, at);
    else if (WHITE_SPACE.includes(character)) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return parts.join('') + text.slice(from);
}

/** What JSON lets stand between its parts. */
const WHITE_SPACE = [' ', '\t', '\n', '\r'];

/**
 * Reads a JSON text.
 *
 * @returns undefined for a text that is not JSON
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Where the string that begins here ends, in a text that is known to be JSON. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
