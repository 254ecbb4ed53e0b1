import type { Quantity } from './quantity.js';
import { MAX_AMOUNT } from './quantity.js';
import type { Rational } from './rational.js';
import { ceiling, multiply, rational } from './rational.js';

const MILLI = 1000n;
// 10^19 and more exceeds the largest amount; written out, an author's exponent could fill the memory.
const LARGEST_EXPONENT = 19;

/**
 * The amount of a quantity, to calculate with: cores, bytes. Beyond what Kubernetes counts (int64) it is the largest
 * amount that Kubernetes counts.
 */
export function amountOf({ mantissa, exponent }: Quantity): Rational {
  if (exponent < 0) return capped(rational(mantissa, 10n ** BigInt(-exponent)));
  return capped(rational(mantissa * 10n ** BigInt(Math.min(exponent, LARGEST_EXPONENT))));
}

/** An amount of processors in thousandths of a core, rounded up. */
export function cpuQuantity(cores: Rational): Quantity {
  const mantissa = ceiling(multiply(capped(cores), rational(MILLI)));
  return { mantissa, exponent: -3, format: 'decimal-si' };
}

/** An amount of memory in bytes, rounded up, written as `300Mi` where it divides. */
export function memoryQuantity(bytes: Rational): Quantity {
  return { mantissa: ceiling(capped(bytes)), exponent: 0, format: 'binary-si' };
}

function capped(amount: Rational): Rational {
  const { numerator, denominator } = amount;
  if (numerator > MAX_AMOUNT * denominator) return rational(MAX_AMOUNT);
  if (numerator < -MAX_AMOUNT * denominator) return rational(-MAX_AMOUNT);
  return amount;
}
