import type {
  KubernetesObject,
  Lease,
  Namespace,
  Pod,
  PodDisruptionBudget,
} from '../../../lib/api/kubernetes.generated.js';
import { LEADER_LEASE } from '../../../lib/api/permissions.js';
import type { Resource } from '../../../lib/api/resources.js';
import { LEASES, NAMESPACES, POD_DISRUPTION_BUDGETS, PODS, SIDECARSETS } from '../../../lib/api/resources.js';
import type { SidecarSet } from '../../../lib/api/sidecarset.generated.js';
import type { Clock } from '../../../lib/cluster/clock.js';
import type { Cluster } from '../../../lib/cluster/cluster.js';
import type { Authorship, Witness } from './witness.js';

/** The cluster as it really is at one version. */
export interface Truth {
  readonly version: number;
  readonly atMs: number;
  /** By namespace/name. */
  readonly pods: ReadonlyMap<string, Pod>;
  /** By name. */
  readonly sidecarSets: ReadonlyMap<string, SidecarSet>;
  /** By name. */
  readonly namespaces: ReadonlyMap<string, Namespace>;
  /** By namespace/name. */
  readonly budgets: ReadonlyMap<string, PodDisruptionBudget>;
  /** Who holds the operator's lease. */
  readonly leader: string;
}

/** One change of the cluster. */
export type Entry =
  | EntryOf<'pod', Pod>
  | EntryOf<'sidecarset', SidecarSet>
  | EntryOf<'namespace', Namespace>
  | EntryOf<'budget', PodDisruptionBudget>
  | EntryOf<'lease', Lease>;

interface EntryOf<K, T> {
  readonly kind: K;
  readonly key: string;
  readonly version: number;
  readonly before?: T;
  /** Absent: it is gone. */
  readonly after?: T;
  /** Absent: not the operator's write. */
  readonly author?: Authorship;
  /** The cluster before this change and after it. */
  readonly from: Truth;
  readonly to: Truth;
}

interface Arrival {
  readonly kind: Entry['kind'];
  readonly object: KubernetesObject;
  readonly gone: boolean;
  readonly version: number;
  readonly atMs: number;
}

const BEGINNING: Truth = {
  version: 0,
  atMs: 0,
  pods: new Map(),
  sidecarSets: new Map(),
  namespaces: new Map(),
  budgets: new Map(),
  leader: '',
};

/** Everything that happened in the cluster, in order, as somebody sees it from whom nothing is kept. */
export class Journal {
  readonly #arrivals: Arrival[] = [];
  readonly #truths: Truth[] = [BEGINNING];
  readonly #witness: Witness;

  constructor(witness: Witness) {
    this.#witness = witness;
  }

  /** Follows a cluster until `signal` aborts. */
  follow(cluster: Cluster, clock: Clock, signal: AbortSignal): void {
    const follow = async <T extends KubernetesObject>(kind: Entry['kind'], resource: Resource<T>): Promise<void> => {
      const query = { resourceVersion: '0', timeoutSeconds: 10_000_000 };
      for await (const event of cluster.watch(resource, query, { signal })) {
        if (event.type === 'BOOKMARK') continue;
        const version = Number(event.object.metadata?.resourceVersion);
        const gone = event.type === 'DELETED';
        this.#arrivals.push({ kind, object: event.object, gone, version, atMs: clock.monotonicMs() });
      }
    };
    for (const work of [
      follow('pod', PODS),
      follow('sidecarset', SIDECARSETS),
      follow('namespace', NAMESPACES),
      follow('budget', POD_DISRUPTION_BUDGETS),
      follow('lease', LEASES),
    ]) {
      work.catch((error: unknown) => {
        if (error !== signal.reason) throw error;
      });
    }
  }

  get now(): Truth {
    return this.#truths.at(-1) as Truth;
  }

  /** The states of the cluster from the one that was in force at `version` on, up to `end`. */
  between(version: number, end: Truth): readonly Truth[] {
    const truths = this.#truths;
    const known = truths.findLastIndex(truth => truth.version <= version);
    return truths.slice(Math.max(0, known), truths.lastIndexOf(end) + 1);
  }

  /** The states of the cluster from the one that was in force at a moment on, up to `end`. */
  since(atMs: number, end: Truth): readonly Truth[] {
    return this.between(this.before(atMs).version, end);
  }

  /** The state of the cluster just before a moment. */
  before(atMs: number): Truth {
    return this.#truths.findLast(truth => truth.atMs < atMs) ?? (this.#truths[0] as Truth);
  }

  /** What has happened since the last time. */
  read(): readonly Entry[] {
    return this.#arrivals
      .splice(0)
      .toSorted((a, b) => a.version - b.version)
      .map(arrival => this.#enter(arrival));
  }

  #enter({ kind, object, gone, version, atMs }: Arrival): Entry {
    const from = this.now;
    const { namespace, name = '' } = object.metadata ?? {};
    const key = namespace === undefined ? name : `${namespace}/${name}`;
    const after = gone ? undefined : object;
    const to = {
      version,
      atMs,
      pods: kind === 'pod' ? changed(from.pods, key, after as Pod | undefined) : from.pods,
      sidecarSets: kind === 'sidecarset' ? changed(from.sidecarSets, key, after as SidecarSet) : from.sidecarSets,
      namespaces: kind === 'namespace' ? changed(from.namespaces, key, after as Namespace) : from.namespaces,
      budgets: kind === 'budget' ? changed(from.budgets, key, after as PodDisruptionBudget) : from.budgets,
      leader: kind === 'lease' && name === LEADER_LEASE ? ((after as Lease).spec?.holderIdentity ?? '') : from.leader,
    };
    this.#truths.push(to);
    const before = kind === 'pod' ? from.pods.get(key) : kind === 'sidecarset' ? from.sidecarSets.get(key) : undefined;
    const author = this.#witness.authorOf(version);
    return {
      ...{ kind, key, version, from, to },
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      ...(author === undefined ? {} : { author }),
    } as Entry;
  }
}

function changed<T>(map: ReadonlyMap<string, T>, key: string, value: T | undefined): ReadonlyMap<string, T> {
  const copy = new Map(map);
  if (value === undefined) copy.delete(key);
  else copy.set(key, value);
  return copy;
}
