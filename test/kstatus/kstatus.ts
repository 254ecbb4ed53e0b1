import { join } from 'node:path';

import type { KubernetesObject } from '../../lib/api/kubernetes.generated.js';
import { buildGoProgram } from '../cluster/machine/go-program.js';
import { run } from '../cluster/machine/run.js';
import { type Progress } from '../cluster/progress.js';
import { cacheDirectory, repositoryRoot } from '../cluster/repository.js';

/** What kstatus makes of an object. */
export interface KstatusVerdict {
  readonly status: 'InProgress' | 'Failed' | 'Current' | 'Terminating' | 'NotFound' | 'Unknown';
  readonly message: string;
}

/**
 * Builds a program around kstatus, at the version that `go.mod` beside this file pins.
 *
 * @returns its path
 */
export function buildKstatus(progress: Progress = () => undefined): Promise<string> {
  const moduleDirectory = join(repositoryRoot, 'test/kstatus');
  return buildGoProgram({ moduleDirectory, path: join(cacheDirectory, 'bin', 'kstatus'), name: 'kstatus' }, progress);
}

/** Asks kstatus about objects, in one go. */
export async function judgeByKstatus(
  program: string,
  objects: readonly KubernetesObject[],
): Promise<readonly KstatusVerdict[]> {
  const input = objects.map(object => `${JSON.stringify(object)}\n`).join('');
  const lines = (await run(program, [], { input })).trim().split('\n');
  return lines.map(line => JSON.parse(line) as KstatusVerdict);
}
