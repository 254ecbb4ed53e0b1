import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { issueAuthority, issueServing } from '../../webhook/certificate-authority.js';

/** A request as the server got it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An answer: what {@link TestServer.answer} takes. */
export type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

/** An HTTPS server on 127.0.0.1 that answers as a test tells it to. */
export interface TestServer {
  readonly requests: readonly ReceivedRequest[];
  /** Connections accepted so far. */
  readonly connections: () => number;
  readonly openConnections: () => Promise<number>;
  readonly port: number;
  /** The answers to come, in order; the last one stays. */
  answer(...answers: readonly Answer[]): void;
  kubeConfig(
    server?: Partial<{ readonly server: string; readonly caData: string; readonly proxyUrl: string }>,
  ): KubeConfig;
  stop(): Promise<void>;
}

const DAY_MS = 86_400_000;

export async function startServer(): Promise<TestServer> {
  const validity = { nowMs: Date.now(), lifeMs: DAY_MS };
  const authority = await issueAuthority(validity);
  const serving = await issueServing({ ...validity, authority, hosts: ['127.0.0.1'] });
  const requests: ReceivedRequest[] = [];
  let answers: Answer[] = [];
  let connections = 0;
  const server = https.createServer({ cert: serving.certificate, key: serving.key }, (incoming, response) => {
    void receive(incoming).then(request => {
      requests.push(request);
      const next = answers.length > 1 ? answers.shift() : answers[0];
      next?.(response, request);
    });
  });
  server.on('secureConnection', () => (connections += 1));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    port,
    connections: () => connections,
    openConnections: () => openConnections(server),
    answer: (...list) => (answers = [...list]),
    kubeConfig: (more = {}) =>
      configFor({ server: `https://127.0.0.1:${port}`, caData: base64(authority.certificate), ...more }),
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An answer in JSON. */
export function json(code: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return response => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** An answer as the API server refuses. */
export function refuse(code: number, reason: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return json(code, { kind: 'Status', status: 'Failure', code, reason, message: `refused: ${reason}` }, headers);
}

/** No answer: the connection is reset when the request has been read. */
export const reset: Answer = response => response.socket?.destroy();

/** No answer at all. */
export const silence: Answer = () => undefined;

function configFor(cluster: { readonly server: string; readonly caData: string }): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name: 'test', skipTLSVerify: false, ...cluster },
    { name: 'me', token: 'token-1' },
  );
  return kubeConfig;
}

async function receive(incoming: IncomingMessage): Promise<ReceivedRequest> {
  let body = '';
  incoming.setEncoding('utf8');
  for await (const text of incoming as AsyncIterable<string>) body += text;
  return { method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers, body };
}

function openConnections(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
