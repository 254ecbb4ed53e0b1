import type { Assertion, Character, RegexNode } from './regex-node.js';
import { isWordCharacter } from './regex-node.js';
import { RegexSyntaxError } from './regex-reader.js';

/** One step of a program; numbers are places in it. */
type Instruction =
  | (Character & { readonly next: number })
  | { readonly kind: 'assertion'; readonly assertion: Assertion; readonly next: number }
  | { readonly kind: 'fork'; readonly next: readonly number[] }
  | { readonly kind: 'found' };

/** A regular expression as a machine without memory. */
export interface RegexProgram {
  /** The last one added comes first. */
  readonly instructions: readonly Instruction[];
  /** How many comparisons and branches one character of a text can cost. */
  readonly size: number;
}

const LARGEST_SIZE = 10_000;

/**
 * Turns a parsed expression into a program.
 *
 * @throws RegexSyntaxError when repetitions inside repetitions make it too large
 */
export function compileProgram(node: RegexNode): RegexProgram {
  const writer = new ProgramWriter();
  const start = writer.append(node, writer.add({ kind: 'found' }));
  writer.add({ kind: 'fork', next: [start] });
  return writer;
}

class ProgramWriter implements RegexProgram {
  readonly instructions: Instruction[] = [];
  size = 0;

  /** @returns its place */
  add(instruction: Instruction): number {
    this.size += costOf(instruction);
    if (this.size > LARGEST_SIZE) throw new RegexSyntaxError('is too large once its repetitions are written out');
    return this.instructions.push(instruction) - 1;
  }

  /** Adds the instructions of a node that goes on at `next`, and returns where it begins. */
  append(node: RegexNode, next: number): number {
    switch (node.kind) {
      case 'character':
      case 'assertion':
        return this.add({ ...node, next });
      case 'sequence':
        return node.parts.reduceRight((following, part) => this.append(part, following), next);
      case 'choice':
        return this.add({ kind: 'fork', next: node.branches.map(branch => this.append(branch, next)) });
      case 'repeat':
        return this.#appendRepeat(node, next);
    }
  }

  #appendRepeat({ node, atLeast, atMost }: RegexNode & { kind: 'repeat' }, next: number): number {
    let start = next;
    if (atMost === Number.POSITIVE_INFINITY) {
      const fork = this.add({ kind: 'fork', next: [] });
      this.instructions[fork] = { kind: 'fork', next: [this.append(node, fork), next] };
      start = fork;
    } else {
      for (let optional = atMost - atLeast; optional > 0; optional -= 1) {
        start = this.add({ kind: 'fork', next: [this.append(node, start), next] });
      }
    }
    for (let needed = atLeast; needed > 0; needed -= 1) start = this.append(node, start);
    return start;
  }
}

function costOf(instruction: Instruction): number {
  switch (instruction.kind) {
    case 'character':
      return instruction.cost;
    case 'fork':
      return 1 + instruction.next.length;
    default:
      return 1;
  }
}

/** Does the expression match anywhere in the text? Follows all possibilities at once, one character after the other. */
export function isFound({ instructions }: RegexProgram, text: string): boolean {
  const codePoints = Array.from(text, character => character.codePointAt(0) ?? 0);
  let reached: number[] = [];
  for (let at = 0; at <= codePoints.length; at += 1) {
    // A match may begin at every character.
    const alive = follow(instructions, [...reached, instructions.length - 1], { codePoints, at });
    if (alive.has(0)) return true;
    const codePoint = codePoints[at];
    reached = [];
    if (codePoint === undefined) break;
    for (const place of alive) {
      const instruction = instructions[place];
      if (instruction?.kind === 'character' && instruction.test(codePoint)) reached.push(instruction.next);
    }
  }
  return false;
}

interface Position {
  readonly codePoints: readonly number[];
  readonly at: number;
}

/** Every place that can be reached without reading a character. */
function follow(instructions: readonly Instruction[], waiting: number[], position: Position): ReadonlySet<number> {
  const reached = new Set<number>();
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (reached.has(place)) continue;
    reached.add(place);
    const instruction = instructions[place];
    if (instruction?.kind === 'fork') for (const next of instruction.next) waiting.push(next);
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
