import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PLACE = 'packaging/node';

/**
 * The Node that the operator's image ships, whatever Node builds it: the one of packaging/node/package.json, checked against
 * the lock file beside it. The first call installs it, which takes a few seconds.
 *
 * @returns path of the program
 * @throws Error on a machine that the image is not built for
 */
export function imageNode(): string {
  const name = `node-${process.platform}-${process.arch}`;
  const { optionalDependencies: versions } = JSON.parse(readFileSync(join(PLACE, 'package.json'), 'utf8')) as {
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };
  if (versions[name] === undefined)
    throw new Error(`the image has no Node for ${process.platform}/${process.arch}; see ${PLACE}/package.json`);
  const program = resolve(PLACE, 'node_modules', name, 'bin/node');
  if (!existsSync(program) || isOlder(program, join(PLACE, 'package-lock.json'))) install();
  return program;
}

function isOlder(file: string, than: string): boolean {
  return statSync(file).ctimeMs < statSync(than).ctimeMs;
}

function install(): void {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: PLACE });
}
