import { GROUP } from '../lib/api/names.js';
import type { SidecarSet } from '../lib/api/sidecarset.generated.js';
import { counted } from '../lib/decide/counted.js';
import type { FieldProblem } from '../lib/decide/definition/verdict.js';
import { formatProblem } from '../lib/decide/definition/verdict.js';
import type { Refusal } from './admission-review.js';

/** More than anybody mends in one go; a hostile object may have any number. */
const MOST_PROBLEMS = 100;

/**
 * Refuses a SidecarSet with all of its problems: in the message, one a line, and as `details.causes`, which kubectl
 * prints as a list and programs read.
 */
export function refuseDefinition({ metadata }: SidecarSet, problems: readonly FieldProblem[]): Refusal {
  const name = [metadata?.name, metadata?.generateName].find(each => typeof each === 'string') ?? '';
  const shown = problems.slice(0, MOST_PROBLEMS);
  const lines = [`SidecarSet ${name} has ${counted(problems.length, 'problem')}:`, ...shown.map(formatProblem)];
  if (problems.length > shown.length) lines.push(`and ${problems.length - shown.length} more`);
  const causes = shown.map(({ path, message }) => ({ reason: 'FieldValueInvalid', field: path, message }));
  return {
    verdict: 'refuse',
    reason: 'definition-invalid',
    status: {
      code: 422,
      reason: 'Invalid',
      message: lines.join('\n'),
      details: { group: GROUP, kind: 'SidecarSet', name, causes },
    },
    facts: { sidecarSet: name, problems: problems.length },
  };
}
