import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Progress, reportWhile } from '../progress.js';
import { run } from './run.js';

const PLACES = [
  '/usr/bin',
  '/usr/sbin',
  '/bin',
  '/sbin',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/usr/lib/cni',
  '/opt/cni/bin',
];
const INSTALL_ATTEMPTS = 3;

/** The first path at which a program lies that `isUsable` accepts; undefined when there is none. */
export async function findProgram(
  program: string,
  isUsable: (path: string) => Promise<boolean> = exists,
): Promise<string | undefined> {
  for (const place of PLACES) {
    const path = join(place, program);
    if (await isUsable(path)) return path;
  }
  return undefined;
}

/**
 * Finds a program, and installs its package (as root) when it is missing.
 *
 * @returns its path
 * @throws Error that says which package is missing and why it cannot be installed
 */
export async function ensureProgram(program: string, packageName: string, progress: Progress): Promise<string> {
  const found = await findProgram(program);
  if (found !== undefined) return found;
  await installPackages([packageName], progress);
  const installed = await findProgram(program);
  if (installed === undefined)
    throw new Error(`${packageName}: installed, but without ${program} in ${PLACES.join(', ')}`);
  return installed;
}

/**
 * Installs Debian packages, as root. Mirrors and other users of the package database come and go: tried more than once.
 *
 * @throws Error that says what is missing and what stood in the way
 */
export async function installPackages(packages: readonly string[], progress: Progress): Promise<void> {
  await reportWhile(progress, `installing ${packages.join(', ')}`, install(packages));
}

async function install(packages: readonly string[]): Promise<void> {
  if (!(await exists('/usr/bin/apt-get'))) {
    throw new Error(`install ${packages.join(', ')}: there is no apt-get here to do it with`);
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      await aptGet('update');
      await aptGet('install', '--yes', '--no-install-recommends', ...packages);
      return;
    } catch (error) {
      if (attempt === INSTALL_ATTEMPTS) throw error;
      await delay(5_000);
    }
  }
}

async function aptGet(...args: readonly string[]): Promise<void> {
  // RUNLEVEL=1: packages of servers start them at once otherwise. Ours run with our own settings only.
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  await run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], { env });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
