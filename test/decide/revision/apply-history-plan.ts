import type { ControllerRevision } from '../../../lib/api/kubernetes.generated.js';
import type { HistoryPlan, HistoryStep } from '../../../lib/decide/revision/history-plan.js';
import { deepFreeze } from '../../build/deep-freeze.js';

/** What an API server would hold once the steps are carried out. */
export function applyHistoryPlan(
  revisions: readonly ControllerRevision[],
  { steps }: HistoryPlan,
): readonly ControllerRevision[] {
  return deepFreeze(steps.reduce(applyStep, revisions));
}

function applyStep(revisions: readonly ControllerRevision[], step: HistoryStep): readonly ControllerRevision[] {
  const others = revisions.filter(({ metadata }) => metadata?.name !== step.name);
  const found = revisions.find(({ metadata }) => metadata?.name === step.name);
  switch (step.kind) {
    case 'create':
      if (found !== undefined) throw new Error(`${step.name} exists already`);
      return [...revisions, step.revision];
    case 'delete':
      if (found === undefined) throw new Error(`${step.name} does not exist`);
      return others;
    case 'renumber':
    case 'relabel':
      if (found === undefined) throw new Error(`${step.name} does not exist`);
      return [...others, merged(found, step)];
  }
}

function merged(
  found: ControllerRevision,
  { patch }: Extract<HistoryStep, { kind: 'renumber' | 'relabel' }>,
): ControllerRevision {
  const { metadata, ...fields } = patch as { metadata: NonNullable<ControllerRevision['metadata']> };
  if (metadata.resourceVersion !== found.metadata?.resourceVersion) throw new Error('Conflict');
  const labels = { ...found.metadata?.labels, ...metadata.labels };
  return { ...found, ...fields, metadata: { ...found.metadata, labels } };
}
