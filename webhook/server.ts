import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Request, Response } from 'express';
import express from 'express';
import type { WebhookEndpoint } from '../lib/api/endpoints.js';
import { WEBHOOK_ENDPOINTS } from '../lib/api/endpoints.js';
import type { Clock } from '../lib/cluster/clock.js';
import { sleep } from '../lib/cluster/clock.js';
import type { Log } from '../lib/telemetry/log.js';
import type { Metrics } from '../lib/telemetry/metrics.js';
import type { AdmissionHandler } from './admission-route.js';
import { admissionRoute } from './admission-route.js';
import { sendStatus } from './http-status.js';

/** How much a client may ask for. */
export interface WebhookServerLimits {
  /**
   * Most bytes of a body. The API server takes objects of up to 3 MiB, and a review carries the object, the old object
   * and little more. @default 8 MiB
   */
  readonly maxBodyBytes?: number;
  /** Longest time for a body to arrive; the API server gives up after 10 s. @default 10,000 */
  readonly bodyTimeoutMs?: number;
  /** Longest time for the headers of a request to arrive. @default 10,000 */
  readonly headersTimeoutMs?: number;
  /** More are closed as soon as they come, and those that only wait with them, to make room. @default 1,000 */
  readonly maxConnections?: number;
}

/** When a server that is told to drain goes on to the next stage. */
export interface DrainTimes {
  /** How long it goes on accepting, while the cluster learns that it is no longer ready. @default 5,000 */
  readonly settleMs?: number;
  /** How long requests in flight may take after that. @default 10,000 */
  readonly finishMs?: number;
}

/** What the webhook server needs. */
export interface WebhookServerOptions {
  readonly handlers: Readonly<Record<WebhookEndpoint['id'], AdmissionHandler>>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly limits?: WebhookServerLimits;
  readonly drainTimes?: DrainTimes;
}

/** Certificate and private key, both PEM. The certificate may be followed by its chain. */
export interface ServingCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** The HTTPS server that the API server asks. */
export interface WebhookServer {
  /**
   * Starts to accept connections. Handshakes fail until the first {@link WebhookServer.setCertificate}.
   *
   * @param at - port 0: any free one
   * @returns the port
   */
  listen(at: { readonly port: number; readonly host?: string }): Promise<number>;
  /** New connections get this certificate from now on; open ones go on. Throws when the pair does not fit. */
  setCertificate(pair: ServingCertificate): void;
  /** True from the first certificate on. Readiness hangs on it. */
  readonly hasCertificate: boolean;
  /** True from the first {@link WebhookServer.drain} on. Readiness hangs on it. */
  readonly draining: boolean;
  /**
   * Stops without losing a request: not ready any more, then (once the endpoints have moved) no new connections, then
   * what is in flight is finished. Whatever is still open after that is cut, so it always resolves.
   */
  drain(): Promise<void>;
}

/** Go's HTTP client drops idle connections after 90 s; the client must be first, or it sends into a closing one. */
const KEEP_ALIVE_MS = 120_000;
const HANDSHAKE_MS = 10_000;
const CHECK_TIMEOUTS_EVERY_MS = 5_000;
/** Room for headers and scheduling around a body that uses all of its time. */
const REQUEST_SLACK_MS = 5_000;

/** Makes the webhook server: every row of the endpoint table, over TLS. */
export function createWebhookServer(options: WebhookServerOptions): WebhookServer {
  let draining = false;
  let hasCertificate = false;
  let drained: Promise<void> | undefined;
  const route = routeRequests(options, () => draining);
  const server = createServer(serverSettings(options.limits), (request, response) => {
    // What is in flight when draining begins learns of it when it is answered.
    if (draining) response.setHeader('connection', 'close');
    route(request, response);
  });
  server.maxConnections = options.limits?.maxConnections ?? 1_000;
  server.on('drop', () => server.closeIdleConnections());
  return {
    listen: at => listen(server, at),
    setCertificate({ certificate, key }) {
      server.setSecureContext({ cert: certificate, key, minVersion: 'TLSv1.2' });
      hasCertificate = true;
    },
    get hasCertificate() {
      return hasCertificate;
    },
    get draining() {
      return draining;
    },
    drain() {
      draining = true;
      return (drained ??= drain(server, options));
    },
  };
}

function serverSettings(limits: WebhookServerLimits = {}): Parameters<typeof createServer>[0] {
  const { headersTimeoutMs = 10_000 } = limits;
  return {
    minVersion: 'TLSv1.2',
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: headersTimeoutMs,
    handshakeTimeout: HANDSHAKE_MS,
    requestTimeout: headersTimeoutMs + bodyLimits(limits).timeoutMs + REQUEST_SLACK_MS,
    connectionsCheckingInterval: Math.min(CHECK_TIMEOUTS_EVERY_MS, headersTimeoutMs),
  };
}

function bodyLimits(limits: WebhookServerLimits = {}): { maxBytes: number; timeoutMs: number } {
  return { maxBytes: limits.maxBodyBytes ?? 8 * 1024 * 1024, timeoutMs: limits.bodyTimeoutMs ?? 10_000 };
}

/**
 * Express' router alone, without its application: that would give every request and answer other prototypes, which costs
 * more than the decision about a pod.
 */
function routeRequests(options: WebhookServerOptions, draining: () => boolean): RequestListener {
  const limits = bodyLimits(options.limits);
  const { clock, metrics, log, handlers } = options;
  const router = express.Router({ caseSensitive: true, strict: true });
  for (const endpoint of WEBHOOK_ENDPOINTS) {
    const route = admissionRoute({ endpoint, handle: handlers[endpoint.id], limits, clock, metrics, log, draining });
    router.post(endpoint.path, route);
    router.all(endpoint.path, (_request: IncomingMessage, response: ServerResponse) => {
      response.setHeader('allow', 'POST');
      sendStatus(response, { code: 405, message: `${endpoint.path} answers to POST only` });
    });
  }
  return (request, response) =>
    router(request as Request, response as Response, error => answerUnrouted(response, error));
}

/** Nothing in the table has this path, or the path cannot be read. */
function answerUnrouted(response: ServerResponse, error: unknown): void {
  const paths = WEBHOOK_ENDPOINTS.map(endpoint => endpoint.path).join(', ');
  const what = error === undefined ? 'there is nothing here' : 'this path cannot be read';
  sendStatus(response, { code: error === undefined ? 404 : 400, message: `${what}; the webhooks are at ${paths}` });
}

function listen(server: Server, { port, host }: { readonly port: number; readonly host?: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function drain(server: Server, { clock, log, drainTimes }: WebhookServerOptions): Promise<void> {
  const { settleMs = 5_000, finishMs = 10_000 } = drainTimes ?? {};
  log.info('webhook-draining', { settleMs, finishMs });
  await sleep(clock, settleMs);
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  server.closeIdleConnections();
  const cancel = clock.schedule(finishMs, () => {
    log.warn('webhook-drain-cut', { finishMs });
    server.closeAllConnections();
  });
  await closed;
  cancel();
}
