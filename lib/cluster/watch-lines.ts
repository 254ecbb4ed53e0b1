import type { KubernetesObject } from '../api/kubernetes.generated.js';
import type { WatchEvent } from './cluster.js';
import { ApiError } from './api-error.js';
import { errorOfStatus } from './status-error.js';

/** No object is larger: etcd takes 1.5 MiB, and a conversion may blow one up several times. */
const LONGEST_LINE_BYTES = 32 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Cuts a stream into lines. A newline byte is never part of another UTF-8 character, so cutting the bytes and decoding
 * whole lines is right wherever the chunks happen to end.
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...pending, chunk.subarray(from, end)]).toString('utf8');
      pending = [];
      pendingBytes = 0;
      from = end + 1;
    }
    pending.push(chunk.subarray(from));
    pendingBytes += chunk.length - from;
    if (pendingBytes > LONGEST_LINE_BYTES) throw new RangeError(`a line is longer than ${LONGEST_LINE_BYTES} bytes`);
  }
  if (pendingBytes > 0) yield Buffer.concat(pending).toString('utf8');
}

/**
 * Reads one line of a watch.
 *
 * @param call - the watch, for people
 * @returns undefined for a type that this code does not know: to be skipped
 * @throws ApiError for an ERROR line, or one that cannot be read
 */
export function readWatchLine<T extends KubernetesObject>(line: string, call: string): WatchEvent<T> | undefined {
  const { type, object } = parseLine<T>(line, call);
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type, object };
    case 'BOOKMARK':
      return {
        type,
        resourceVersion: object.metadata?.resourceVersion ?? '',
        initialEventsEnd: object.metadata?.annotations?.['k8s.io/initial-events-end'] === 'true',
      };
    case 'ERROR':
      throw errorOfStatus(object, call);
    default:
      return undefined;
  }
}

function parseLine<T>(line: string, call: string): { readonly type?: string; readonly object: T } {
  try {
    const parsed = JSON.parse(line) as { readonly type?: string; readonly object?: T } | null;
    if (parsed?.object !== undefined) return { ...parsed, object: parsed.object };
  } catch {
    // Told below, with the line itself.
  }
  throw new ApiError({ code: 0, reason: 'Unreachable', message: `cannot read the line ${line.slice(0, 100)}`, call });
}
