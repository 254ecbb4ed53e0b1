/** A field that takes a number (`3`) or a percentage (`"20%"`). */
export interface IntOrPercent {
  readonly kind: 'int' | 'percent';
  /** May be negative; who reads the field says whether that makes sense. */
  readonly value: number;
}

const INT32_LIMIT = 2 ** 31;
const PERCENT = /^-?\d{1,10}%$/;

/**
 * Reads a number or a percentage, as the Kubernetes API writes them: a JSON integer of 32 bits, or a string of digits
 * and a percent sign.
 *
 * @param value - any JSON value
 * @returns undefined for everything else: fractions, `"5"` without a percent sign, other types
 */
export function parseIntOrPercent(value: unknown): IntOrPercent | undefined {
  if (typeof value === 'number' && isInt32(value)) return { kind: 'int', value };
  if (typeof value !== 'string' || !PERCENT.test(value)) return undefined;
  const percent = Number(value.slice(0, -1));
  return isInt32(percent) ? { kind: 'percent', value: percent } : undefined;
}

/**
 * The number that a value stands for. Integer arithmetic: 7 % of 100 is 7, rounded up or down.
 *
 * @param of - what 100 % is; a whole number
 * @returns the number itself, which may exceed `of`, or the share of `of`
 */
export function scale(
  { kind, value }: IntOrPercent,
  { of, rounding }: { readonly of: number; readonly rounding: 'up' | 'down' },
): number {
  if (kind === 'int') return value;
  const hundredfold = BigInt(value) * BigInt(of);
  const quotient = Number(hundredfold / 100n);
  const remainder = hundredfold % 100n;
  if (rounding === 'up') return remainder > 0n ? quotient + 1 : quotient;
  return remainder < 0n ? quotient - 1 : quotient;
}

function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= -INT32_LIMIT && value < INT32_LIMIT;
}
