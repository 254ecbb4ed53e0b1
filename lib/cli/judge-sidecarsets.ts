import type { SidecarSet } from '../api/sidecarset.generated.js';
import { validateSidecarSet } from '../decide/definition/validate-sidecarset.js';
import type { FieldProblem } from '../decide/definition/verdict.js';
import type { FoundObject } from './read-objects.js';

/** One thing to say about a file. */
export interface Finding {
  /** As it was named on the command line. */
  readonly file: string;
  /** Counted from 1; absent where nothing in the file can be pointed to. */
  readonly line?: number;
  /** A warning alone makes nothing fail. */
  readonly severity: 'error' | 'warning';
  /** Absent: it is about the file. */
  readonly sidecarSet?: string;
  /** `spec.containers[1].name`; absent: it is about the file. */
  readonly field?: string;
  /** What is wrong and how to mend it. */
  readonly message: string;
}

/** Where a field of an object stands in its file. */
export type LineOf = (found: FoundObject, field: string) => number | undefined;

/**
 * Judges SidecarSets as the webhook would, each beside the others.
 *
 * @param found - with defaults filled in
 */
export function judgeSidecarSets(
  found: readonly FoundObject<SidecarSet>[],
  lineOf: LineOf = () => undefined,
): readonly Finding[] {
  return found.flatMap(one => {
    const others = found.filter(other => other !== one).map(({ object }) => object);
    const { problems, warnings } = validateSidecarSet({ sidecarSet: one.object, others });
    const toFinding =
      (severity: Finding['severity']) =>
      ({ path: field, message }: FieldProblem): Finding => {
        const line = lineOf(one, field);
        const place = { file: one.path, ...(line === undefined ? {} : { line }) };
        return { ...place, severity, sidecarSet: nameOf(one.object), field, message };
      };
    return [...problems.map(toFinding('error')), ...warnings.map(toFinding('warning'))];
  });
}

/** `file.yaml: SidecarSet logs: spec.selector: must not be empty; name the labels of the pods`. */
export function describeFinding({ file, severity, sidecarSet, field, message }: Finding): string {
  const subject = sidecarSet === undefined ? [] : [`SidecarSet ${sidecarSet}`];
  const mark = severity === 'warning' ? ['warning'] : [];
  return [file, ...subject, ...mark, ...(field === undefined ? [] : [field]), message].join(': ');
}

function nameOf({ metadata }: SidecarSet): string {
  return typeof metadata?.name === 'string' ? metadata.name : '(without a name)';
}
