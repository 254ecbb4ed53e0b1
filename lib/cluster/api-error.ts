/** Kubernetes' `Status.reason` words that our code tells apart; any other the server sends passes through as it is. */
export type ApiErrorReason =
  | 'BadRequest'
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Expired'
  | 'Invalid'
  | 'TooManyRequests'
  | 'Timeout'
  | 'ServerTimeout'
  | 'InternalError'
  | 'ServiceUnavailable'
  /** No answer at all: refused, reset, name not found, TLS. Ours, not Kubernetes'. */
  | 'Unreachable'
  | (string & {});

/** What is known of a call that failed. */
export interface ApiErrorDetails {
  /** HTTP status; 0 when there was no answer. */
  readonly code: number;
  readonly reason: ApiErrorReason;
  /** The server's own words. */
  readonly message: string;
  /** What was asked, for people: `patch pods/status default/web-0`. */
  readonly call: string;
  /** From Retry-After. */
  readonly retryAfterMs?: number;
  /** `details.causes` of the Status. */
  readonly causes?: readonly { readonly field?: string; readonly message?: string; readonly reason?: string }[];
}

/** A call to the API server that failed; {@link isApiError} recognises it. */
export class ApiError extends Error {
  readonly isApiError = true as const;
  readonly code: number;
  readonly reason: ApiErrorReason;
  readonly retryAfterMs: number | undefined;
  readonly causes: NonNullable<ApiErrorDetails['causes']>;

  constructor(details: ApiErrorDetails, options?: { readonly cause?: unknown }) {
    super(`${details.call}: ${details.message} (${details.reason})`, options);
    this.name = 'ApiError';
    this.code = details.code;
    this.reason = details.reason;
    this.retryAfterMs = details.retryAfterMs;
    this.causes = details.causes ?? [];
  }
}

/**
 * Is this a failed call to the API server, and for one of these reasons?
 *
 * @param reasons - none: any reason will do
 */
export function isApiError(error: unknown, ...reasons: readonly ApiErrorReason[]): error is ApiError {
  if (!(error instanceof Error) || !('isApiError' in error)) return false;
  return reasons.length === 0 || reasons.includes((error as ApiError).reason);
}
