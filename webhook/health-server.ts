import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from '../lib/telemetry/metrics.js';
import { sendStatus } from './http-status.js';

/** One condition of readiness. */
export interface ReadinessCheck {
  /** What is checked, as readyz prints it: `certificate`. */
  readonly name: string;
  /** @returns undefined when all is well, else what is missing, in words: `no certificate yet` */
  readonly problem: () => string | undefined;
}

/** What the health server needs. */
export interface HealthServerOptions {
  readonly checks: readonly ReadinessCheck[];
  readonly metrics: Metrics;
  /** 0: any free one. */
  readonly port: number;
  /** @default every address */
  readonly host?: string;
}

/** The plain HTTP server for kubelet and Prometheus. */
export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

const TEXT = 'text/plain; charset=utf-8';

/**
 * Serves `/healthz` (the process answers), `/readyz` (every check with its state in words; 503 unless all are well) and
 * `/metrics`, on plain HTTP and a port of its own: Prometheus needs no certificate then, liveness does not hang on one,
 * and the controller alone has it too. Nothing here is secret, and nothing here changes anything.
 *
 * @returns once the server accepts connections
 */
export function createHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const server = createServer((request, response) => void answer(options, request, response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: options.port, host: options.host }, () => {
      server.off('error', reject);
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise(done => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

async function answer(options: HealthServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    sendStatus(response, { code: 405, message: 'only GET is answered here' });
    return;
  }
  switch (request.url?.split('?')[0]) {
    case '/healthz':
      sendText(response, 200, 'ok\n');
      return;
    case '/readyz': {
      const { ready, text } = readReadiness(options.checks);
      sendText(response, ready ? 200 : 503, text);
      return;
    }
    case '/metrics':
      return sendMetrics(options.metrics, response);
    default:
      sendStatus(response, { code: 404, message: 'there are /healthz, /readyz and /metrics' });
  }
}

function readReadiness(checks: readonly ReadinessCheck[]): { ready: boolean; text: string } {
  const problems = checks.map(check => check.problem());
  const ready = problems.every(problem => problem === undefined);
  const lines = checks.map(({ name }, index) => {
    const problem = problems[index];
    return problem === undefined ? `[+] ${name}: ok` : `[-] ${name}: ${problem}`;
  });
  return { ready, text: [...lines, ready ? 'ready' : 'not ready', ''].join('\n') };
}

async function sendMetrics(metrics: Metrics, response: ServerResponse): Promise<void> {
  try {
    const text = await metrics.text();
    response.setHeader('content-type', metrics.contentType);
    response.end(text);
  } catch (error) {
    sendStatus(response, { code: 500, message: `metrics could not be written: ${String(error)}` });
  }
}

function sendText(response: ServerResponse, code: number, text: string): void {
  response.statusCode = code;
  response.setHeader('content-type', TEXT);
  response.end(text);
}
