import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebhookEndpoint } from '../lib/api/endpoints.js';
import type { Clock } from '../lib/cluster/clock.js';
import type { Log } from '../lib/telemetry/log.js';
import type { Metrics } from '../lib/telemetry/metrics.js';
import type { AdmissionDecision, AdmissionRequest, Failure } from './admission-review.js';
import { closeReview, openReview } from './admission-review.js';
import { formatFailure } from './failure-status.js';
import type { BodyLimits } from './read-body.js';
import { readBody } from './read-body.js';

/** Decides one admission request. What it throws is a bug of ours and becomes a {@link Failure}. */
export type AdmissionHandler = (request: AdmissionRequest) => AdmissionDecision | Promise<AdmissionDecision>;

/** What one endpoint is served with. */
export interface AdmissionRouteOptions {
  readonly endpoint: WebhookEndpoint;
  readonly handle: AdmissionHandler;
  readonly limits: BodyLimits;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** A request that never got as far as a decision: the sender's fault. */
interface Unreadable {
  readonly verdict: 'fail';
  readonly reason: 'body-refused' | 'not-json' | 'malformed-review' | 'other-resource';
  readonly code: 400 | 408 | 413 | 415;
  readonly message: string;
}

/**
 * Serves one endpoint: read, open, decide, close. Every answer carries a reason. A crash in a decision is answered with
 * HTTP 500, never with "allowed": whether pods may be created uninjected is for the webhook configuration's
 * failurePolicy to say (`Ignore` or `Fail`), not for a bug.
 *
 * @returns a listener for POST requests; it never rejects
 */
export function admissionRoute(
  options: AdmissionRouteOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { endpoint, limits, clock } = options;
  return async (incoming, response) => {
    const body = await readBody(incoming, limits, clock);
    const beganMs = clock.monotonicMs();
    const opened =
      body.kind === 'body'
        ? openBody(endpoint, body.text)
        : unreadable('body-refused', body.message, body.code);
    const request = 'verdict' in opened ? undefined : opened;
    const decision = 'verdict' in opened ? opened : await decide(options, opened);
    // Bytes that nobody is going to read would stand in the way of the connection's next request.
    if (body.kind === 'refused') response.setHeader('connection', 'close');
    send(response, request, decision);
    note(options, { request, decision, tookMs: clock.monotonicMs() - beganMs });
  };
}

function openBody(endpoint: WebhookEndpoint, text: string): AdmissionRequest | Unreadable {
  let review: unknown;
  try {
    review = JSON.parse(text);
  } catch (error) {
    return unreadable('not-json', `the body is no JSON: ${(error as Error).message}`);
  }
  const opened = openReview(review);
  if (opened.kind === 'malformed') return unreadable('malformed-review', opened.message);
  const { group, resource } = opened.request.resource;
  if (group === endpoint.resource.group && resource === endpoint.resource.plural) return opened.request;
  const asked = group === '' ? resource : `${resource}.${group}`;
  return unreadable('other-resource', `${endpoint.path} is for ${endpoint.resource.plural}, not for ${asked}`);
}

function unreadable(
  reason: Unreadable['reason'],
  message: string,
  code: Unreadable['code'] = 400,
): Unreadable {
  return { verdict: 'fail', reason, code, message };
}

async function decide(
  { endpoint, handle, log, metrics }: AdmissionRouteOptions,
  request: AdmissionRequest,
): Promise<AdmissionDecision> {
  metrics.add('sidecarset_webhook_requests_in_flight', {}, 1);
  try {
    return await handle(request);
  } catch (error) {
    log.error('admission-crashed', { endpoint: endpoint.id, uid: request.uid, error, stack: stackOf(error) });
    const words = error instanceof Error ? error.message : String(error);
    return {
      verdict: 'fail',
      reason: 'crashed',
      code: 500,
      message: `${endpoint.name} could not decide because of a bug: ${words}`,
    };
  } finally {
    metrics.add('sidecarset_webhook_requests_in_flight', {}, -1);
  }
}

function send(
  response: ServerResponse,
  request: AdmissionRequest | undefined,
  decision: AdmissionDecision | Unreadable,
): void {
  const failed = decision.verdict === 'fail' || request === undefined;
  const text = failed ? formatFailure(decision as Failure) : closeReview(request.uid, decision);
  response.statusCode = decision.verdict === 'fail' ? decision.code : 200;
  response.setHeader('content-type', 'application/json');
  response.end(text);
}
