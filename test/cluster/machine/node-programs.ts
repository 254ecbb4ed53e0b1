import { readFile } from 'node:fs/promises';
import type { Progress } from '../progress.js';
import { findProgram, installPackages } from './debian-packages.js';

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

/**
 * Finds the programs, and installs the packages of those that are missing (as root).
 *
 * @throws Error that says which packages are missing and why they cannot be installed
 */
export async function ensureNodePrograms(progress: Progress): Promise<NodePrograms> {
  const missing = missingPackages(await findPrograms());
  if (missing.length > 0) await installPackages(missing, progress);
  const found = await findPrograms();
  const stillMissing = missingPackages(found);
  if (stillMissing.length === 0) return found as NodePrograms;
  throw new Error(`${stillMissing.join(', ')}: installed, but without the expected program`);
}

function missingPackages(found: Partial<NodePrograms>): PackageName[] {
  const packages = Object.keys(PROGRAM_OF_PACKAGE) as PackageName[];
  return packages.filter(name => found[PROGRAM_OF_PACKAGE[name]] === undefined);
}

async function findPrograms(): Promise<Partial<NodePrograms>> {
  const found: Partial<Record<keyof NodePrograms, string>> = {};
  for (const program of Object.values(PROGRAM_OF_PACKAGE)) {
    const path = await (program === 'busybox' ? findProgram(program, isStaticallyLinked) : findProgram(program));
    if (path !== undefined) found[program] = path;
  }
  return found;
}

/** Images of ours hold this one file: it must not look for the machine's libraries. */
async function isStaticallyLinked(path: string): Promise<boolean> {
  const program = await readFile(path).catch(() => undefined);
  return program?.includes('/ld-linux') === false;
}
