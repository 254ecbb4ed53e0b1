import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildGoProgram } from '../machine/go-program.js';
import type { Progress } from '../progress.js';
import { cacheDirectory, repositoryRoot } from '../repository.js';
import type { StandInImage } from './image-store.js';

/** The programs of the hot upgrade example, built: paths of static executables. */
export interface HotUpgradePrograms {
  readonly sidecar: string;
  readonly idle: string;
}

/** Builds the example's programs with Go; within a second when nothing has changed since. */
export async function buildHotUpgradePrograms(progress: Progress = () => undefined): Promise<HotUpgradePrograms> {
  const folder = join(cacheDirectory, 'bin', 'hot-upgrade');
  const moduleDirectory = join(repositoryRoot, 'examples/hot-upgrade/sidecar');
  const build = (name: string, packagePath: string): Promise<string> =>
    buildGoProgram(
      {
        moduleDirectory,
        packagePath,
        path: join(folder, name),
        name: `the ${name} program of the hot upgrade example`,
      },
      progress,
    );
  return { sidecar: await build('sidecar', '.'), idle: await build('idle', './idle') };
}

/**
 * The stand-in image of one release of the example's sidecar.
 *
 * @param release - what it calls itself in its answers
 */
export async function hotUpgradeImage(
  reference: string,
  { release, programs }: { readonly release: string; readonly programs: HotUpgradePrograms },
): Promise<StandInImage> {
  const files = { '/bin/sidecar': await readFile(programs.sidecar), '/etc/sidecar-release': `${release}\n` };
  return { reference, files, command: ['sidecar'] };
}

/** The stand-in image that the example's idle slot runs: another program under the same name. */
export async function hotUpgradeIdleImage(reference: string, programs: HotUpgradePrograms): Promise<StandInImage> {
  return { reference, files: { '/bin/sidecar': await readFile(programs.idle) }, command: ['sidecar'] };
}
