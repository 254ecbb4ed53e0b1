import type {
  UpdatePriorityOrderTerm,
  UpdatePriorityStrategy,
  UpdatePriorityWeightTerm,
} from '../../api/sidecarset.generated.js';
import { matchesLabels } from '../label-selector.js';
import type { Criterion } from './sort-pods.js';
import { ascending, descending } from './sort-pods.js';
import { labelOf } from './pod-label.js';
import type { PodProgress } from './pod-progress.js';

/**
 * What `priorityStrategy` compares, in turn, ahead of the default order. As in OpenKruise, weights win over order terms
 * when both are given.
 *
 * @returns no criterion when the strategy has no term
 */
export function priorityOrder({
  weightPriority = [],
  orderPriority = [],
}: UpdatePriorityStrategy): readonly Criterion[] {
  if (weightPriority.length > 0) return [descending(progress => weightOf(progress, weightPriority))];
  if (orderPriority.length > 0) return byOrderedKey(orderPriority);
  return [];
}

function weightOf(progress: PodProgress, terms: readonly UpdatePriorityWeightTerm[]): number {
  return terms
    .filter(({ matchSelector }) => matchesLabels(matchSelector, progress.pod.metadata?.labels ?? {}))
    .reduce((sum, { weight }) => sum + weight, 0);
}

/**
 * A pod belongs to the first term whose label it carries, and pods of an earlier term come first; pods that carry none
 * come last. Within a term the larger number at the end of the label's value comes first; a value without one counts 0.
 */
function byOrderedKey(terms: readonly UpdatePriorityOrderTerm[]): readonly Criterion[] {
  const termOf = (progress: PodProgress): number => {
    const index = terms.findIndex(({ orderedKey }) => labelOf(progress, orderedKey) !== undefined);
    return index < 0 ? terms.length : index;
  };
  const valueOf = (progress: PodProgress): string => labelOf(progress, terms[termOf(progress)]?.orderedKey ?? '') ?? '';
  return [ascending(termOf), descending(progress => numberAtEnd(valueOf(progress)))];
}

/** A label's value may hold more digits than a number can. */
function numberAtEnd(value: string): bigint {
  return BigInt(/\d*$/.exec(value)?.[0] ?? '');
}
