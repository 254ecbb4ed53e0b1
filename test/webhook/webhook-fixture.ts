import { Agent, request as httpsRequest } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { systemClock } from '../../lib/cluster/clock.js';
import type { Log } from '../../lib/telemetry/log.js';
import { createLog } from '../../lib/telemetry/log.js';
import type { Metrics } from '../../lib/telemetry/metrics.js';
import { createMetrics } from '../../lib/telemetry/metrics.js';
import type { AdmissionHandler } from '../../webhook/admission-route.js';
import type { CertifiedKey } from '../../webhook/certificate-authority.js';
import { issueAuthority, issueServing } from '../../webhook/certificate-authority.js';
import type { WebhookServer, WebhookServerOptions } from '../../webhook/server.js';
import { createWebhookServer } from '../../webhook/server.js';

/** An authority and a certificate for this machine. */
export interface TestPki {
  readonly authority: CertifiedKey;
  readonly serving: CertifiedKey;
}

export async function aPki(): Promise<TestPki> {
  const validity = { nowMs: Date.now(), lifeMs: 86_400_000 };
  const authority = await issueAuthority(validity);
  return { authority, serving: await issueServing({ ...validity, authority, hosts: ['127.0.0.1', 'localhost'] }) };
}

/** A log whose lines a test can read. */
export interface RecordedLog extends Log {
  readonly lines: Record<string, unknown>[];
}

export function aLog(): RecordedLog {
  const lines: Record<string, unknown>[] = [];
  const log = createLog({ nowMs: () => 0, write: line => lines.push(JSON.parse(line) as Record<string, unknown>) });
  return { ...log, lines };
}

/** A webhook server that runs, with what it told. */
export interface RunningWebhook {
  readonly server: WebhookServer;
  readonly port: number;
  readonly log: RecordedLog;
  readonly metrics: Metrics;
}

export async function startWebhook(
  pki: TestPki,
  handle: AdmissionHandler,
  options: Partial<WebhookServerOptions> = {},
): Promise<RunningWebhook> {
  const log = aLog();
  const metrics = createMetrics({ version: '0', processMetrics: false });
  const handlers = { mpod: handle, msidecarset: handle, vsidecarset: handle };
  const drainTimes = { settleMs: 0 };
  const server = createWebhookServer({ handlers, clock: systemClock, log, metrics, drainTimes, ...options });
  server.setCertificate(pki.serving);
  return { server, port: await server.listen({ port: 0, host: '127.0.0.1' }), log, metrics };
}

/** An answer that has arrived. */
export interface Answer {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** How a request is made; what is left out is right for an API server. */
export interface Asking {
  readonly port: number;
  readonly ca: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
  /** Sent as it is; absent: the request is left open. */
  readonly body?: string | Buffer;
}

/** Asks and waits for the whole answer. */
export function ask({ port, ca, path, method, headers, agent, body }: Asking): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        host: '127.0.0.1',
        port,
        ca,
        path: path ?? '/mutate-pod',
        method: method ?? 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        agent: agent ?? new Agent({ keepAlive: false }),
      },
      response => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ code: response.statusCode ?? 0, headers: response.headers, text }));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    if (body === undefined) request.flushHeaders();
    else request.end(body);
  });
}

/** A review of a pod's creation, as the API server sends it; its request changed by what is given. */
export function aReview(request: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: 'u-1',
      kind: { group: '', version: 'v1', kind: 'Pod' },
      resource: { group: '', version: 'v1', resource: 'pods' },
      requestKind: { group: '', version: 'v1', kind: 'Pod' },
      requestResource: { group: '', version: 'v1', resource: 'pods' },
      namespace: 'default',
      operation: 'CREATE',
      userInfo: { username: 'somebody' },
      object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [] } },
      oldObject: null,
      dryRun: false,
      options: { apiVersion: 'meta.k8s.io/v1', kind: 'CreateOptions' },
      ...request,
    },
  };
}
