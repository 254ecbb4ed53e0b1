import { performance } from 'node:perf_hooks';
import type { TLSSocket } from 'node:tls';
import { connect } from 'node:tls';

/** What is asked, of whom, how often. */
export interface Load {
  readonly port: number;
  readonly ca: string;
  readonly path: string;
  readonly body: string;
  /** Kept open; each asks again as soon as it has its answer. */
  readonly connections: number;
  readonly durationMs: number;
}

/** What came of it. */
export interface Measured {
  readonly tookMs: number;
  /** Of every answer, in ascending order. */
  readonly latenciesMs: readonly number[];
  readonly lastAnswer: string;
}

/**
 * Asks as fast as answers come. It writes one prepared request onto bare TLS connections and reads no more of an answer
 * than its length, so that the client costs less than any server it measures.
 */
export async function measure(load: Load): Promise<Measured> {
  const sockets = await Promise.all(Array.from({ length: load.connections }, () => open(load)));
  const request = Buffer.from(
    `POST ${load.path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n` +
      `content-length: ${String(Buffer.byteLength(load.body))}\r\n\r\n${load.body}`,
  );
  const latenciesMs: number[] = [];
  const beganMs = performance.now();
  const answers = await Promise.all(
    sockets.map(async socket => {
      let answer = '';
      while (performance.now() - beganMs < load.durationMs) {
        const sentMs = performance.now();
        answer = await ask(socket, request);
        latenciesMs.push(performance.now() - sentMs);
      }
      return answer;
    }),
  );
  const tookMs = performance.now() - beganMs;
  for (const socket of sockets) socket.destroy();
  return { tookMs, latenciesMs: latenciesMs.toSorted((a, b) => a - b), lastAnswer: answers[0] ?? '' };
}

function open({ port, ca }: Load): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' }, () => resolve(socket));
    socket.setNoDelay(true);
    socket.once('error', reject);
  });
}

/** @returns the body of the answer */
function ask(socket: TLSSocket, request: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const take = (chunk: Buffer): void => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const body = bodyOf(received);
      if (body === undefined) return;
      socket.off('data', take);
      socket.off('close', fail);
      resolve(body);
    };
    const fail = (): void => reject(new Error('the server closed the connection'));
    socket.on('data', take);
    socket.once('close', fail);
    socket.write(request);
  });
}

/** @returns undefined until it is complete */
function bodyOf(received: Buffer): string | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = received.toString('latin1', 0, end);
  if (!head.startsWith('HTTP/1.1 200')) throw new Error(`the server answered ${head}`);
  const [, length] = /content-length: (\d+)/i.exec(head) ?? [];
  if (length === undefined) throw new Error('the answer does not say how long it is');
  const bodyEnd = end + 4 + Number(length);
  return received.length < bodyEnd ? undefined : received.toString('utf8', end + 4, bodyEnd);
}
