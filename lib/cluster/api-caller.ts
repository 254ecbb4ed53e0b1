import type { IncomingMessage } from 'node:http';
import type { KubeConfig } from '@kubernetes/client-node';
import type { ApiCall } from './api-call.js';
import { ApiError, isApiError } from './api-error.js';
import type { Clock } from './clock.js';
import { sleep } from './clock.js';
import type { CallOptions } from './cluster.js';
import type { Access } from './credentials.js';
import { Credentials } from './credentials.js';
import { linkAbort } from './linked-abort.js';
import type { CallVerb, ClusterObserver } from './observer.js';
import { RateLimit } from './rate-limit.js';
import { retryAfterMs } from './retry.js';
import { errorOfAnswer } from './status-error.js';
import { readText, Transport } from './transport.js';

/** See `KubeClientOptions`. */
export interface ApiCallerOptions {
  readonly kubeConfig: KubeConfig;
  readonly clock: Clock;
  readonly random: () => number;
  readonly observer: ClusterObserver;
  readonly queriesPerSecond: number;
  readonly burst: number;
  readonly userAgent: string;
}

const CONNECT_TIMEOUT_MS = 10_000;
const CALL_TIMEOUT_MS = 30_000;
const LIST_TIMEOUT_MS = 60_000;
/** More than 10,000 large pods in one answer. */
const LARGEST_ANSWER_BYTES = 256 * 1024 * 1024;
const READS: ReadonlySet<CallVerb> = new Set(['get', 'list', 'watch']);

/** Makes calls: in turn, with credentials, again where that is safe, and never for longer than agreed. */
export class ApiCaller {
  readonly #options: ApiCallerOptions;
  readonly #credentials: Credentials;
  readonly #rateLimit: RateLimit;
  readonly #transport: Transport;

  constructor(options: ApiCallerOptions) {
    this.#options = options;
    this.#credentials = new Credentials(options.kubeConfig, options.clock);
    this.#rateLimit = new RateLimit(options);
    this.#transport = new Transport({ clock: options.clock, connectTimeoutMs: CONNECT_TIMEOUT_MS });
  }

  /** @returns the JSON of the answer, undefined for an empty one */
  json(call: ApiCall, options: CallOptions): Promise<unknown> {
    return this.#perform(call, options, async answer => {
      const text = await readText(answer, LARGEST_ANSWER_BYTES);
      return text === '' ? undefined : (JSON.parse(text) as unknown);
    });
  }

  /** @returns the answer at its head; the time limit ends here, the caller reads or destroys it */
  open(call: ApiCall, options: CallOptions): Promise<IncomingMessage> {
    return this.#perform(call, options, answer => Promise.resolve(answer));
  }

  close(): void {
    this.#transport.close();
  }

  async #perform<R>(call: ApiCall, options: CallOptions, read: (answer: IncomingMessage) => Promise<R>): Promise<R> {
    const { clock, observer } = this.#options;
    const beganMs = clock.monotonicMs();
    const limitMs = options.timeoutMs ?? (call.verb === 'list' ? LIST_TIMEOUT_MS : CALL_TIMEOUT_MS);
    const stop = linkAbort(options.signal);
    const cancel = clock.schedule(limitMs, () => stop.abort(timeoutError(call, limitMs)));
    let code = 0;
    try {
      const readAndNote = (answer: IncomingMessage): Promise<R> => {
        code = answer.statusCode ?? 0;
        return read(answer);
      };
      return await this.#attempt({ call, options, stop: stop.signal, deadlineMs: beganMs + limitMs }, readAndNote);
    } catch (error) {
      const told = stop.signal.aborted ? (stop.signal.reason as Error) : error;
      code = isApiError(told) ? told.code : 0;
      throw told;
    } finally {
      cancel();
      stop.unlink();
      observer.callEnded?.({ ...observed(call), code, durationMs: clock.monotonicMs() - beganMs });
    }
  }

  async #attempt<R>(task: Task, read: (answer: IncomingMessage) => Promise<R>): Promise<R> {
    const { clock, random, observer } = this.#options;
    const { call, options, stop } = task;
    let access = await this.#access(call);
    let renewed = false;
    for (let failures = 1; ; failures += 1) {
      await this.#waitForTurn(task);
      options.mayBeSent?.();
      try {
        return await this.#send(call, access, stop, read);
      } catch (error) {
        if (stop.aborted || !isApiError(error)) throw error;
        if (error.code === 401 && !renewed) {
          renewed = true;
          access = await this.#access(call, access);
          continue;
        }
        const waitMs = retryAfterMs({ error, isRead: READS.has(call.verb), failures, random });
        // Waiting beyond the deadline would only hide what is wrong behind a timeout.
        if (waitMs === undefined || clock.monotonicMs() + waitMs >= task.deadlineMs) throw error;
        observer.callRetried?.({ ...observed(call), reason: error.reason, waitMs });
        await sleep(clock, waitMs, stop);
      }
    }
  }

  async #waitForTurn({ options, stop }: Task): Promise<void> {
    const { clock, observer } = this.#options;
    const priority = options.priority ?? 'normal';
    const beganMs = clock.monotonicMs();
    await this.#rateLimit.take(priority, stop);
    observer.callWaited?.({ priority, waitedMs: clock.monotonicMs() - beganMs });
  }

  async #access(call: ApiCall, refused?: Access): Promise<Access> {
    try {
      return await (refused === undefined ? this.#credentials.current() : this.#credentials.renew(refused));
    } catch (error) {
      const message = `cannot read the credentials: ${error instanceof Error ? error.message : String(error)}`;
      throw new ApiError({ code: 0, reason: 'Unauthorized', message, call: call.text }, { cause: error });
    }
  }

  async #send<R>(
    call: ApiCall,
    access: Access,
    signal: AbortSignal,
    read: (answer: IncomingMessage) => Promise<R>,
  ): Promise<R> {
    const headers = {
      accept: 'application/json',
      'user-agent': this.#options.userAgent,
      ...(call.contentType === undefined ? {} : { 'content-type': call.contentType }),
    };
    const { method, path } = call;
    const request = { access, method, path, headers, signal, ...(call.body === undefined ? {} : { body: call.body }) };
    try {
      const answer = await this.#transport.send(request);
      const code = answer.statusCode ?? 0;
      if (code >= 200 && code < 300) return await read(answer);
      const text = await readText(answer, LARGEST_ANSWER_BYTES);
      const nowMs = this.#options.clock.nowMs();
      throw errorOfAnswer({ code, headers: answer.headers, text, call: call.text, nowMs });
    } catch (error) {
      throw asApiError(error, call);
    }
  }
}

interface Task {
  readonly call: ApiCall;
  readonly options: CallOptions;
  readonly stop: AbortSignal;
  readonly deadlineMs: number;
}

function observed({ verb, resource, subresource }: ApiCall): Pick<ApiCall, 'verb' | 'resource' | 'subresource'> {
  return { verb, resource, ...(subresource === undefined ? {} : { subresource }) };
}

function timeoutError(call: ApiCall, limitMs: number): ApiError {
  return new ApiError({ code: 0, reason: 'Timeout', message: `no answer within ${limitMs} ms`, call: call.text });
}

function asApiError(error: unknown, call: ApiCall): ApiError {
  if (isApiError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  // Too long, or not JSON: this is no API server.
  const isUnreadable = error instanceof RangeError || error instanceof SyntaxError;
  const reason = isUnreadable ? 'UnreadableAnswer' : 'Unreachable';
  return new ApiError({ code: 0, reason, message, call: call.text }, { cause: error });
}
