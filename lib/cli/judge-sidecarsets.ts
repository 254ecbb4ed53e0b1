import type { SidecarSet } from '../api/sidecarset.generated.js';
import { validateSidecarSet } from '../decide/definition/validate-sidecarset.js';
import type { FieldProblem } from '../decide/definition/verdict.js';
import { formatProblem } from '../decide/definition/verdict.js';
import type { FoundObject } from './read-objects.js';

/** What the webhook would say of SidecarSets in files, one line each. */
export interface Judgement {
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Judges SidecarSets as the webhook would, each beside the others.
 *
 * @param found - with defaults filled in
 */
export function judgeSidecarSets(found: readonly FoundObject<SidecarSet>[]): Judgement {
  const judged = found.map(one => {
    const others = found.filter(other => other !== one).map(({ object }) => object);
    const { problems, warnings } = validateSidecarSet({ sidecarSet: one.object, others });
    const line = (kind: string) => (problem: FieldProblem) =>
      `${one.path}: SidecarSet ${nameOf(one.object)}: ${kind}${formatProblem(problem)}`;
    return { faults: problems.map(line('')), warnings: warnings.map(line('warning: ')) };
  });
  return { faults: judged.flatMap(({ faults }) => faults), warnings: judged.flatMap(({ warnings }) => warnings) };
}

function nameOf({ metadata }: SidecarSet): string {
  return typeof metadata?.name === 'string' ? metadata.name : '(without a name)';
}
