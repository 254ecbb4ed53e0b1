import { SIDECARSETS } from '../api/resources.js';
import { defaultSidecarSet } from '../decide/definition/default-sidecarset.js';
import type { CommandEnd, CommandFiles } from './command.js';
import { judgeSidecarSets } from './judge-sidecarsets.js';
import { ofKind, readObjects } from './read-objects.js';

/**
 * `sidecarset validate FILE...`: judges every SidecarSet in the files as the webhook would, each beside the others.
 *
 * @param paths - of files, or of folders, which stand for the YAML and JSON files right in them
 * @returns exit code 1 when something is wrong, with all problems of all files; warnings alone do not fail
 */
export function runValidateCommand(paths: readonly string[], files: CommandFiles): CommandEnd {
  if (paths.length === 0) return { exitCode: 2, output: 'sidecarset validate: name at least one file\n' };
  const read = readObjects(paths, files);
  const sidecarSets = ofKind(read.found, SIDECARSETS).map(one => ({ ...one, object: defaultSidecarSet(one.object) }));
  const judgement = judgeSidecarSets(sidecarSets);
  const faults = [...read.faults, ...judgement.faults];
  const { warnings } = judgement;
  const summary = `${sidecarSets.length} SidecarSets, ${faults.length} problems, ${warnings.length} warnings`;
  return { exitCode: faults.length > 0 ? 1 : 0, output: `${[...faults, ...warnings, summary].join('\n')}\n` };
}
