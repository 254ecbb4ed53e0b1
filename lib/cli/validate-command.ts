import { SIDECARSETS } from '../api/resources.js';
import { defaultSidecarSet } from '../decide/definition/default-sidecarset.js';
import type { CommandEnd, CommandFiles } from './command.js';
import { UsageError } from './command.js';
import type { Finding, LineOf } from './judge-sidecarsets.js';
import { judgeSidecarSets } from './judge-sidecarsets.js';
import type { LocateField } from './locate-fields.js';
import { locateFields } from './locate-fields.js';
import { readFlags } from './read-flags.js';
import type { FoundObject } from './read-objects.js';
import { ofKind, readObjects } from './read-objects.js';
import { FINDING_WRITERS } from './write-findings.js';

/** What judging files needs of the world. */
type ValidateWorld = CommandFiles & {
  /** Of this command. */
  readonly version: string;
};

/**
 * `sidecarset validate FILE...`: judges every SidecarSet in the files as the webhook would, each beside the others. Files
 * may be named behind `-f` too; a folder stands for the YAML and JSON files right in it.
 *
 * @returns exit code 1 when something is wrong, with all problems of all files; warnings alone do not fail
 * @throws UsageError when no file is named, or another output than text, json or sarif
 */
export function runValidateCommand(args: readonly string[], world: ValidateWorld): CommandEnd {
  const flags = readFlags(args, { file: 'values', output: 'value' });
  const paths = [...flags.words, ...flags.values('file')];
  if (paths.length === 0) throw new UsageError('name at least one file');
  const output = flags.value('output') ?? 'text';
  const write = Object.hasOwn(FINDING_WRITERS, output) ? FINDING_WRITERS[output] : undefined;
  if (write === undefined) throw new UsageError(`--output is text, json or sarif, not ${output}`);
  const { findings, sidecarSetCount } = judgeFiles(paths, readOnce(world));
  const failed = findings.some(({ severity }) => severity === 'error');
  return {
    exitCode: failed ? 1 : 0,
    output: write({ findings, sidecarSetCount, version: world.version }),
    ...(output === 'text' ? {} : { isResult: true }),
  };
}

function judgeFiles(
  paths: readonly string[],
  files: CommandFiles,
): { readonly findings: readonly Finding[]; readonly sidecarSetCount: number } {
  const { found, faults } = readObjects(paths, files);
  const written = ofKind(found, SIDECARSETS);
  const sidecarSets = written.map(one => ({ ...one, object: defaultSidecarSet(one.object) }));
  const lineOfWritten = lineFinder(found, files);
  const lineOf: LineOf = (one, field) => lineOfWritten(written[sidecarSets.findIndex(other => other === one)], field);
  const unread = faults.map(({ path, message }): Finding => ({ file: path, severity: 'error', message }));
  return { findings: [...unread, ...judgeSidecarSets(sidecarSets, lineOf)], sidecarSetCount: sidecarSets.length };
}

/** Standard input can be read once only. */
function readOnce(files: CommandFiles): CommandFiles {
  const texts = new Map<string, string>();
  return {
    ...files,
    readFile: path => {
      const text = texts.get(path) ?? files.readFile(path);
      texts.set(path, text);
      return text;
    },
  };
}

function lineFinder(
  found: readonly FoundObject[],
  { readFile }: CommandFiles,
): (one: FoundObject | undefined, field: string) => number | undefined {
  const located = new Map<string, readonly LocateField[]>();
  return (one, field) => {
    if (one === undefined) return undefined;
    const inFile = located.get(one.path) ?? locateFields(readFile(one.path));
    located.set(one.path, inFile);
    return inFile[found.filter(({ path }) => path === one.path).indexOf(one)]?.(field);
  };
}
