/** An exact number. The denominator is positive, and both have no common factor. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * Makes `numerator / denominator`.
 *
 * @param denominator - not zero
 */
export function rational(numerator: bigint, denominator = 1n): Rational {
  const divisor = greatestCommonDivisor(numerator, denominator) * (denominator < 0n ? -1n : 1n);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/** `a + b`. */
export function add(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

/** `a - b`. */
export function subtract(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator);
}

/** `a * b`. */
export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** `a / b`; undefined when `b` is zero. */
export function divide(a: Rational, b: Rational): Rational | undefined {
  return b.numerator === 0n ? undefined : rational(a.numerator * b.denominator, a.denominator * b.numerator);
}

/** Orders two numbers: negative, zero or positive as in a comparator. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** The smallest whole number that is not smaller. */
export function ceiling({ numerator, denominator }: Rational): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator > 0n ? quotient + 1n : quotient;
}

/** Never zero: that of two zeros is 1. */
function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  if (larger === 0n) return 1n;
  return larger < 0n ? -larger : larger;
}
