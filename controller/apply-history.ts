import type { ControllerRevision } from '../lib/api/kubernetes.generated.js';
import { CONTROLLER_REVISIONS } from '../lib/api/resources.js';
import { isApiError } from '../lib/cluster/api-error.js';
import type { Cluster } from '../lib/cluster/cluster.js';
import type { StoreView } from '../lib/cluster/store-view.js';
import type { HistoryStep } from '../lib/decide/revision/history-plan.js';

/** What the application of a history's steps needs. */
export interface ApplyHistoryOptions {
  readonly cluster: Cluster;
  readonly revisions: StoreView<ControllerRevision>;
  /** The operator's, where revisions live. */
  readonly namespace: string;
  /** Told of every step that has been carried out. */
  readonly onStep: (step: HistoryStep) => void;
}

/**
 * Carries out the steps of a history, one after the other: pods are upgraded under the name of the latest revision, so it
 * has to exist. A deletion may fail because the revision has moved or gone; the watch then triggers a new decision.
 *
 * @throws ApiError when the latest revision cannot be written; a conflict means that the cache was behind
 */
export async function applyHistory(steps: readonly HistoryStep[], options: ApplyHistoryOptions): Promise<void> {
  for (const step of steps) {
    await applyStep(step, options);
    options.onStep(step);
  }
}

async function applyStep(step: HistoryStep, options: ApplyHistoryOptions): Promise<void> {
  const { cluster, revisions, namespace } = options;
  const key = { namespace, name: step.name };
  switch (step.kind) {
    case 'create':
      revisions.fold(await cluster.create(CONTROLLER_REVISIONS, step.revision));
      return;
    case 'renumber':
    case 'relabel':
      revisions.fold(await cluster.patch(CONTROLLER_REVISIONS, key, { type: 'merge', body: step.patch }));
      return;
    case 'delete':
      await removeRevision(step, options);
  }
}

async function removeRevision(
  { name, preconditions }: Extract<HistoryStep, { kind: 'delete' }>,
  { cluster, namespace }: ApplyHistoryOptions,
): Promise<void> {
  try {
    await cluster.remove(CONTROLLER_REVISIONS, { namespace, name }, { preconditions });
  } catch (error) {
    if (!isApiError(error, 'Conflict', 'NotFound')) throw error;
  }
}
