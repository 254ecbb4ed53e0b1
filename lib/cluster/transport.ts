import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Clock } from './clock.js';
import type { Access } from './credentials.js';

/** One HTTP request. */
export interface TransportRequest {
  readonly access: Access;
  readonly method: string;
  /** Below the server's URL, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** There was no answer, or only a part of one. */
export class NoAnswer extends Error {
  /** Nothing of the request can have reached the API server. */
  readonly unsent: boolean;
  /** Node's own word, `ECONNREFUSED`. */
  readonly code: string | undefined;

  constructor(cause: unknown, unsent: boolean) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.unsent = unsent;
    this.code = (cause as NodeJS.ErrnoException | undefined)?.code;
  }
}

/**
 * TCP probes find a peer that vanished without a word, under a quiet watch too. Node probes every second from then on and
 * gives up after ten.
 */
const PROBE_AFTER_MS = 15_000;

/** Many calls, few connections: HTTP/1.1 over connections that are kept for the next call. */
export class Transport {
  readonly #clock: Clock;
  readonly #connectTimeoutMs: number;
  readonly #agents: { readonly 'https:': https.Agent; readonly 'http:': http.Agent };

  constructor(options: { readonly clock: Clock; readonly connectTimeoutMs: number }) {
    this.#clock = options.clock;
    this.#connectTimeoutMs = options.connectTimeoutMs;
    const agentOptions = {
      keepAlive: true,
      keepAliveMsecs: PROBE_AFTER_MS,
      maxSockets: 100,
      // The API server closes idle connections after 90 s; a call on one that is just being closed would be lost.
      timeout: 60_000,
    };
    this.#agents = { 'https:': new https.Agent(agentOptions), 'http:': new http.Agent(agentOptions) };
  }

  /**
   * @returns the answer as soon as its head is there, whatever its code; the caller reads it to its end, which gives
   *   the connection back, or destroys it
   * @throws NoAnswer
   */
  send(request: TransportRequest): Promise<http.IncomingMessage> {
    return new Promise((resolve, reject) => {
      const outgoing = this.#open(request);
      const abort = (): void => void outgoing.destroy(request.signal.reason as Error);
      let connected = false;
      this.#watchConnecting(outgoing, () => (connected = true));
      outgoing.on('response', resolve);
      outgoing.on('error', error => reject(new NoAnswer(error, !connected)));
      outgoing.on('close', () => request.signal.removeEventListener('abort', abort));
      if (request.signal.aborted) {
        abort();
        return;
      }
      request.signal.addEventListener('abort', abort, { once: true });
      outgoing.end(request.body);
    });
  }

  /** Drops the idle connections. Calls under way keep theirs. */
  close(): void {
    for (const agent of Object.values(this.#agents)) {
      for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
    }
  }

  #open(request: TransportRequest): http.ClientRequest {
    const { server, requestOptions, headers } = request.access;
    const secure = server.protocol === 'https:';
    const options: https.RequestOptions = {
      agent: secure ? this.#agents['https:'] : this.#agents['http:'],
      ...requestOptions,
      protocol: server.protocol,
      hostname: server.hostname.replace(/^\[|\]$/g, ''),
      port: server.port,
      method: request.method,
      path: server.pathname.replace(/\/$/, '') + request.path,
      headers: { ...headers, ...request.headers, ...lengthOf(request.body) },
    };
    return secure ? https.request(options) : http.request(options);
  }

  /** The request itself is written only once the connection stands, its TLS included. */
  #watchConnecting(outgoing: http.ClientRequest, onConnected: () => void): void {
    outgoing.once('socket', socket => {
      // Not `reusedSocket`: it stays unset when a queued request gets a socket that another one has just freed.
      if (isConnected(socket)) {
        onConnected();
        return;
      }
      const tooLong = new Error(`no connection within ${this.#connectTimeoutMs} ms`);
      const cancel = this.#clock.schedule(
        this.#connectTimeoutMs,
        () => void outgoing.destroy(Object.assign(tooLong, { code: 'ETIMEDOUT' })),
      );
      const secure = 'encrypted' in socket;
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        cancel();
        // The agent sees to it only once a connection comes back to it, and a watch keeps its own for minutes.
        socket.setKeepAlive(true, PROBE_AFTER_MS);
        onConnected();
      });
      outgoing.once('close', cancel);
    });
  }
}

/**
 * Node sends a DELETE's body without its length, as HTTP allowed once: the API server then takes it for the beginning
 * of the next request on that connection.
 */
function lengthOf(body: string | undefined): Readonly<Record<string, number>> {
  return body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
}

/**
 * Reads an answer to its end.
 *
 * @throws NoAnswer when it breaks off; RangeError when it is longer than `maxBytes`
 */
export function readText(answer: http.IncomingMessage, maxBytes: number): Promise<string> {
  // Events, not an iterator: that would make several promises for each chunk, on every call of a busy controller.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let byteCount = 0;
    answer.on('data', (chunk: Buffer) => {
      byteCount += chunk.length;
      chunks.push(chunk);
      if (byteCount <= maxBytes) return;
      reject(new RangeError(`the answer is longer than ${maxBytes} bytes`));
      answer.destroy();
    });
    answer.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    answer.on('error', error => reject(new NoAnswer(error, false)));
    answer.on('close', () => reject(new NoAnswer(new Error('the answer broke off'), false)));
  });
}

/** Is the socket ready to carry a request, its handshake over? */
function isConnected(socket: Socket): boolean {
  if (socket.connecting) return false;
  if (!(socket instanceof TLSSocket)) return true;
  // Node's word for "no handshake yet".
  return (socket.getProtocol() ?? 'unknown') !== 'unknown';
}
