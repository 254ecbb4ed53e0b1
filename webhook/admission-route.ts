import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebhookEndpoint } from '../lib/api/endpoints.js';
import type { Clock } from '../lib/cluster/clock.js';
import { DEEPEST_NESTING, nestsTooDeep } from '../lib/decide/definition/nesting.js';
import type { Log } from '../lib/telemetry/log.js';
import type { Metrics } from '../lib/telemetry/metrics.js';
import type { AdmissionDecision, AdmissionRequest, Failure } from './admission-review.js';
import { closeReview, openReview } from './admission-review.js';
import { sendStatus } from './http-status.js';
import type { Body, BodyLimits } from './read-body.js';
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
  /** Is the server about to go? Then a connection ends with its answer, and so sends the client elsewhere. */
  readonly draining: () => boolean;
}

const TOO_DEEP = `nests more than ${DEEPEST_NESTING} levels, which no object of Kubernetes does`;

/** Answers one POST request; never rejects. */
type AdmissionRoute = (incoming: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Serves one endpoint: read, open, decide, close. Every answer carries a reason. A crash in a decision is answered by
 * HTTP 500, never by "allowed": whether pods may be created uninjected is for the webhook configuration's
 * failurePolicy to say (`Ignore` or `Fail`), not for a bug.
 */
export function admissionRoute(options: AdmissionRouteOptions): AdmissionRoute {
  const { endpoint, limits, clock } = options;
  return async (incoming, response) => {
    const body = await readBody(incoming, limits, clock);
    const beganMs = clock.monotonicMs();
    const opened = openBody(endpoint, body);
    const decided = isFailure(opened) ? opened : decide(options, opened);
    const decision = decided instanceof Promise ? await decided : decided;
    const answer = close(options, opened, decision);
    // Bytes that nobody has read would stand in the way of the connection's next request.
    if (body.kind === 'refused' || options.draining()) response.setHeader('connection', 'close');
    if (typeof answer === 'string') {
      response.setHeader('content-type', 'application/json');
      response.end(answer);
    } else {
      sendStatus(response, answer);
    }
    note(options, {
      opened,
      decision: typeof answer === 'string' ? decision : answer,
      tookMs: clock.monotonicMs() - beganMs,
    });
  };
}

function openBody(endpoint: WebhookEndpoint, body: Body): AdmissionRequest | Failure {
  if (body.kind === 'refused') return failure('body-refused', body.message, body.code);
  let review: unknown;
  try {
    review = JSON.parse(body.text);
  } catch (error) {
    return failure('not-json', `the body is no JSON: ${(error as Error).message}`);
  }
  const opened = openReview(review);
  if (opened.kind === 'malformed') return failure('malformed-review', opened.message);
  const { group, resource } = opened.request.resource;
  if (group === endpoint.resource.group && resource === endpoint.resource.plural) return opened.request;
  const asked = group === '' ? resource : `${resource}.${group}`;
  return failure('other-resource', `${endpoint.path} is for ${endpoint.resource.plural}, not for ${asked}`);
}

/** What can be decided at once is not waited for. */
function decide(
  options: AdmissionRouteOptions,
  request: AdmissionRequest,
): AdmissionDecision | Promise<AdmissionDecision> {
  try {
    const decision = options.handle(request);
    if (!(decision instanceof Promise)) return decision;
    return decision.catch((error: unknown) => crashed(options, request, error));
  } catch (error) {
    return crashed(options, request, error);
  }
}

/** @returns the answer as text, or why there is none */
function close(
  options: AdmissionRouteOptions,
  opened: AdmissionRequest | Failure,
  decision: AdmissionDecision,
): string | Failure {
  if (decision.verdict === 'fail') return decision;
  const request = opened as AdmissionRequest;
  try {
    return closeReview(request.uid, decision);
  } catch (error) {
    // What nests thousands of levels can be read, but not be written.
    if (nestsTooDeep(request.object)) return failure('nests-too-deep', `request.object ${TOO_DEEP}`);
    return crashed(options, request, error);
  }
}

function crashed({ endpoint, log }: AdmissionRouteOptions, { uid }: AdmissionRequest, error: unknown): Failure {
  const stack = error instanceof Error ? error.stack : undefined;
  log.error('admission-crashed', { endpoint: endpoint.id, uid, error, stack });
  const words = error instanceof Error ? error.message : String(error);
  return failure('crashed', `${endpoint.name} could not decide because of a bug: ${words}`, 500);
}

function failure(reason: string, message: string, code: Failure['code'] = 400): Failure {
  return { verdict: 'fail', reason, message, code };
}

function isFailure(opened: AdmissionRequest | Failure): opened is Failure {
  return 'verdict' in opened;
}

interface Outcome {
  readonly opened: AdmissionRequest | Failure;
  readonly decision: AdmissionDecision;
  readonly tookMs: number;
}

function note(options: AdmissionRouteOptions, { opened, decision, tookMs }: Outcome): void {
  const { endpoint, metrics, log } = options;
  const { verdict, reason, facts } = decision;
  metrics.count('sidecarset_webhook_requests_total', { endpoint: endpoint.id, verdict, reason });
  metrics.observe('sidecarset_webhook_duration_seconds', { endpoint: endpoint.id }, tookMs / 1000);
  if (verdict === 'allow' && facts === undefined) return;
  const message = verdict === 'refuse' ? decision.status.message : verdict === 'fail' ? decision.message : undefined;
  const asked = isFailure(opened) ? {} : describe(opened);
  const line = { endpoint: endpoint.id, verdict, reason, message, tookMs, ...asked, ...facts };
  if (verdict === 'fail') log.warn('admission-failed', line);
  else log.info('admission-decided', line);
}

function describe({ uid, operation, namespace, name, dryRun }: AdmissionRequest): Record<string, unknown> {
  return { uid, operation, namespace, name, dryRun };
}
