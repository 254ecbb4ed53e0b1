/** How a quantity is written: `1500m`, `64Mi`, `12e6`. Kubernetes keeps the author's choice. */
export type QuantityFormat = 'decimal-si' | 'binary-si' | 'decimal-exponent';

/** An amount of a resource, exact: `mantissa * 10 ** exponent`. */
export interface Quantity {
  readonly mantissa: bigint;
  /** At least -9: Kubernetes counts nothing smaller than a billionth. It may be as large as an author can write. */
  readonly exponent: number;
  readonly format: QuantityFormat;
  /** The author's own text, where Kubernetes would repeat it as it stands. */
  readonly text?: string;
}

/** The largest int64, beyond which Kubernetes does not count. */
export const MAX_AMOUNT: bigint = 2n ** 63n - 1n;

/** No amount needs more, and to calculate with very many digits takes very long. */
const LONGEST_TEXT = 1000;
const SMALLEST_EXPONENT = -9;
const LARGEST_EXPONENT = 2 ** 31 - 1;
const FORM = /^([+-]?)(\d*)(?:\.(\d*))?([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/;
const DECIMAL_SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/**
 * Reads a quantity in any form that Kubernetes reads: `1`, `1.5`, `100m`, `64Mi`, `1e3`, `12E6`, with a sign, without
 * digits on either side of the point. White space around it is dropped, as in JSON that Kubernetes decodes. Amounts
 * smaller than a billionth become a billionth, and BinarySI amounts beyond int64 become the largest int64.
 *
 * @param text - the text, or the number that JSON had in its place
 * @returns undefined when Kubernetes would refuse it (and for exponents beyond 32 bits, which Kubernetes wraps around, and
 *   texts of more than a thousand characters)
 */
export function parseQuantity(text: string | number): Quantity | undefined {
  const trimmed = String(text).trim();
  if (trimmed.length > LONGEST_TEXT) return undefined;
  const match = FORM.exec(trimmed);
  if (match === null || trimmed === '') return undefined;
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  const unit = readSuffix(suffix);
  if (unit === undefined) return undefined;

  const digits: Digits = { whole: whole.replace(/^0+/, '') || '0', fraction };
  const short = isShort(digits, unit);
  if (!short && whole + fraction === '') return undefined;
  const unsigned = BigInt(digits.whole + fraction);
  const mantissa = (sign === '-' ? -unsigned : unsigned) * 1024n ** BigInt(unit.power);
  const amount = roundAwayFromZero({ mantissa, exponent: unit.exponent - fraction.length }, SMALLEST_EXPONENT);
  return {
    ...(unit.format === 'binary-si' ? capped(amount) : amount),
    format: unit.format,
    ...(short && isRepeated(digits, unit) ? { text: trimmed } : {}),
  };
}

/**
 * Writes a quantity as Kubernetes stores and hashes it: without a fraction, with the largest suffix that leaves a
 * whole number. BinarySI turns to DecimalSI below 1024 and for fractions. The text of an author who already wrote an
 * acceptable form is repeated (`1.500`, `12E6`).
 *
 * DecimalSI has no suffix for 10^21 and beyond; Kubernetes then writes the digits alone, and so does this, because
 * hashes depend on it. Amounts up to int64 are never concerned.
 */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== undefined) return quantity.text;
  if (quantity.mantissa === 0n) return '0';
  const whole = quantity.format === 'binary-si' ? wholeAmount(quantity) : undefined;
  return whole !== undefined && magnitude(whole) >= 1024n ? formatBinary(whole) : formatDecimal(quantity);
}

/**
 * Orders two quantities by amount, whatever their formats.
 *
 * @returns negative, zero or positive as in a comparator
 */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const signs = signOf(a.mantissa) - signOf(b.mantissa);
  if (signs !== 0 || a.mantissa === 0n) return signs;
  // Exponents may be huge: only amounts of the same number of digits are ever brought to a common exponent.
  const digits = digitCount(a) - digitCount(b);
  if (digits !== 0) return digits * signOf(a.mantissa);
  const exponent = Math.min(a.exponent, b.exponent);
  return signOf(mantissaAt(a, exponent) - mantissaAt(b, exponent));
}

/** Rounds away from zero to thousandths, as Kubernetes' defaulting does with requests and limits. */
export function roundUpToMilli(quantity: Quantity): Quantity {
  if (quantity.exponent >= -3) return quantity;
  return { ...roundAwayFromZero(quantity, -3), format: quantity.format };
}

interface Amount {
  readonly mantissa: bigint;
  readonly exponent: number;
}

interface Digits {
  /** Without leading zeros, but never empty. */
  readonly whole: string;
  readonly fraction: string;
}

interface Unit {
  /** The unit is `1024 ** power * 10 ** exponent`. */
  readonly power: number;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function readSuffix(suffix: string): Unit | undefined {
  const decimal = DECIMAL_SUFFIXES.indexOf(suffix);
  if (decimal !== -1) return { power: 0, exponent: decimal * 3 - 9, format: 'decimal-si' };
  const power = BINARY_SUFFIXES.indexOf(suffix);
  if (power !== -1) return { power, exponent: 0, format: 'binary-si' };
  const exponent = Number(suffix.slice(1));
  if (Math.abs(exponent) > LARGEST_EXPONENT) return undefined;
  return { power: 0, exponent, format: 'decimal-exponent' };
}

/** Does Kubernetes read these digits on its int64 path? Only there it demands no digit and repeats texts. */
function isShort({ whole, fraction }: Digits, { power, exponent, format }: Unit): boolean {
  if (format !== 'binary-si') return whole.length + fraction.length <= 18 && exponent - fraction.length >= -9;
  return fraction === '' && whole.length + power * 3 <= 14;
}

/** Is this a form that Kubernetes takes for canonical on sight? */
function isRepeated({ whole, fraction }: Digits, { exponent, format }: Unit): boolean {
  const all = whole + fraction;
  if (format === 'binary-si') return BigInt(all) % 8n !== 0n;
  return (exponent - fraction.length) % 3 === 0 && !all.endsWith('000') && !all.startsWith('0');
}

function roundAwayFromZero({ mantissa, exponent }: Amount, smallestExponent: number): Amount {
  const excess = smallestExponent - exponent;
  if (excess <= 0) return { mantissa, exponent };
  if (excess > mantissa.toString().length) return { mantissa: BigInt(signOf(mantissa)), exponent: smallestExponent };
  const divisor = 10n ** BigInt(excess);
  const remainder = mantissa % divisor;
  return { mantissa: mantissa / divisor + BigInt(signOf(remainder)), exponent: smallestExponent };
}

/** Only for amounts without a positive exponent. */
function capped(amount: Amount): Amount {
  const largest = MAX_AMOUNT * 10n ** BigInt(-amount.exponent);
  if (magnitude(amount.mantissa) <= largest) return amount;
  return { mantissa: BigInt(signOf(amount.mantissa)) * MAX_AMOUNT, exponent: 0 };
}

/** The amount as a whole number, undefined when it has a fraction. Only for amounts without a positive exponent. */
function wholeAmount({ mantissa, exponent }: Amount): bigint | undefined {
  const divisor = 10n ** BigInt(-exponent);
  return mantissa % divisor === 0n ? mantissa / divisor : undefined;
}

function formatBinary(whole: bigint): string {
  let rest = whole;
  let suffix = 0;
  for (; rest % 1024n === 0n; rest /= 1024n) suffix += 1;
  return `${rest}${BINARY_SUFFIXES[suffix] ?? ''}`;
}

function formatDecimal(quantity: Quantity): string {
  let { mantissa, exponent } = quantity;
  for (; mantissa % 10n === 0n; mantissa /= 10n) exponent += 1;
  for (; exponent % 3 !== 0; mantissa *= 10n) exponent -= 1;
  if (quantity.format === 'decimal-exponent') return exponent === 0 ? String(mantissa) : `${mantissa}e${exponent}`;
  return `${mantissa}${DECIMAL_SUFFIXES[exponent / 3 + 3] ?? ''}`;
}

function mantissaAt({ mantissa, exponent }: Amount, smallerExponent: number): bigint {
  return mantissa * 10n ** BigInt(exponent - smallerExponent);
}

function digitCount({ mantissa, exponent }: Amount): number {
  return magnitude(mantissa).toString().length + exponent;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function signOf(value: bigint): -1 | 0 | 1 {
  if (value === 0n) return 0;
  return value < 0n ? -1 : 1;
}
