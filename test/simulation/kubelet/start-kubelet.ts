import type { Pod } from '../../../lib/api/kubernetes.generated.js';
import { PODS } from '../../../lib/api/resources.js';
import { isApiError } from '../../../lib/cluster/api-error.js';
import type { Clock } from '../../../lib/cluster/clock.js';
import { sleep } from '../../../lib/cluster/clock.js';
import type { Cluster } from '../../../lib/cluster/cluster.js';
import type { FaultKind } from '../faults/fault-kinds.js';
import type { SeededRandom } from '../seeded-random.js';
import { followObjects } from './follow-objects.js';
import type { ImageCatalogue } from './image-catalogue.js';
import { anyImageWorks } from './image-catalogue.js';
import type { DrawDelay, KubeletDelays } from './kubelet-delays.js';
import { drawDelays } from './kubelet-delays.js';
import { keepNodeAlive } from './node-heartbeat.js';
import { bindPods } from './pod-binder.js';
import { PodRun } from './pod-run.js';
import { StatusWriter } from './status-writer.js';

/** How a simulated kubelet is made. */
export interface KubeletOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly nodeName: string;
  /** Default: every image works. */
  readonly images?: ImageCatalogue;
  readonly delays?: Partial<KubeletDelays>;
  /** Take every pod that has no node, as a scheduler would. Default false. */
  readonly bindsPods?: boolean;
  /** Register a Node and renew its Lease. Default true. */
  readonly registersNode?: boolean;
  /** Told of each trouble with an image or its program, as it happens. */
  readonly onFault?: (kind: FaultKind) => void;
}

/** A running kubelet. */
export interface Kubelet {
  /** How many pods it runs. */
  readonly podCount: number;
  /** Ends it, as if the node had lost its power: pods keep the status that they have. */
  stop(): Promise<void>;
}

/**
 * Starts a simulated kubelet. It knows nothing of the cluster but the port, so it runs pods of a simulated cluster and
 * of a real API server alike; it keeps nothing of them but a few numbers and timers, so it runs thousands.
 */
export function startKubelet(options: KubeletOptions): Kubelet {
  const stop = new AbortController();
  const { signal } = stop;
  const { cluster, clock, nodeName } = options;
  const pods = new PodTable(options, signal);
  const work = [
    followObjects({
      cluster,
      clock,
      signal,
      resource: PODS,
      query: { fieldSelector: `spec.nodeName=${nodeName}` },
      onPresent: pod => pods.observe(pod),
      onGone: pod => pods.forget(pod),
    }),
  ];
  if (options.registersNode !== false) work.push(keepNodeAlive({ cluster, clock, nodeName, signal }));
  if (options.bindsPods === true) work.push(bindPods({ cluster, clock, nodeName, signal }));
  return {
    get podCount() {
      return pods.size;
    },
    async stop() {
      stop.abort(new Error(`the kubelet of ${nodeName} stopped`));
      pods.forgetAll();
      await Promise.all(work);
    },
  };
}

/** One pod and what writes for it. */
interface Entry {
  readonly run: PodRun;
  readonly writer: StatusWriter;
  deleting: boolean;
}

const RETRY_MS = 1_000;

class PodTable {
  readonly #entries = new Map<string, Entry>();
  readonly #draw: DrawDelay;
  readonly #random: SeededRandom;
  #podsSoFar = 0;
  #containersSoFar = 0;

  constructor(
    private readonly options: KubeletOptions,
    private readonly signal: AbortSignal,
  ) {
    this.#random = options.random.fork(`kubelet ${options.nodeName}`);
    this.#draw = drawDelays(this.#random.fork('delays'), options.delays);
  }

  get size(): number {
    return this.#entries.size;
  }

  observe(pod: Pod): void {
    const uid = pod.metadata?.uid ?? '';
    const over = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    const known = this.#entries.get(uid);
    if (known === undefined && over) return;
    const entry = known ?? this.#admit(pod);
    entry.run.observe(pod);
    if (pod.metadata?.deletionTimestamp === undefined || entry.deleting) return;
    entry.deleting = true;
    void this.#terminate(pod, entry);
  }

  forget(pod: Pod): void {
    const uid = pod.metadata?.uid ?? '';
    this.#entries.get(uid)?.run.stop();
    this.#entries.delete(uid);
  }

  forgetAll(): void {
    for (const { run } of this.#entries.values()) run.stop();
    this.#entries.clear();
  }

  #admit(pod: Pod): Entry {
    const { cluster, clock, images = anyImageWorks, onFault = () => undefined } = this.options;
    this.#podsSoFar += 1;
    const host = {
      clock,
      images,
      onFault,
      draw: this.#draw,
      newContainerID: () => `containerd://${(this.#containersSoFar += 1).toString(16).padStart(64, '0')}`,
      changed: () => void writer.write(),
    };
    const run = new PodRun(pod, host, podIP(this.#podsSoFar));
    const writer = new StatusWriter({ cluster, clock, pod, status: () => run.status(), signal: this.signal });
    const entry = { run, writer, deleting: false };
    this.#entries.set(run.uid, entry);
    run.begin();
    void writer.write();
    return entry;
  }

  /** Stops the containers within the time of grace, says so, and lets the API server remove the pod. */
  async #terminate(pod: Pod, { run, writer }: Entry): Promise<void> {
    const { cluster, clock } = this.options;
    const { signal } = this;
    const { namespace = '', name = '', uid = '', deletionGracePeriodSeconds = 30 } = pod.metadata ?? {};
    await sleep(clock, Math.min(this.#draw('stop'), deletionGracePeriodSeconds * 1000), signal);
    run.stop();
    await writer.write();
    while (!signal.aborted) {
      try {
        const preconditions = { uid };
        await cluster.remove(PODS, { namespace, name }, { gracePeriodSeconds: 0, preconditions, signal });
        return;
      } catch (error) {
        if (error !== signal.reason && !isApiError(error)) throw error;
        if (isApiError(error, 'NotFound', 'Conflict')) return;
        await sleep(clock, RETRY_MS, signal);
      }
    }
  }
}

/** 10.x.y.z, another one for each of sixteen million pods. */
function podIP(number: number): string {
  return `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
}
