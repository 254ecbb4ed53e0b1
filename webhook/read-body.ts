import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../lib/cluster/clock.js';

/** What a request's body may be. */
export interface BodyLimits {
  /** Most bytes. */
  readonly maxBytes: number;
  /** Longest time from the headers to the last byte. */
  readonly timeoutMs: number;
}

const JSON_TYPE = 'application/json';

/** A body that was read, or the HTTP status and words that refuse it. */
export type Body =
  | { readonly kind: 'body'; readonly text: string }
  | { readonly kind: 'refused'; readonly code: 400 | 408 | 413 | 415; readonly message: string };

/**
 * Reads the JSON body of a request. A body that says it is too long is refused before a byte of it is read; one that
 * turns out to be is dropped as soon as it does.
 *
 * The API server never compresses what it sends to webhooks, so a Content-Encoding is refused.
 */
export function readBody(request: IncomingMessage, limits: BodyLimits, clock: Clock): Promise<Body> {
  const refusal = refuseByHeaders(request, limits);
  return refusal === undefined ? readChunks(request, limits, clock) : Promise.resolve(refusal);
}

function refuseByHeaders(request: IncomingMessage, { maxBytes }: BodyLimits): Body | undefined {
  const { 'content-type': type = '', 'content-encoding': encoding, 'content-length': length } = request.headers;
  if (type !== JSON_TYPE && type.split(';')[0]?.trim().toLowerCase() !== JSON_TYPE) {
    return { kind: 'refused', code: 415, message: `Content-Type must be application/json, not "${type}"` };
  }
  if (encoding !== undefined && encoding !== 'identity') {
    return { kind: 'refused', code: 415, message: `Content-Encoding "${encoding}" is not supported` };
  }
  return Number(length ?? 0) > maxBytes ? tooLong(maxBytes) : undefined;
}

function readChunks(request: IncomingMessage, { maxBytes, timeoutMs }: BodyLimits, clock: Clock): Promise<Body> {
  return new Promise(resolve => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let ended = false;
    let cancel = (): void => undefined;
    const end = (body: Body): void => {
      if (ended) return;
      ended = true;
      cancel();
      resolve(body);
    };
    const breakOff = (): void => end({ kind: 'refused', code: 400, message: 'the body broke off' });
    const announced = Number(request.headers['content-length']);
    // By then all is here that came together with the headers: of nearly every body the whole, which costs no timer.
    queueMicrotask(() => {
      if (ended || bytes === announced) return;
      cancel = clock.schedule(timeoutMs, () => {
        end({ kind: 'refused', code: 408, message: `the body did not arrive within ${timeoutMs / 1000} s` });
      });
    });
    request.on('data', (chunk: Buffer) => {
      if (ended) return;
      bytes += chunk.length;
      if (bytes > maxBytes) end(tooLong(maxBytes));
      else chunks.push(chunk);
    });
    request.on('end', () => end(decoded(chunks)));
    request.on('error', breakOff);
    request.on('close', breakOff);
  });
}

/** Decoding would put other characters in the place of bytes that are no text, and nobody would learn of it. */
function decoded(chunks: readonly Buffer[]): Body {
  const [first] = chunks;
  const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
  if (isUtf8(bytes)) return { kind: 'body', text: bytes.toString('utf8') };
  return { kind: 'refused', code: 400, message: 'the body is no UTF-8' };
}

function tooLong(maxBytes: number): Body {
  return { kind: 'refused', code: 413, message: `the body is longer than ${maxBytes} bytes` };
}
