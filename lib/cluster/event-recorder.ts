import type { Event } from '../api/kubernetes.generated.js';
import { EVENTS } from '../api/resources.js';
import { isApiError } from './api-error.js';
import { backoffMs } from './backoff.js';
import type { Clock } from './clock.js';
import { sleep, timestampOf } from './clock.js';
import type { CallOptions, Cluster } from './cluster.js';
import type { EventNote, WrittenEvent } from './event-correlator.js';
import { EventCorrelator } from './event-correlator.js';
import type { ClusterObserver } from './observer.js';

/** What a recorder needs. */
export interface EventRecorderOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Who speaks, as `kubectl describe` shows it under "From". */
  readonly component: string;
  /** Which of its replicas. */
  readonly instance?: string;
  readonly observer?: ClusterObserver;
  /** Notes that may wait to be written. Default 1000. */
  readonly queueLimit?: number;
}

/** Writes events. What it is told is worth less than what the caller does: it never blocks and never throws. */
export interface EventRecorder {
  /** The note is written later, counted onto an earlier one, or dropped, which the observer learns. */
  note(note: EventNote): void;
  /** Waits until all is written. When `signal` aborts, what is still waiting is dropped. */
  flush(signal?: AbortSignal): Promise<void>;
}

export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  return new QueueingRecorder(options);
}

interface QueuedNote extends EventNote {
  readonly notedAtMs: number;
}

const MOST_ATTEMPTS = 5;
const BACKOFF = { firstMs: 1_000, maxMs: 10_000 };
const CALL_TIMEOUT_MS = 10_000;
/** The API server takes no longer messages and names. */
const LONGEST_MESSAGE = 1024;
const LONGEST_NAME = 253;

class QueueingRecorder implements EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #correlator: EventCorrelator;
  #queue: QueuedNote[] = [];
  #working: Promise<void> | undefined;
  #giveUp = new AbortController();

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#correlator = new EventCorrelator(options.clock);
  }

  note(note: EventNote): void {
    if (this.#queue.length >= (this.#options.queueLimit ?? 1000)) {
      this.#drop(note, 'queue-full');
      return;
    }
    this.#queue.push({ ...note, notedAtMs: this.#options.clock.nowMs() });
    this.#working ??= this.#work();
  }

  async flush(signal?: AbortSignal): Promise<void> {
    const giveUp = (): void => this.#giveUp.abort(signal?.reason);
    if (signal?.aborted === true) giveUp();
    signal?.addEventListener('abort', giveUp, { once: true });
    await this.#working;
    signal?.removeEventListener('abort', giveUp);
    this.#giveUp = new AbortController();
  }

  /** One event at a time: the next one may be the same, and then it counts up what this one has written. */
  async #work(): Promise<void> {
    // Nothing of this runs inside the caller's note().
    await Promise.resolve();
    for (let note = this.#queue.shift(); note !== undefined; note = this.#queue.shift()) {
      try {
        await this.#write(note);
      } catch (error) {
        this.#drop(note, 'write-failed', error);
      }
    }
    this.#working = undefined;
  }

  async #write(note: QueuedNote): Promise<void> {
    const correlation = this.#correlator.correlate(note);
    if (correlation.kind === 'drop') {
      this.#drop(note, 'too-many-for-object');
      return;
    }
    const message = shorten(correlation.message, LONGEST_MESSAGE);
    const counted = correlation.written && (await this.#countUp(correlation.written, note, message));
    const written = counted ?? (await this.#create(this.#newEvent(note, message)));
    this.#correlator.remember(correlation.key, written);
  }

  /** @returns undefined when the event is gone: the API server keeps them for an hour */
  async #countUp(written: WrittenEvent, note: QueuedNote, message: string): Promise<WrittenEvent | undefined> {
    const count = written.count + 1;
    const body = { count, message, lastTimestamp: timestampOf(note.notedAtMs) };
    try {
      await this.#attempt(call => this.#options.cluster.patch(EVENTS, written, { type: 'merge', body }, call));
      return { ...written, count };
    } catch (error) {
      if (isApiError(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  async #create(
    event: Event & { readonly metadata: { readonly namespace: string; readonly name: string } },
  ): Promise<WrittenEvent> {
    const { namespace, name } = event.metadata;
    try {
      await this.#attempt(call => this.#options.cluster.create(EVENTS, event, call));
    } catch (error) {
      // The name is our own: an earlier attempt got through and only its answer was lost.
      if (!isApiError(error, 'AlreadyExists')) throw error;
    }
    return { namespace, name, count: 1 };
  }

  async #attempt(write: (call: CallOptions) => Promise<unknown>): Promise<void> {
    const { clock, random } = this.#options;
    const { signal } = this.#giveUp;
    for (let failures = 1; ; failures += 1) {
      try {
        signal.throwIfAborted();
        await write({ signal, timeoutMs: CALL_TIMEOUT_MS, priority: 'low' });
        return;
      } catch (error) {
        if (signal.aborted || failures >= MOST_ATTEMPTS || !mayPass(error)) throw error;
        await sleep(clock, backoffMs(failures, BACKOFF, random), signal);
      }
    }
  }

  #newEvent(
    note: QueuedNote,
    message: string,
  ): Event & { readonly metadata: { readonly namespace: string; readonly name: string } } {
    const { component, instance } = this.#options;
    const at = timestampOf(note.notedAtMs);
    return {
      apiVersion: 'v1',
      kind: 'Event',
      // Events on cluster-scoped objects live in `default`: the API server insists.
      metadata: { namespace: note.about.namespace ?? 'default', name: this.#newName(note) },
      involvedObject: note.about,
      type: note.type,
      reason: note.reason,
      message,
      count: 1,
      firstTimestamp: at,
      lastTimestamp: at,
      source: { component },
      reportingComponent: component,
      reportingInstance: instance ?? component,
    };
  }

  #newName({ about, notedAtMs }: QueuedNote): string {
    const chance = BigInt(Math.floor(this.#options.random() * 2 ** 20));
    const suffix = ((BigInt(Math.floor(notedAtMs)) << 20n) | chance).toString(16);
    const prefix = (about.name ?? 'unknown').slice(0, LONGEST_NAME - suffix.length - 1).replace(/[.-]+$/, '');
    return `${prefix}.${suffix}`;
  }

  #drop(note: EventNote, reason: 'queue-full' | 'too-many-for-object' | 'write-failed', error?: unknown): void {
    const { observer } = this.#options;
    observer?.eventDropped?.({ about: note.about, eventReason: note.reason, reason, error });
  }
}

function mayPass(error: unknown): boolean {
  return isApiError(error) && (error.code === 0 || error.code === 429 || error.code >= 500);
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
