import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Progress, reportWhile } from '../progress.js';
import { run } from './run.js';

/** A program to be built by Go. */
export interface GoProgram {
  /** Where its `go.mod` lies. */
  readonly moduleDirectory: string;
  /** As `go build` takes it. Default: the package of that folder. */
  readonly packagePath?: string;
  /** Default: no symbols. */
  readonly linkerFlags?: string;
  /** Where the program is put. */
  readonly path: string;
  /** For people who wait. */
  readonly name: string;
}

/** Builds a static program at the versions that its module pins; within seconds when nothing has changed since. */
export async function buildGoProgram(
  { moduleDirectory, packagePath = '.', linkerFlags = '-s -w', path, name }: GoProgram,
  progress: Progress,
): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.building`;
  const args = ['build', '-trimpath', '-ldflags', linkerFlags, '-o', unfinished, packagePath];
  const work = run('go', args, { cwd: moduleDirectory, env: { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' } });
  await reportWhile(progress, `building ${name}`, work);
  // Renamed when complete, so that two runs at once and a run that was cut short leave no half of a program.
  await run('mv', [unfinished, path]);
  return path;
}
