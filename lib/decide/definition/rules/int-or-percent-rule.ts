import { parseIntOrPercent } from '../../int-or-percent.js';
import type { FieldProblem } from '../verdict.js';
import { show } from './finding.js';

/**
 * What is wrong with a number of pods or a percentage of them.
 *
 * @param minimum - the least number or percentage
 */
export function intOrPercentProblems(value: unknown, minimum: number, path: string): readonly FieldProblem[] {
  const message = complaint(value, minimum);
  return message === undefined ? [] : [{ path, message }];
}

function complaint(value: unknown, minimum: number): string | undefined {
  if (typeof value === 'string' && /^\d+$/.test(value)) {
    return `must be a number or a percentage, but is the string ${show(value)}; write ${value} or "${value}%"`;
  }
  const parsed = parseIntOrPercent(value);
  if (parsed === undefined) return `must be a whole number or a percentage such as "20%", but is ${show(value)}`;
  if (parsed.value < minimum) {
    const reason = minimum > 0 ? ', or the rollout would never update a pod' : '';
    return `must be at least ${minimum}, but is ${show(value)}${reason}`;
  }
  if (parsed.kind === 'percent' && parsed.value > 100) return `must be at most 100%, but is ${show(value)}`;
  return undefined;
}
