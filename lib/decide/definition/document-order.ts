import { isList, isObject } from '../edit.js';
import type { FieldProblem } from './verdict.js';

/** Puts problems in the order in which their fields stand in a document; a field that is missing comes last in its object. */
export function inDocumentOrder(problems: readonly FieldProblem[], document: unknown): readonly FieldProblem[] {
  return problems
    .map(problem => ({ problem, positions: positionsOf(stepsOf(problem.path), document) }))
    .toSorted((left, right) => compare(left.positions, right.positions))
    .map(({ problem }) => problem);
}

/** `spec.patch[0].annotations[example.com/a]` as the names and numbers that lead there. */
export function stepsOf(path: string): readonly string[] {
  return Array.from(path.matchAll(/\[([^\]]*)\]|[^.[\]]+/g), ([step, bracketed]) => bracketed ?? step);
}

function positionsOf([step, ...rest]: readonly string[], value: unknown): readonly number[] {
  if (step === undefined) return [];
  if (isList(value)) return [Number(step), ...positionsOf(rest, value[Number(step)])];
  const names = isObject(value) ? Object.keys(value) : [];
  const position = names.indexOf(step);
  const inner = isObject(value) && position >= 0 ? value[step] : undefined;
  return [position < 0 ? Number.MAX_SAFE_INTEGER : position, ...positionsOf(rest, inner)];
}

function compare(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((position, index) => position !== right[index]);
  if (at < 0) return left.length - right.length;
  return (left[at] ?? 0) - (right[at] ?? -1);
}
