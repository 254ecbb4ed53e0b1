import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The package as it would be published. */
export interface Tarball {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Compressed. */
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly remove: () => void;
}

/**
 * Packs what `npm run build:package` has built, into a folder of its own.
 *
 * @throws Error when it has not been built
 */
export function packPackage(): Tarball {
  const folder = mkdtempSync(join(tmpdir(), 'sidecarset-package-'));
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [packed] = JSON.parse(execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as [
    { readonly filename: string; readonly size: number; readonly files: Tarball['files'] },
  ];
  const path = join(folder, packed.filename);
  const remove = (): void => rmSync(folder, { recursive: true });
  if (packed.files.some(file => file.path === 'dist/bundle/sidecarset.js')) {
    return { ...packed, path, bytes: readFileSync(path), remove };
  }
  remove();
  throw new Error('the package is not built; run npm run build:package');
}
