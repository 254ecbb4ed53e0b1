import { isList, isObject } from '../../edit.js';
import type { FieldProblem } from '../verdict.js';
import type { Rule } from './finding.js';
import { show } from './finding.js';
import { join, rootOf } from './place.js';

const ADVICE = `write a quantity as a string ("9Pi"), or take a number of at most ${Number.MAX_SAFE_INTEGER}`;

/**
 * Whole numbers that JSON can say and JavaScript cannot keep: they have lost digits by the time anybody here sees them, so
 * that another number would be injected and another hash written than the author, and OpenKruise, mean. The API server keeps
 * 64 bits, which a probe's terminationGracePeriodSeconds, a lifecycle's sleep and a quantity that is no string may use.
 */
export const checkExactNumbers: Rule = ({ sidecarSet }) => inexactNumbers(rootOf(sidecarSet).value['spec'], 'spec');

function inexactNumbers(value: unknown, path: string): readonly FieldProblem[] {
  if (isList(value)) return value.flatMap((item, index) => inexactNumbers(item, `${path}[${String(index)}]`));
  if (isObject(value)) return Object.entries(value).flatMap(([name, inner]) => inexactNumbers(inner, join(path, name)));
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return [];
  return [{ path, message: `is about ${show(value)}, too large to be kept to the last digit; ${ADVICE}` }];
}
