import type { ControllerRevision } from '../../api/kubernetes.generated.js';
import { mergeJson } from '../json-merge-patch.js';
import type { HistoryStep } from './history-plan.js';

/**
 * The history as it is once these steps are carried out.
 *
 * @param history - of one SidecarSet, oldest first
 * @returns oldest first
 */
export function historyAfter(
  steps: readonly HistoryStep[],
  history: readonly ControllerRevision[],
): readonly ControllerRevision[] {
  return steps.reduce(withStep, history);
}

function withStep(history: readonly ControllerRevision[], step: HistoryStep): readonly ControllerRevision[] {
  const others = history.filter(({ metadata }) => metadata?.name !== step.name);
  switch (step.kind) {
    case 'create':
      return [...history, step.revision];
    case 'renumber':
    case 'relabel': {
      const changed = history.find(({ metadata }) => metadata?.name === step.name);
      // Either is done to the revision that is, or becomes, the newest.
      return [...others, mergeJson(changed, step.patch) as ControllerRevision];
    }
    case 'delete':
      return others;
  }
}
