import type { ServerResponse } from 'node:http';

const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  408: 'Timeout',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  500: 'InternalError',
  503: 'ServiceUnavailable',
};

/**
 * Answers by an HTTP status with a Kubernetes `Status` object as its body: the API server reads its message and puts it
 * into its own log, and into the error that the user sees when the failure policy is `Fail`.
 */
export function sendStatus(
  response: ServerResponse,
  { code, message }: { readonly code: number; readonly message: string },
): void {
  const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason: REASONS[code], message };
  response.statusCode = code;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(status));
}
