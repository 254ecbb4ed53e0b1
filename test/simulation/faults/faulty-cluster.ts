import type { KubernetesObject } from '../../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../../lib/api/resources.js';
import { ApiError, isApiError } from '../../../lib/cluster/api-error.js';
import type { Clock } from '../../../lib/cluster/clock.js';
import { sleep } from '../../../lib/cluster/clock.js';
import type {
  CallOptions,
  Cluster,
  ListQuery,
  ObjectKey,
  ObjectPage,
  Patch,
  RemoveOptions,
  WatchEvent,
  WatchQuery,
  WriteOptions,
} from '../../../lib/cluster/cluster.js';
import type { SeededRandom } from '../seeded-random.js';
import type { FaultKind } from './fault-kinds.js';
import type { FaultPlan, Range } from './fault-plan.js';

/** What a faulty cluster is made of. */
export interface FaultyClusterOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly plan: FaultPlan;
  /** Told of each fault as it happens. */
  readonly onFault?: (kind: FaultKind) => void;
}

type Kind = 'read' | 'write' | 'guarded';

/** Any cluster, seen through a bad network and served by a bad day. Whatever the cluster itself promises still holds. */
export class FaultyCluster implements Cluster {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #onFault: (kind: FaultKind) => void;
  /** May be changed at any time; `{}` ends all faults. */
  plan: FaultPlan;

  constructor({ cluster, clock, random, plan, onFault }: FaultyClusterOptions) {
    this.#cluster = cluster;
    this.#clock = clock;
    this.#random = random.fork('faults');
    this.#onFault = onFault ?? (() => undefined);
    this.plan = plan;
  }

  get<T extends KubernetesObject>(resource: Resource<T>, key: ObjectKey, options?: CallOptions): Promise<T> {
    return this.#call('read', options, () => this.#cluster.get(resource, key, options));
  }

  list<T extends KubernetesObject>(
    resource: Resource<T>,
    query?: ListQuery,
    options?: CallOptions,
  ): Promise<ObjectPage<T>> {
    return this.#call('read', options, () => this.#cluster.list(resource, query, options));
  }

  async *watch<T extends KubernetesObject>(
    resource: Resource<T>,
    query: WatchQuery,
    options?: CallOptions,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    await this.#call('read', options, () => Promise.resolve());
    for await (const event of this.#cluster.watch(resource, query, options)) {
      await this.#wait('late-event', this.plan.watchDelayMs, options?.signal);
      options?.signal?.throwIfAborted();
      if (this.#befalls('closed-watch', this.plan.closedWatches)) return;
      this.#breakWatch();
      yield event;
      if (this.#befalls('repeated-event', this.plan.repeatedEvents)) yield event;
    }
  }

  create<T extends KubernetesObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<T> {
    return this.#call('write', options, () => this.#cluster.create(resource, object, options));
  }

  replace<T extends KubernetesObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<T> {
    return this.#call('guarded', options, () => this.#cluster.replace(resource, object, options));
  }

  patch<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<T> {
    return this.#call('guarded', options, () => this.#cluster.patch(resource, key, patch, options));
  }

  remove<T extends KubernetesObject>(resource: Resource<T>, key: ObjectKey, options?: RemoveOptions): Promise<void> {
    return this.#call('write', options, () => this.#cluster.remove(resource, key, options));
  }

  async #call<T>(kind: Kind, options: CallOptions | undefined, run: () => Promise<T>): Promise<T> {
    const { plan } = this;
    await this.#wait('slow-call', plan.delayMs, options?.signal);
    options?.signal?.throwIfAborted();
    if (this.#befalls('lost-call', plan.lostCalls)) throw fault(0, 'Unreachable', 'connect ECONNREFUSED');
    if (this.#befalls('throttled-call', plan.throttled)) {
      throw fault(429, 'TooManyRequests', 'please try again later', 1000);
    }
    if (this.#befalls('server-error', plan.serverErrors)) throw this.#serverError();
    if (kind === 'guarded' && this.#befalls('false-conflict', plan.conflicts)) {
      throw fault(409, 'Conflict', 'the object has been modified; please apply your changes to the latest version');
    }
    const answer = await this.#noteConflict(run);
    await this.#wait('slow-call', plan.delayMs, options?.signal);
    options?.signal?.throwIfAborted();
    if (this.#befalls('lost-answer', plan.lostAnswers)) throw fault(0, 'Unreachable', 'read ECONNRESET');
    return answer;
  }

  async #noteConflict<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (isApiError(error, 'Conflict')) this.#onFault('true-conflict');
      throw error;
    }
  }

  #breakWatch(): void {
    if (this.#befalls('broken-watch', this.plan.brokenWatches)) throw fault(0, 'Unreachable', 'the watch broke off');
    if (this.#befalls('expired-watch', this.plan.expiredWatches))
      throw fault(410, 'Expired', 'too old resource version');
  }

  #serverError(): ApiError {
    const [code, reason, message] = this.#random.pick([
      [500, 'InternalError', 'Internal error occurred: etcdserver: leader changed'],
      [503, 'ServiceUnavailable', 'apiserver is shutting down'],
      [504, 'Timeout', 'request did not complete within the allotted timeout'],
    ] as const);
    return fault(code, reason, message);
  }

  /** Draws for a plan's share only when there is one, so that a plan without a fault draws nothing for it. */
  #befalls(kind: FaultKind, share: number | undefined): boolean {
    const happens = share !== undefined && share > 0 && this.#random.chance(share);
    if (happens) this.#onFault(kind);
    return happens;
  }

  async #wait(kind: FaultKind, range: Range | undefined, signal: AbortSignal | undefined): Promise<void> {
    if (range === undefined) return;
    this.#onFault(kind);
    await sleep(this.#clock, this.#random.between(range.least, range.most), signal);
  }
}

function fault(code: number, reason: string, message: string, retryAfterMs?: number): ApiError {
  const details = { code, reason, message, call: 'simulated fault' };
  return new ApiError(retryAfterMs === undefined ? details : { ...details, retryAfterMs });
}
