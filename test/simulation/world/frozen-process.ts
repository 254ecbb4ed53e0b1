import type { KubernetesObject } from '../../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../../lib/api/resources.js';
import type { Clock } from '../../../lib/cluster/clock.js';
import type { CallOptions, Cluster, WatchEvent, WatchQuery } from '../../../lib/cluster/cluster.js';
import type { InterceptedCall } from './intercepted-cluster.js';
import { InterceptedCluster } from './intercepted-cluster.js';

/**
 * A process that can stand still for a while, as under SIGSTOP or in a machine that is being moved. Its timers and
 * answers wait until it goes on; time itself and what it had asked of the cluster before do not.
 */
export class FrozenProcess {
  readonly cluster: Cluster;
  readonly clock: Clock;
  #thaw: (() => void) | undefined;
  #thawed: Promise<void> = Promise.resolve();
  readonly #late: (() => void)[] = [];

  constructor(cluster: Cluster, clock: Clock) {
    this.cluster = new FrozenCluster(cluster, this);
    this.clock = {
      nowMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs(),
      schedule: (delayMs, run) => {
        let waits = true;
        const runOnce = (): void => {
          if (waits) run();
        };
        const cancel = clock.schedule(delayMs, () => {
          if (this.#thaw === undefined) runOnce();
          else this.#late.push(runOnce);
        });
        return () => {
          waits = false;
          cancel();
        };
      },
    };
  }

  freeze(): void {
    if (this.#thaw !== undefined) return;
    this.#thawed = new Promise(resolve => (this.#thaw = resolve));
  }

  /** Goes on: timers that are due run before answers that have arrived, as in Node's event loop. */
  thaw(): void {
    const thaw = this.#thaw;
    this.#thaw = undefined;
    for (const run of this.#late.splice(0)) run();
    thaw?.();
  }

  /** Returns while the process runs. */
  async pass(): Promise<void> {
    while (this.#thaw !== undefined) await this.#thawed;
  }
}

class FrozenCluster extends InterceptedCluster {
  constructor(
    cluster: Cluster,
    private readonly process: FrozenProcess,
  ) {
    super(cluster);
  }

  override async *watch<T extends KubernetesObject>(
    resource: Resource<T>,
    query: WatchQuery,
    options?: CallOptions,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    await this.process.pass();
    try {
      for await (const event of this.cluster.watch(resource, query, options)) {
        await this.process.pass();
        yield event;
      }
    } finally {
      await this.process.pass();
    }
  }

  protected override async around<T>(_call: InterceptedCall, run: () => Promise<T>): Promise<T> {
    await this.process.pass();
    try {
      return await run();
    } finally {
      await this.process.pass();
    }
  }
}
