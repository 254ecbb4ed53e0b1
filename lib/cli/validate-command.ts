import { parseAllDocuments } from 'yaml';

import { GROUP } from '../api/names.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { defaultSidecarSet } from '../decide/definition/default-sidecarset.js';
import { validateSidecarSet } from '../decide/definition/validate-sidecarset.js';
import { formatProblem } from '../decide/definition/verdict.js';
import type { CommandEnd } from './command.js';

interface Found {
  readonly path: string;
  readonly sidecarSet: SidecarSet;
}

/**
 * `sidecarset validate FILE...`: judges every SidecarSet in the files as the webhook would, each beside the others.
 *
 * @param readFile - takes a path, returns its text; throws when it cannot
 * @returns exit code 1 when something is wrong, with all problems of all files; warnings alone do not fail
 */
export function runValidateCommand(paths: readonly string[], readFile: (path: string) => string): CommandEnd {
  if (paths.length === 0) return { exitCode: 2, output: 'sidecarset validate: name at least one file\n' };
  const faults: string[] = [];
  const found = paths.flatMap(path => readSidecarSets(path, readFile, faults));
  const warnings: string[] = [];
  for (const { path, sidecarSet } of found) {
    const others = found.filter(other => other.sidecarSet !== sidecarSet).map(other => other.sidecarSet);
    const verdict = validateSidecarSet({ sidecarSet, others });
    const where = `${path}: SidecarSet ${nameOf(sidecarSet)}`;
    faults.push(...verdict.problems.map(problem => `${where}: ${formatProblem(problem)}`));
    warnings.push(...verdict.warnings.map(problem => `${where}: warning: ${formatProblem(problem)}`));
  }
  const lines = [...faults, ...warnings, summary(found.length, faults.length, warnings.length)];
  return { exitCode: faults.length > 0 ? 1 : 0, output: `${lines.join('\n')}\n` };
}

function readSidecarSets(path: string, readFile: (path: string) => string, faults: string[]): readonly Found[] {
  try {
    return parseAllDocuments(readFile(path)).flatMap(document => {
      faults.push(...document.errors.map(error => `${path}: ${error.message}`));
      const object = document.errors.length > 0 ? undefined : (document.toJS() as unknown);
      return isSidecarSet(object) ? [{ path, sidecarSet: defaultSidecarSet(object) }] : [];
    });
  } catch (error) {
    faults.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

function isSidecarSet(object: unknown): object is SidecarSet {
  if (typeof object !== 'object' || object === null) return false;
  const { apiVersion, kind } = object as { readonly apiVersion?: unknown; readonly kind?: unknown };
  return kind === 'SidecarSet' && typeof apiVersion === 'string' && apiVersion.startsWith(`${GROUP}/`);
}

function nameOf({ metadata }: SidecarSet): string {
  return typeof metadata?.name === 'string' ? metadata.name : '(without a name)';
}

function summary(sidecarSets: number, faults: number, warnings: number): string {
  return `${sidecarSets} SidecarSets, ${faults} problems, ${warnings} warnings`;
}
