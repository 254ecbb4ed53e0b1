import type { ObjectReference } from '../api/kubernetes.generated.js';
import { BoundedMap } from './bounded-map.js';
import type { Clock } from './clock.js';

/** Something worth telling about an object. */
export interface EventNote {
  readonly about: ObjectReference;
  readonly type: 'Normal' | 'Warning';
  /** One word, the same as in logs and status. */
  readonly reason: string;
  /** For people. */
  readonly message: string;
}

/** An event as the API server has it. */
export interface WrittenEvent {
  readonly namespace: string;
  readonly name: string;
  readonly count: number;
}

/** What a note becomes. */
export type Correlation =
  | { readonly kind: 'drop' }
  /** `written` is the event that told the same before and is counted up now. */
  | { readonly kind: 'write'; readonly key: string; readonly message: string; readonly written?: WrittenEvent };

interface Similar {
  readonly messages: ReadonlySet<string>;
  readonly atMs: number;
}

interface Allowance {
  readonly tokens: number;
  readonly atMs: number;
}

/** Objects, groups and events that are remembered; the oldest go first. */
const MOST_REMEMBERED = 4096;
/** Different messages of one reason on one object that are told apart within {@link SIMILAR_WITHIN_MS}. */
const MOST_SIMILAR = 10;
const SIMILAR_WITHIN_MS = 600_000;
/** Events on one object: this many at once, then one in five minutes. */
const BURST_PER_OBJECT = 25;
const REFILL_MS = 300_000;

/**
 * Keeps events from flooding the API server, by the rules and numbers of client-go's event correlator: the same note
 * again counts up; similar notes beyond ten in ten minutes become one; an object that causes too many causes no more.
 */
export class EventCorrelator {
  readonly #clock: Clock;
  readonly #similar = new BoundedMap<Similar>(MOST_REMEMBERED);
  readonly #written = new BoundedMap<WrittenEvent>(MOST_REMEMBERED);
  readonly #allowances = new BoundedMap<Allowance>(MOST_REMEMBERED);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  correlate(note: EventNote): Correlation {
    const object = keyOfObject(note.about);
    const group = JSON.stringify([object, note.type, note.reason]);
    const combined = this.#isOneOfTooMany(group, note.message);
    if (!this.#spend(object)) return { kind: 'drop' };
    const key = combined ? group : JSON.stringify([group, note.message]);
    const message = combined ? `(combined from similar events): ${note.message}` : note.message;
    const written = this.#written.get(key);
    return written === undefined ? { kind: 'write', key, message } : { kind: 'write', key, message, written };
  }

  /** The API server has it now. */
  remember(key: string, event: WrittenEvent): void {
    this.#written.set(key, event);
  }

  #isOneOfTooMany(group: string, message: string): boolean {
    const nowMs = this.#clock.monotonicMs();
    const before = this.#similar.get(group);
    const fresh =
      before !== undefined && nowMs - before.atMs <= SIMILAR_WITHIN_MS ? before.messages : new Set<string>();
    const isKnown = fresh.has(message);
    const tooMany = !isKnown && fresh.size >= MOST_SIMILAR;
    const messages = isKnown || tooMany ? fresh : new Set([...fresh, message]);
    this.#similar.set(group, { messages, atMs: nowMs });
    return tooMany;
  }

  #spend(object: string): boolean {
    const nowMs = this.#clock.monotonicMs();
    const { tokens, atMs } = this.#allowances.get(object) ?? { tokens: BURST_PER_OBJECT, atMs: nowMs };
    const filled = Math.min(BURST_PER_OBJECT, tokens + (nowMs - atMs) / REFILL_MS);
    const allowed = filled >= 1;
    this.#allowances.set(object, { tokens: allowed ? filled - 1 : filled, atMs: nowMs });
    return allowed;
  }
}

function keyOfObject({ kind, namespace, name, uid }: ObjectReference): string {
  return JSON.stringify([kind, namespace, name, uid]);
}
