import type { KubernetesObject } from '../../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../../lib/api/resources.js';
import { NAMESPACES, POD_DISRUPTION_BUDGETS, PODS, SIDECARSETS } from '../../../lib/api/resources.js';
import type { Clock } from '../../../lib/cluster/clock.js';
import type { CallOptions, Cluster, Patch, WatchEvent, WatchQuery } from '../../../lib/cluster/cluster.js';
import type { InterceptedCall } from './intercepted-cluster.js';
import { InterceptedCluster } from './intercepted-cluster.js';

/** What a process could know when it began to work on a SidecarSet. */
export interface Knowledge {
  readonly atMs: number;
  /** Versions up to which the process had been shown everything. */
  readonly podsSeen: number;
  readonly sidecarSetsSeen: number;
  readonly namespacesSeen: number;
  /** 0: it has not read them. */
  readonly budgetsSeen: number;
}

/** Who made a write, and what it knew of each SidecarSet that it works on. */
export interface Authorship {
  readonly process: string;
  readonly knew: Readonly<Record<string, Knowledge>>;
}

/** Stands right behind a process: hears what it does and what it is shown. */
export interface Companion {
  /** The cluster as the process is to see it. */
  readonly cluster: Cluster;
  /** The process begins to work on this SidecarSet. */
  begins(sidecarSet: string): void;
}

/** Knows which version of an object was written by which process. */
export class Witness {
  readonly #clock: Clock;
  readonly #begun = new WeakMap<Patch, Authorship>();
  readonly #written = new Map<number, Authorship>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  authorOf(version: number): Authorship | undefined {
    return this.#written.get(version);
  }

  besideProcess(cluster: Cluster, process: string): Companion {
    const knew: Record<string, Knowledge> = {};
    const side = new ProcessSide(cluster, patch => this.#begun.set(patch, { process, knew: { ...knew } }));
    return {
      cluster: side,
      begins: sidecarSet => {
        knew[sidecarSet] = { atMs: this.#clock.monotonicMs(), ...side.seen };
      },
    };
  }

  /** Stands right before the cluster: hears what comes of it, also when the answer gets lost afterwards. */
  besideCluster(cluster: Cluster): Cluster {
    return new ClusterSide(cluster, (patch, version) => {
      const begun = this.#begun.get(patch);
      if (begun !== undefined) this.#written.set(version, begun);
    });
  }
}

class ProcessSide extends InterceptedCluster {
  readonly #seen = new Map<Resource, number>();

  constructor(
    cluster: Cluster,
    private readonly onBegin: (patch: Patch) => void,
  ) {
    super(cluster);
  }

  override async *watch<T extends KubernetesObject>(
    resource: Resource<T>,
    query: WatchQuery,
    options?: CallOptions,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    // A streamed state counts once it is complete; a watch from a version on, since everything before it is known.
    let complete = query.sendInitialEvents !== true;
    if (complete) this.#see(resource, query.resourceVersion);
    for await (const event of this.cluster.watch(resource, query, options)) {
      // It has been taken in when the next one is asked for.
      yield event;
      if (event.type === 'BOOKMARK') complete ||= event.initialEventsEnd;
      const version = event.type === 'BOOKMARK' ? event.resourceVersion : event.object.metadata?.resourceVersion;
      if (complete) this.#see(resource, version ?? '0');
    }
  }

  get seen(): Omit<Knowledge, 'atMs'> {
    const seen = (resource: Resource): number => this.#seen.get(resource) ?? 0;
    return {
      podsSeen: seen(PODS),
      sidecarSetsSeen: seen(SIDECARSETS),
      namespacesSeen: seen(NAMESPACES),
      budgetsSeen: seen(POD_DISRUPTION_BUDGETS),
    };
  }

  protected override around<T>({ patch }: InterceptedCall, run: () => Promise<T>): Promise<T> {
    if (patch !== undefined) this.onBegin(patch);
    return run();
  }

  #see(resource: Resource, version: string): void {
    this.#seen.set(resource, Math.max(this.#seen.get(resource) ?? 0, Number(version)));
  }
}

class ClusterSide extends InterceptedCluster {
  constructor(
    cluster: Cluster,
    private readonly onWritten: (patch: Patch, version: number) => void,
  ) {
    super(cluster);
  }

  protected override async around<T>({ patch }: InterceptedCall, run: () => Promise<T>): Promise<T> {
    const answer = await run();
    if (patch === undefined) return answer;
    const version = (answer as KubernetesObject).metadata?.resourceVersion;
    // A write that changes nothing leaves the version of whoever wrote last.
    if (version !== guardOf(patch)) this.onWritten(patch, Number(version));
    return answer;
  }
}

function guardOf(patch: Patch): unknown {
  if (patch.type === 'json') return undefined;
  return (patch.body['metadata'] as KubernetesObject['metadata'])?.resourceVersion;
}
