import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Progress, reportWhile } from '../progress.js';
import { run } from './run.js';

/** The programs that a real node needs beside the kubelet, by the Debian package that brings them. */
const PROGRAM_OF_PACKAGE = {
  containerd: 'containerd',
  runc: 'runc',
  'containernetworking-plugins': 'host-local',
  'docker-registry': 'docker-registry',
  'busybox-static': 'busybox',
} as const;

type PackageName = keyof typeof PROGRAM_OF_PACKAGE;

/** The path of each program. */
export type NodePrograms = Readonly<Record<(typeof PROGRAM_OF_PACKAGE)[PackageName], string>>;

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

/**
 * Finds the programs, and installs the packages of those that are missing (as root).
 *
 * @throws Error that says which packages are missing and why they cannot be installed
 */
export async function ensureNodePrograms(progress: Progress): Promise<NodePrograms> {
  const missing = missingPackages(await findPrograms());
  if (missing.length > 0) await reportWhile(progress, `installing ${missing.join(', ')}`, install(missing));
  const found = await findPrograms();
  const stillMissing = missingPackages(found);
  if (stillMissing.length === 0) return found as NodePrograms;
  throw new Error(`${stillMissing.join(', ')}: installed, but without the expected program in ${PLACES.join(', ')}`);
}

function missingPackages(found: Partial<NodePrograms>): PackageName[] {
  const packages = Object.keys(PROGRAM_OF_PACKAGE) as PackageName[];
  return packages.filter(name => found[PROGRAM_OF_PACKAGE[name]] === undefined);
}

async function findPrograms(): Promise<Partial<NodePrograms>> {
  const found: Partial<Record<keyof NodePrograms, string>> = {};
  for (const program of Object.values(PROGRAM_OF_PACKAGE)) {
    const path = await findProgram(program);
    if (path !== undefined) found[program] = path;
  }
  return found;
}

async function findProgram(program: string): Promise<string | undefined> {
  for (const place of PLACES) {
    const path = join(place, program);
    const usable = program === 'busybox' ? isStaticallyLinked : exists;
    if (await usable(path)) return path;
  }
  return undefined;
}

/** Mirrors and other users of the package database come and go: tried more than once. */
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

/** Images of ours hold this one file: it must not look for the machine's libraries. */
async function isStaticallyLinked(path: string): Promise<boolean> {
  const program = await readFile(path).catch(() => undefined);
  return program?.includes('/ld-linux') === false;
}
