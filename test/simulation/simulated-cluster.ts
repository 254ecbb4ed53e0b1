import type { KubernetesObject } from '../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../lib/api/resources.js';
import { NAMESPACES } from '../../lib/api/resources.js';
import type { Clock } from '../../lib/cluster/clock.js';
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
} from '../../lib/cluster/cluster.js';
import type { SeededRandom } from './seeded-random.js';
import type { SimulatedWebhook } from './server/admission.js';
import { AdmissionChain } from './server/admission.js';
import type { Call } from './server/api-server.js';
import { ApiServer } from './server/api-server.js';
import { isFreed, planRemoval } from './server/removal.js';
import { listPage } from './server/list-page.js';
import { ObjectCreator } from './server/object-creator.js';
import { ObjectUpdater } from './server/object-updater.js';
import { bindPod } from './server/pod-binding.js';
import { feedWatch } from './server/watch-feed.js';

/** How a simulated cluster is made. */
export interface SimulatedClusterOptions {
  readonly clock: Clock;
  readonly random: SeededRandom;
  /** Changes that each resource remembers for watches. Default 10,000. */
  readonly historyLimit?: number;
  /** Does it stream its state to a watch that asks for it? Default true; older API servers do not. */
  readonly streamsState?: boolean;
}

const FIRST_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/**
 * An API server in memory. It keeps to the promises of Kubernetes 1.34 that the contract suite names, and refuses in
 * its words. Nothing else of a cluster is in it: no kubelet, scheduler, garbage collector or namespace controller, and
 * no schema of custom resources.
 *
 * It serves every resource of `lib/api/resources.ts` with all rights; `grantedCluster` takes rights away.
 */
export class SimulatedCluster implements Cluster {
  readonly #server: ApiServer;
  readonly #admission: AdmissionChain;
  readonly #creator: ObjectCreator;
  readonly #updater: ObjectUpdater;
  readonly #streamsState: boolean;

  constructor(options: SimulatedClusterOptions) {
    const { clock, random } = options;
    this.#server = new ApiServer(clock, random.fork('api-server'), options.historyLimit ?? 10_000);
    this.#admission = new AdmissionChain(clock);
    this.#creator = new ObjectCreator(this.#server, this.#admission);
    this.#updater = new ObjectUpdater(this.#server, this.#admission);
    this.#streamsState = options.streamsState ?? true;
    for (const name of FIRST_NAMESPACES) this.#creator.store(NAMESPACES, { metadata: { name } });
  }

  /** Lets a webhook take part from now on. @returns a function that takes it away again */
  addWebhook(webhook: SimulatedWebhook): () => void {
    return this.#admission.add(webhook);
  }

  /** Forgets all history, as a compaction does: older watches and page tokens are answered 410 from now on. */
  forgetHistory(): void {
    this.#server.forget();
  }

  async get<T extends KubernetesObject>(resource: Resource<T>, key: ObjectKey, options: CallOptions = {}): Promise<T> {
    const call = await this.#begin({ verb: 'get', resource, key, options });
    return call.stored() as unknown as T;
  }

  async list<T extends KubernetesObject>(
    resource: Resource<T>,
    query: ListQuery = {},
    options: CallOptions = {},
  ): Promise<ObjectPage<T>> {
    const call = await this.#begin({ verb: 'list', resource, query, options });
    const { table, refusals } = call;
    const { revisions, clock } = this.#server;
    const page = listPage({ table, revisions, nowMs: clock.nowMs(), query, matches: call.filter(query), refusals });
    return page as unknown as ObjectPage<T>;
  }

  async *watch<T extends KubernetesObject>(
    resource: Resource<T>,
    query: WatchQuery,
    options: CallOptions = {},
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    const call = await this.#begin({ verb: 'watch', resource, query, options });
    if (query.sendInitialEvents === true && !this.#streamsState) {
      const message =
        'Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled';
      throw call.refusals.invalid([{ field: 'sendInitialEvents', message }]);
    }
    const { table, refusals } = call;
    const { revisions, clock, random } = this.#server;
    const { signal } = options;
    yield* feedWatch<T>({ table, revisions, clock, random, query, matches: call.filter(query), refusals, signal });
  }

  async create<T extends KubernetesObject>(resource: Resource<T>, object: T, options: WriteOptions = {}): Promise<T> {
    const call = await this.#begin({ verb: 'create', resource, key: keyOf(object), options });
    switch (options.subresource) {
      case undefined:
        return (await this.#creator.create(call, object, options.dryRun === true)) as unknown as T;
      case 'binding':
        call.table.put(bindPod(call, object, this.#server.clock.nowMs()));
        return object;
      default:
        throw call.refusals.notSimulated(`create ${resource.plural}/${options.subresource}`);
    }
  }

  async replace<T extends KubernetesObject>(resource: Resource<T>, object: T, options: WriteOptions = {}): Promise<T> {
    const call = await this.#begin({ verb: 'update', resource, key: keyOf(object), options });
    return (await this.#updater.replace(call, object, options)) as unknown as T;
  }

  async patch<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options: WriteOptions = {},
  ): Promise<T> {
    const call = await this.#begin({ verb: 'patch', resource, key, options });
    return (await this.#updater.patch(call, patch, options)) as unknown as T;
  }

  async remove<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    options: RemoveOptions = {},
  ): Promise<void> {
    const call = await this.#begin({ verb: 'delete', resource, key, options });
    const { table, refusals } = call;
    if (options.propagationPolicy !== undefined && options.propagationPolicy !== 'Background') {
      throw refusals.notSimulated(`propagationPolicy ${options.propagationPolicy}`);
    }
    const stored = call.stored();
    const removal = planRemoval({ resource, stored, options, nowMs: this.#server.clock.nowMs(), refusals });
    if (removal.kind === 'gone') table.remove(stored);
    if (removal.kind === 'marked') {
      const marked = table.put(removal.object);
      if (isFreed(marked)) table.remove(marked);
    }
  }

  /** Every call takes effect in a later turn than the one that made it, as over a network. */
  async #begin(request: Parameters<ApiServer['open']>[0] & { readonly options: CallOptions }): Promise<Call> {
    await Promise.resolve();
    request.options.signal?.throwIfAborted();
    return this.#server.open(request);
  }
}

function keyOf({ metadata = {} }: KubernetesObject): ObjectKey {
  const { namespace, name = '' } = metadata;
  return namespace === undefined ? { name } : { namespace, name };
}
