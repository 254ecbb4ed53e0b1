import { parseQuantity } from './quantity.js';
import type { Rational } from './rational.js';
import { multiply, rational } from './rational.js';
import { amountOf } from './resource-amount.js';

/** A piece of an expression and where it stands: 1 is the first character. */
export type Token =
  | { readonly kind: 'constant'; readonly at: number; readonly text: string; readonly value: Rational }
  | { readonly kind: 'name' | 'symbol' | 'end'; readonly at: number; readonly text: string };

/** What makes a text no expression, and where: 1 is the first character. */
export class ExpressionError extends Error {
  constructor(
    readonly at: number,
    complaint: string,
  ) {
    super(`${complaint} (character ${at})`);
  }
}

const PIECE =
  /\s*(?:(?<constant>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+|[\w.]*%?))|(?<name>[A-Za-z_]\w*)|(?<symbol>[-+*/(),]))/y;
const PERCENT = rational(1n, 100n);

/**
 * Splits an expression into its pieces; the last one is of kind `end`.
 *
 * @throws {@link ExpressionError} at the first character that belongs to none
 */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (let from = 0; from < end;) {
    PIECE.lastIndex = from;
    const match = PIECE.exec(text);
    if (match === null) throw unexpected(text, from);
    from = PIECE.lastIndex;
    tokens.push(tokenOf(match));
  }
  return [...tokens, { kind: 'end', at: end + 1, text: 'the end' }];
}

function tokenOf(match: RegExpExecArray): Token {
  const { constant, name, symbol } = match.groups ?? {};
  const text = constant ?? name ?? symbol ?? '';
  const at = match.index + match[0].length - text.length + 1;
  if (constant !== undefined) return { kind: 'constant', at, text, value: readConstant(constant, at) };
  return { kind: name === undefined ? 'symbol' : 'name', at, text };
}

function readConstant(text: string, at: number): Rational {
  const isPercentage = text.endsWith('%');
  const digits = isPercentage ? text.slice(0, -1) : text;
  const quantity = isPercentage && /[^\d.]/.test(digits) ? undefined : parseQuantity(digits);
  if (quantity === undefined) {
    throw new ExpressionError(at, `"${text}" is no number, percentage or quantity; write 2, 0.5, 50%, 100m or 64Mi`);
  }
  return isPercentage ? multiply(amountOf(quantity), PERCENT) : amountOf(quantity);
}

function unexpected(text: string, from: number): ExpressionError {
  const at = text.length - text.slice(from).trimStart().length;
  return new ExpressionError(at + 1, `"${String.fromCodePoint(text.codePointAt(at) ?? 0)}" has no meaning here`);
}
