import type { ApiError } from './api-error.js';
import { backoffMs } from './backoff.js';
import { NoAnswer } from './transport.js';

/** What failed. */
export interface FailedAttempt {
  readonly error: ApiError;
  /** The call changes nothing: it may be made twice. */
  readonly isRead: boolean;
  /** Attempts that have failed so far, this one included. */
  readonly failures: number;
  readonly random: () => number;
}

const MOST_ATTEMPTS = 7;
const BACKOFF = { firstMs: 100, maxMs: 5_000 };
/** Failures of the network that pass. A bad certificate or an unknown name stays as it is. */
const PASSING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);
const BUSY_CODES = new Set([500, 502, 503, 504]);

/**
 * How long to wait before the call is made again; undefined: not again.
 *
 * A write is made again only when the API server cannot have done it: it said 429, or the connection never stood. A
 * patch whose answer was lost may have been stored, and its guard would then fail against our own write.
 */
export function retryAfterMs(attempt: FailedAttempt): number | undefined {
  if (attempt.failures >= MOST_ATTEMPTS || !isWorthRetrying(attempt)) return undefined;
  return (attempt.error.retryAfterMs ?? 0) + backoffMs(attempt.failures, BACKOFF, attempt.random);
}

function isWorthRetrying({ error, isRead }: FailedAttempt): boolean {
  if (error.code === 429) return true;
  const { cause } = error;
  if (cause instanceof NoAnswer) return PASSING.has(cause.code ?? '') && (isRead || cause.unsent);
  return isRead && BUSY_CODES.has(error.code);
}
