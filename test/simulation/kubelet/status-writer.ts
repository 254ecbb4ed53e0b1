import type { Pod, PodStatus } from '../../../lib/api/kubernetes.generated.js';
import { PODS } from '../../../lib/api/resources.js';
import { isApiError } from '../../../lib/cluster/api-error.js';
import type { Clock } from '../../../lib/cluster/clock.js';
import { sleep } from '../../../lib/cluster/clock.js';
import type { Cluster, ObjectKey } from '../../../lib/cluster/cluster.js';

const RETRY_MS = 1_000;

/** Whose status is written, and how. */
export interface StatusWriterOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly pod: Pod;
  readonly status: () => PodStatus;
  readonly signal: AbortSignal;
}

/**
 * Writes one pod's status as the kubelet does: a strategic patch of the status subresource with the pod's uid in it, one
 * at a time; what changes meanwhile goes into the next one.
 */
export class StatusWriter {
  readonly #key: ObjectKey;
  readonly #uid: string;
  #dirty = false;
  #writing: Promise<void> | undefined;

  constructor(private readonly options: StatusWriterOptions) {
    const { namespace = '', name = '', uid = '' } = options.pod.metadata ?? {};
    this.#key = { namespace, name };
    this.#uid = uid;
  }

  /** Resolves once the status as of now is stored, or the pod is gone. */
  write(): Promise<void> {
    this.#dirty = true;
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    const { clock, signal } = this.options;
    // Changes of one moment go together.
    await Promise.resolve();
    while (this.#dirty && !signal.aborted) {
      this.#dirty = false;
      if (await this.#writeOnce()) continue;
      this.#dirty = true;
      await sleep(clock, RETRY_MS, signal);
    }
  }

  /** @returns false to try again */
  async #writeOnce(): Promise<boolean> {
    const { cluster, status, signal } = this.options;
    const body = { metadata: { uid: this.#uid }, status: forPatch(status()) };
    try {
      await cluster.patch(PODS, this.#key, { type: 'strategic', body }, { subresource: 'status', signal });
      return true;
    } catch (error) {
      if (error === signal.reason) return true;
      if (!isApiError(error)) throw error;
      // The pod is gone, or another one has its name.
      return isApiError(error, 'NotFound', 'Invalid');
    }
  }
}

/** A strategic patch keeps what it does not name: a reason that no longer holds has to be taken away. */
function forPatch(status: PodStatus): object {
  return { ...status, conditions: status.conditions?.map(condition => ({ reason: null, ...condition })) };
}
