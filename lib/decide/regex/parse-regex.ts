import { literal } from './character-sets.js';
import { readClass, readEscape } from './read-set.js';
import type { Assertion, CharacterTest, RegexNode } from './regex-node.js';
import { RegexReader, RegexSyntaxError } from './regex-reader.js';

/** Go's limit for `{n,m}`. */
const MOST_REPETITIONS = 1000;
const DEEPEST_GROUP = 200;
const LONGEST_EXPRESSION = 10_000;
const REPETITION = /^\{(\d+)(?:(,)(\d*))?\}/;

/** What `(?i)` and its like switch on. */
interface Flags {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
}

const NO_FLAGS: Flags = { ignoreCase: false, multiLine: false, dotAll: false };

/**
 * Parses a regular expression in Go's syntax.
 *
 * @throws RegexSyntaxError with what is wrong, as the end of a sentence
 */
export function parseRegex(expression: string): RegexNode {
  if (expression.length > LONGEST_EXPRESSION) {
    throw new RegexSyntaxError(`is longer than ${LONGEST_EXPRESSION} characters`);
  }
  const reader = new RegexReader(unquoted(expression));
  const node = readChoice(reader, { flags: NO_FLAGS, depth: 0 });
  if (!reader.atEnd) throw new RegexSyntaxError('has a ) that closes nothing');
  return node;
}

/** Writes `\Qa.b\E` as `a\.b`. */
function unquoted(expression: string): string {
  return expression.replace(/\\(?:Q(.*?)(?:\\E|$)|.)/gs, (escape, quoted?: string) =>
    quoted === undefined ? escape : quoted.replace(/[!-/:-@[-`{-~]/g, '\\$&'),
  );
}

/** Where the parser stands: flags hold to the end of the group that sets them. */
interface Scope {
  readonly flags: Flags;
  readonly depth: number;
}

function readChoice(reader: RegexReader, scope: Scope): RegexNode {
  const branches: RegexNode[] = [];
  let parts: RegexNode[] = [];
  let { flags } = scope;
  while (!reader.atEnd && reader.next !== ')') {
    if (reader.take('|')) {
      branches.push({ kind: 'sequence', parts });
      parts = [];
      continue;
    }
    const changed = readFlags(reader, flags);
    if (changed !== undefined) flags = changed;
    else parts.push(readRepeated(reader, { flags, depth: scope.depth }));
  }
  return { kind: 'choice', branches: [...branches, { kind: 'sequence', parts }] };
}

/** `(?i)` for the rest of the group; undefined when something else comes. */
function readFlags(reader: RegexReader, flags: Flags): Flags | undefined {
  const [, letters] = reader.takeMatch(/^\(\?([imsU]*(?:-[imsU]+)?)\)/) ?? [];
  return letters === undefined || letters === '' ? undefined : switched(flags, letters);
}

function switched(flags: Flags, letters: string): Flags {
  const [on = '', off = ''] = letters.split('-');
  const is = (letter: string, before: boolean): boolean => !off.includes(letter) && (before || on.includes(letter));
  return {
    ignoreCase: is('i', flags.ignoreCase),
    multiLine: is('m', flags.multiLine),
    dotAll: is('s', flags.dotAll),
  };
}

function readRepeated(reader: RegexReader, scope: Scope): RegexNode {
  const node = readAtom(reader, scope);
  const limits = readLimits(reader);
  if (limits === undefined) return node;
  reader.take('?'); // prefers fewer repetitions, which makes no difference to whether there is a match
  if (readLimits(reader) !== undefined) throw new RegexSyntaxError('repeats a repetition; put it in parentheses');
  const repeated: RegexNode = { kind: 'repeat', node, ...limits };
  if (copies(repeated) > MOST_REPETITIONS) throw new RegexSyntaxError(`repeats more than ${MOST_REPETITIONS} times`);
  return repeated;
}

/** How often the innermost part of a node is written out. */
function copies(node: RegexNode): number {
  switch (node.kind) {
    case 'repeat':
      return Math.max(1, node.atLeast, Number.isFinite(node.atMost) ? node.atMost : 1) * copies(node.node);
    case 'sequence':
      return Math.max(1, ...node.parts.map(copies));
    case 'choice':
      return Math.max(1, ...node.branches.map(copies));
    default:
      return 1;
  }
}

function readLimits(reader: RegexReader): { readonly atLeast: number; readonly atMost: number } | undefined {
  if (reader.take('*')) return { atLeast: 0, atMost: Number.POSITIVE_INFINITY };
  if (reader.take('+')) return { atLeast: 1, atMost: Number.POSITIVE_INFINITY };
  if (reader.take('?')) return { atLeast: 0, atMost: 1 };
  const [text, least, comma, most] = reader.takeMatch(REPETITION) ?? [];
  if (text === undefined) return undefined;
  const atLeast = Number(least);
  const atMost = comma === undefined ? atLeast : most === '' ? Number.POSITIVE_INFINITY : Number(most);
  if (atMost < atLeast) throw new RegexSyntaxError(`repeats at most less often than at least in ${text}`);
  return { atLeast, atMost };
}

function readAtom(reader: RegexReader, scope: Scope): RegexNode {
  const { ignoreCase, multiLine, dotAll } = scope.flags;
  if (reader.next === '(') return readGroup(reader, scope);
  if (reader.next === '[') return readClass(reader, ignoreCase);
  if (reader.next === '\\') return readBackslash(reader, ignoreCase);
  if (readLimits(reader) !== undefined) throw new RegexSyntaxError('repeats nothing');
  const character = reader.read();
  switch (character) {
    case '.':
      return one(codePoint => dotAll || codePoint !== 0x0a);
    case '^':
      return assertion(multiLine ? 'line-start' : 'text-start');
    case '$':
      return assertion(multiLine ? 'line-end' : 'text-end');
    default:
      return one(literal(character, ignoreCase));
  }
}

function readGroup(reader: RegexReader, scope: Scope): RegexNode {
  if (scope.depth >= DEEPEST_GROUP) throw new RegexSyntaxError(`nests more than ${DEEPEST_GROUP} groups`);
  const [opening, letters] = reader.takeMatch(/^\((?:\?(?:P?<\w+>|([imsU]*(?:-[imsU]+)?):))?/) ?? [];
  if (reader.next === '?' && opening === '(') {
    throw new RegexSyntaxError('has a group that begins with (? in a way that Go does not know, such as a look-ahead');
  }
  const flags = letters === undefined ? scope.flags : switched(scope.flags, letters);
  const node = readChoice(reader, { flags, depth: scope.depth + 1 });
  if (!reader.take(')')) throw new RegexSyntaxError('has a ( that is never closed');
  return node;
}

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: 'text-start',
  z: 'text-end',
  b: 'word-edge',
  B: 'no-word-edge',
};

function readBackslash(reader: RegexReader, ignoreCase: boolean): RegexNode {
  const [, letter = ''] = reader.takeMatch(/^\\([AzbB])/) ?? [];
  const known = ASSERTIONS[letter];
  if (known !== undefined) return assertion(known);
  const escape = readEscape(reader);
  return one(typeof escape === 'string' ? literal(escape, ignoreCase) : escape);
}

function one(test: CharacterTest): RegexNode {
  return { kind: 'character', test, cost: 1 };
}

function assertion(name: Assertion): RegexNode {
  return { kind: 'assertion', assertion: name };
}
