import type { IncomingHttpHeaders } from 'node:http';
import type { ApiErrorDetails, ApiErrorReason } from './api-error.js';
import { ApiError } from './api-error.js';

/** Reasons for answers that are not a Kubernetes Status: a proxy or a load balancer spoke. */
const REASON_OF_CODE: Readonly<Record<number, ApiErrorReason>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

interface Status {
  readonly kind?: unknown;
  readonly reason?: string;
  readonly message?: string;
  readonly code?: number;
  readonly details?: {
    readonly causes?: readonly { readonly field?: string; readonly message?: string; readonly reason?: string }[];
    readonly retryAfterSeconds?: number;
  };
}

/** What is known of an answer that is no success. */
export interface FailedAnswer {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** For people. */
  readonly call: string;
  readonly nowMs: number;
}

/** Turns an answer of code 300 and above into an error. */
export function errorOfAnswer(answer: FailedAnswer): ApiError {
  const status = readStatus(answer.text);
  const details = detailsOfStatus(status ?? { message: excerpt(answer.text) }, answer.code, answer.call);
  const retryAfterMs = readRetryAfter(answer.headers['retry-after'], answer.nowMs) ?? details.retryAfterMs;
  return new ApiError(retryAfterMs === undefined ? details : { ...details, retryAfterMs });
}

/** Turns the object of a watch's ERROR line into an error. */
export function errorOfStatus(status: unknown, call: string): ApiError {
  const known = isStatus(status) ? status : { message: excerpt(JSON.stringify(status)) };
  return new ApiError(detailsOfStatus(known, 500, call));
}

function detailsOfStatus(status: Status, httpCode: number, call: string): ApiErrorDetails {
  const code = status.code ?? httpCode;
  const seconds = status.details?.retryAfterSeconds;
  return {
    code,
    reason: nonEmpty(status.reason) ?? REASON_OF_CODE[code] ?? `Http${code}`,
    message: nonEmpty(status.message) ?? 'no message',
    call,
    causes: status.details?.causes ?? [],
    ...(seconds === undefined ? {} : { retryAfterMs: seconds * 1000 }),
  };
}

function readStatus(text: string): Status | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isStatus(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function isStatus(body: unknown): body is Status {
  return typeof body === 'object' && body !== null && (body as Status).kind === 'Status';
}

/** Seconds or an HTTP date. */
function readRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

function excerpt(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
