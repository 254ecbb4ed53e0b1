import type { Pod } from '../lib/api/kubernetes.generated.js';
import { PODS } from '../lib/api/resources.js';
import { isApiError } from '../lib/cluster/api-error.js';
import type { Cluster, ObjectKey } from '../lib/cluster/cluster.js';
import type { StoreView } from '../lib/cluster/store-view.js';

/**
 * Pods whose write may or may not have happened: the answer was lost. Whoever plans without knowing would take another
 * pod beside them and break the budget, so they are read again first.
 */
export class UnknownOutcomes {
  readonly #pods = new Map<string, Map<string, ObjectKey>>();

  /** Notes a write that failed in a way that leaves open whether it happened; a plain refusal is none. */
  note(sidecarSet: string, pod: ObjectKey, error: unknown): void {
    if (isRefusal(error)) return;
    const known = this.#pods.get(sidecarSet) ?? new Map<string, ObjectKey>();
    this.#pods.set(sidecarSet, known.set(`${pod.namespace ?? ''}/${pod.name}`, pod));
  }

  /** The SidecarSets that have pods in question. */
  get sidecarSets(): readonly string[] {
    return [...this.#pods.keys()];
  }

  /**
   * Reads the pods in question and folds them into the store.
   *
   * @throws ApiError when one cannot be read: nothing is known then, so nothing may be planned
   */
  async settle(
    sidecarSet: string,
    { cluster, pods }: { readonly cluster: Pick<Cluster, 'get'>; readonly pods: StoreView<Pod> },
  ): Promise<void> {
    const known = this.#pods.get(sidecarSet);
    for (const [id, key] of known ?? []) {
      await readAgain(key, { cluster, pods });
      known?.delete(id);
    }
  }
}

async function readAgain(
  key: ObjectKey,
  { cluster, pods }: { readonly cluster: Pick<Cluster, 'get'>; readonly pods: StoreView<Pod> },
): Promise<void> {
  try {
    pods.fold(await cluster.get(PODS, key));
  } catch (error) {
    // The watch tells of its end.
    if (!isApiError(error, 'NotFound')) throw error;
  }
}

/** The API server has said no: 4xx, and not that it took too long. */
function isRefusal(error: unknown): boolean {
  return isApiError(error) && error.code >= 400 && error.code < 500 && error.code !== 408;
}
