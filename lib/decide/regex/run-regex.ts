import type { Assertion, CharacterTest, RegexNode } from './regex-node.js';
import { isWordCharacter } from './regex-node.js';
import { RegexSyntaxError } from './regex-reader.js';

/** One step of a program; numbers are places in it. */
type Instruction =
  | { readonly kind: 'character'; readonly test: CharacterTest; readonly next: number }
  | { readonly kind: 'assertion'; readonly assertion: Assertion; readonly next: number }
  | { readonly kind: 'fork'; readonly next: readonly number[] }
  | { readonly kind: 'found' };

/** A regular expression as a machine without memory: the first instruction is the last one added. */
export type RegexProgram = readonly Instruction[];

const LONGEST_PROGRAM = 20_000;

/**
 * Turns a parsed expression into a program.
 *
 * @throws RegexSyntaxError when repetitions inside repetitions make it too long
 */
export function compileProgram(node: RegexNode): RegexProgram {
  const program: Instruction[] = [{ kind: 'found' }];
  const start = append(program, node, 0);
  program.push({ kind: 'fork', next: [start] });
  return program;
}

/** Adds the instructions of a node that goes on at `next`, and returns where it begins. */
function append(program: Instruction[], node: RegexNode, next: number): number {
  if (program.length > LONGEST_PROGRAM) throw new RegexSyntaxError('repeats too much inside repetitions');
  switch (node.kind) {
    case 'character':
    case 'assertion':
      return program.push({ ...node, next }) - 1;
    case 'sequence':
      return node.parts.reduceRight((following, part) => append(program, part, following), next);
    case 'choice':
      return program.push({ kind: 'fork', next: node.branches.map(branch => append(program, branch, next)) }) - 1;
    case 'repeat':
      return appendRepeat(program, node, next);
  }
}

function appendRepeat(program: Instruction[], node: RegexNode & { kind: 'repeat' }, next: number): number {
  let start = next;
  if (node.atMost === Number.POSITIVE_INFINITY) {
    const fork = program.push({ kind: 'fork', next: [] }) - 1;
    program[fork] = { kind: 'fork', next: [append(program, node.node, fork), next] };
    start = fork;
  } else {
    for (let optional = node.atMost - node.atLeast; optional > 0; optional -= 1) {
      start = program.push({ kind: 'fork', next: [append(program, node.node, start), next] }) - 1;
    }
  }
  for (let needed = node.atLeast; needed > 0; needed -= 1) start = append(program, node.node, start);
  return start;
}

/** Does the expression match anywhere in the text? Follows all possibilities at once, one character after the other. */
export function isFound(program: RegexProgram, text: string): boolean {
  const codePoints = Array.from(text, character => character.codePointAt(0) ?? 0);
  let reached = new Set<number>();
  for (let at = 0; at <= codePoints.length; at += 1) {
    // A match may begin at every character.
    const alive = follow(program, [...reached, program.length - 1], { codePoints, at });
    if (alive.has(0)) return true;
    const codePoint = codePoints[at];
    reached = new Set(codePoint === undefined ? [] : [...alive].flatMap(place => step(program[place], codePoint)));
  }
  return false;
}

function step(instruction: Instruction | undefined, codePoint: number): readonly number[] {
  return instruction?.kind === 'character' && instruction.test(codePoint) ? [instruction.next] : [];
}

interface Position {
  readonly codePoints: readonly number[];
  readonly at: number;
}

/** Every place that can be reached without reading a character. */
function follow(program: RegexProgram, from: readonly number[], position: Position): ReadonlySet<number> {
  const reached = new Set<number>();
  const waiting = [...from];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (reached.has(place)) continue;
    reached.add(place);
    const instruction = program[place];
    if (instruction?.kind === 'fork') waiting.push(...instruction.next);
    if (instruction?.kind === 'assertion' && holds(instruction.assertion, position)) waiting.push(instruction.next);
  }
  return reached;
}

function holds(assertion: Assertion, { codePoints, at }: Position): boolean {
  const [before, after] = [codePoints[at - 1], codePoints[at]];
  const isWord = (codePoint: number | undefined): boolean => codePoint !== undefined && isWordCharacter(codePoint);
  switch (assertion) {
    case 'text-start':
      return at === 0;
    case 'text-end':
      return at === codePoints.length;
    case 'line-start':
      return at === 0 || before === 0x0a;
    case 'line-end':
      return at === codePoints.length || after === 0x0a;
    case 'word-edge':
      return isWord(before) !== isWord(after);
    case 'no-word-edge':
      return isWord(before) === isWord(after);
  }
}
