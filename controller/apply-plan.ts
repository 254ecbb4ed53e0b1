import type { Pod } from '../lib/api/kubernetes.generated.js';
import { PODS, SIDECARSETS } from '../lib/api/resources.js';
import type { SidecarSet, SidecarSetStatus } from '../lib/api/sidecarset.generated.js';
import { isApiError } from '../lib/cluster/api-error.js';
import type { Cluster, WriteOptions } from '../lib/cluster/cluster.js';
import type { StoreView } from '../lib/cluster/store-view.js';
import type { RolloutPlan } from '../lib/decide/rollout/rollout-plan.js';
import type { Step } from '../lib/decide/rollout/rollout-step.js';
import { isLastingRefusal } from './refused-writes.js';

/** How a write ended: `moved` means that the object changed or went since it was read, so it is judged anew. */
export type WriteEnd = 'written' | 'moved';

/** Told of every write, once it is over. */
export type WriteListener = (step: Step, end: WriteEnd) => void;

/** What the application of plans needs. */
export interface ApplyOptions {
  readonly cluster: Cluster;
  readonly pods: StoreView<Pod>;
  readonly sidecarSets: StoreView<SidecarSet>;
  /** Writes on pods that are under way at the same time. */
  readonly parallelWrites: number;
  readonly onWrite: WriteListener;
  /** Told of every write that the API server will not have, now and if asked again. */
  readonly onRefusal: (step: Step, error: unknown) => void;
  /** Told of every write that failed otherwise. */
  readonly onFailure: (step: Step, error: unknown) => void;
}

/**
 * Carries out the steps of a plan, in their order and several at a time. A step whose pod has moved since is left out.
 *
 * @throws AggregateError of the ApiErrors of the steps that failed otherwise; the others have been carried out
 */
export async function applySteps(steps: RolloutPlan['steps'], options: ApplyOptions): Promise<void> {
  const errors: unknown[] = [];
  const waiting = steps.values();
  const worker = async (): Promise<void> => {
    for (const step of waiting) {
      try {
        options.onWrite(step, await writePod(step, options));
      } catch (error) {
        if (isLastingRefusal(error)) {
          options.onRefusal(step, error);
        } else {
          options.onFailure(step, error);
          errors.push(error);
        }
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.parallelWrites, steps.length) }, worker));
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of ${steps.length} pod writes failed`);
}

async function writePod(step: Step, { cluster, pods }: ApplyOptions): Promise<WriteEnd> {
  const { namespace, name } = step;
  const patch = { type: 'strategic', body: step.patch } as const;
  try {
    pods.fold(await cluster.patch(PODS, { namespace, name }, patch, optionsOf(step)));
    return 'written';
  } catch (error) {
    if (isApiError(error, 'Conflict', 'NotFound')) return 'moved';
    throw error;
  }
}

function optionsOf(step: Step): WriteOptions {
  switch (step.kind) {
    case 'cold-upgrade':
    case 'fill-slot':
    case 'empty-slot':
      return {};
    case 'mark-reshaped':
      return { subresource: 'status' };
    default:
      return unreachable(step);
  }
}

function unreachable(step: never): never {
  throw new TypeError(`no way is known to carry out ${JSON.stringify(step)}`);
}

/**
 * Writes the status of a SidecarSet, guarded by the version that the decision read. When the SidecarSet has moved since,
 * nothing is written.
 *
 * @throws ApiError
 */
export async function applyStatus(
  sidecarSet: SidecarSet,
  status: SidecarSetStatus,
  { cluster, sidecarSets }: Pick<ApplyOptions, 'cluster' | 'sidecarSets'>,
): Promise<WriteEnd> {
  // A field that a merge patch leaves out stays as it was.
  const gone = Object.keys(sidecarSet.status ?? {}).filter(field => !Object.hasOwn(status, field));
  const whole = { ...Object.fromEntries(gone.map(field => [field, null])), ...status };
  const body = { metadata: { resourceVersion: sidecarSet.metadata?.resourceVersion }, status: whole };
  try {
    const key = { name: sidecarSet.metadata?.name ?? '' };
    sidecarSets.fold(await cluster.patch(SIDECARSETS, key, { type: 'merge', body }, { subresource: 'status' }));
    return 'written';
  } catch (error) {
    if (isApiError(error, 'Conflict', 'NotFound')) return 'moved';
    throw error;
  }
}
