import type { KubernetesObject } from '../../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../../lib/api/resources.js';
import type { Clock } from '../../../lib/cluster/clock.js';
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

/** What a mortal process is made of. */
export interface MortalProcessOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** Dies at the so-manieth await of a call, counted from 1: each call has one before and one after it takes effect. */
  readonly diesAtAwait?: number;
  /** Called once, when it dies: at an await that was fixed before, or at any other time. */
  readonly onDeath?: (atAwait: boolean) => void;
}

/**
 * A process that can die at any await. It is given this cluster and this clock instead of the real ones. Once dead, its
 * calls and watches never return and its timers never fire, so that whatever it was doing stops where it stood, while
 * what it had already asked of the cluster takes its course.
 */
export class MortalProcess {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly #options: MortalProcessOptions;
  #awaits = 0;
  #lastAwait: number;
  #dead = false;

  constructor(options: MortalProcessOptions) {
    this.#options = options;
    this.#lastAwait = options.diesAtAwait ?? Infinity;
    this.cluster = new MortalCluster(options.cluster, this);
    const { clock } = options;
    this.clock = {
      nowMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs(),
      schedule: (delayMs, run) =>
        clock.schedule(delayMs, () => {
          if (!this.#dead) run();
        }),
    };
  }

  /** Awaits so far: runs of a simulation that die at each of 1 to this number have died everywhere. */
  get awaits(): number {
    return this.#awaits;
  }

  get dead(): boolean {
    return this.#dead;
  }

  die(): void {
    this.#die(false);
  }

  /** It will die at the so-manieth await from now on, counted from 1. */
  dieAtAwait(awaits: number): void {
    this.#lastAwait = this.#awaits + awaits;
  }

  /** A point at which the process may die; a dead one never gets past it. */
  async pass(): Promise<void> {
    if (!this.#dead) {
      this.#awaits += 1;
      if (this.#awaits === this.#lastAwait) this.#die(true);
    }
    await this.survive();
  }

  /** Never returns to a dead process. */
  async survive(): Promise<void> {
    if (this.#dead) await new Promise<never>(() => undefined);
  }

  #die(atAwait: boolean): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#options.onDeath?.(atAwait);
  }
}

class MortalCluster implements Cluster {
  constructor(
    private readonly cluster: Cluster,
    private readonly process: MortalProcess,
  ) {}

  get<T extends KubernetesObject>(resource: Resource<T>, key: ObjectKey, options?: CallOptions): Promise<T> {
    return this.#call(() => this.cluster.get(resource, key, options));
  }

  list<T extends KubernetesObject>(
    resource: Resource<T>,
    query?: ListQuery,
    options?: CallOptions,
  ): Promise<ObjectPage<T>> {
    return this.#call(() => this.cluster.list(resource, query, options));
  }

  async *watch<T extends KubernetesObject>(
    resource: Resource<T>,
    query: WatchQuery,
    options?: CallOptions,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    await this.process.pass();
    try {
      for await (const event of this.cluster.watch(resource, query, options)) {
        await this.process.survive();
        yield event;
      }
    } finally {
      await this.process.survive();
    }
  }

  create<T extends KubernetesObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<T> {
    return this.#call(() => this.cluster.create(resource, object, options));
  }

  replace<T extends KubernetesObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<T> {
    return this.#call(() => this.cluster.replace(resource, object, options));
  }

  patch<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<T> {
    return this.#call(() => this.cluster.patch(resource, key, patch, options));
  }

  remove<T extends KubernetesObject>(resource: Resource<T>, key: ObjectKey, options?: RemoveOptions): Promise<void> {
    return this.#call(() => this.cluster.remove(resource, key, options));
  }

  async #call<T>(run: () => Promise<T>): Promise<T> {
    await this.process.pass();
    try {
      return await run();
    } finally {
      await this.process.pass();
    }
  }
}
