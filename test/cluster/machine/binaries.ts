import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '../progress.js';
import { cacheDirectory, repositoryRoot } from '../repository.js';
import { buildGoProgram } from './go-program.js';
import { run } from './run.js';

/** The programs that come from Go modules. */
export type BinaryName =
  'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'kubectl' | 'kubelet';

/** Where binaries are built and found. */
export interface BinarySearch {
  /** Searched first; default: `$KUBEBUILDER_ASSETS`. */
  readonly assetsDirectory?: string | undefined;
  /** Searched second, and built into; default: `.cache/bin`. */
  readonly buildDirectory?: string;
}

/**
 * Finds each program, or builds those that are missing: minutes for the first time, seconds with Go's build cache.
 *
 * @returns the path of each
 * @throws Error that says what to install when something is missing and there is no Go
 */
export async function ensureBinaries<Name extends BinaryName>(
  names: readonly Name[],
  progress: Progress,
  search: BinarySearch = {},
): Promise<Readonly<Record<Name, string>>> {
  const buildDirectory = search.buildDirectory ?? join(cacheDirectory, 'bin');
  const assetsDirectory = search.assetsDirectory ?? process.env['KUBEBUILDER_ASSETS'];
  const places = [assetsDirectory, buildDirectory].filter(place => place !== undefined && place !== '');
  const paths: Partial<Record<BinaryName, string>> = {};
  for (const name of names) {
    paths[name] = (await findExecutable(name, places)) ?? (await build(name, buildDirectory, progress));
  }
  return paths as Record<Name, string>;
}

async function findExecutable(name: string, places: readonly (string | undefined)[]): Promise<string | undefined> {
  for (const place of places) {
    const path = join(place ?? '', name);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function build(name: BinaryName, directory: string, progress: Progress): Promise<string> {
  await requireGo(name);
  const moduleDirectory = join(repositoryRoot, 'test/cluster/tools');
  const program = { moduleDirectory, packagePath: packageOf(name), path: join(directory, name), name };
  return buildGoProgram({ ...program, linkerFlags: await linkerFlags(moduleDirectory) }, progress);
}

async function requireGo(name: BinaryName): Promise<void> {
  await run('go', ['version']).catch((error: unknown) => {
    throw new Error(
      `${name} is missing and cannot be built without Go: install Go 1.24 or newer, or point KUBEBUILDER_ASSETS to a folder that has it`,
      { cause: error },
    );
  });
}

function packageOf(name: BinaryName): string {
  return name === 'etcd' ? 'go.etcd.io/etcd/server/v3' : `k8s.io/kubernetes/cmd/${name}`;
}

/** Without them the servers call themselves v0.0.0, which clients take for a version without any feature. */
async function linkerFlags(moduleDirectory: string): Promise<string> {
  const goModule = await readFile(join(moduleDirectory, 'go.mod'), 'utf8');
  const [, gitVersion = '', gitMajor = '', gitMinor = ''] =
    /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/.exec(goModule) ?? [];
  if (gitVersion === '') throw new Error(`${moduleDirectory}/go.mod requires no version of k8s.io/kubernetes`);
  const version = { gitVersion, gitMajor, gitMinor };
  const stamps = Object.entries(version).map(([key, value]) => `-X k8s.io/component-base/version.${key}=${value}`);
  return ['-s', '-w', ...stamps].join(' ');
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
