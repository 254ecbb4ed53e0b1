import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One file that is generated whole. */
export interface GeneratedFile {
  /** Below the root of the repository. */
  readonly path: string;
  readonly text: string;
}

const ROOT = new URL('../../', import.meta.url);

/** Writes the files that differ from what is there, so that an unchanged file keeps its time. */
export async function writeFiles(files: readonly GeneratedFile[]): Promise<void> {
  const stale = await staleFiles(files);
  for (const file of files.filter(({ path }) => stale.includes(path))) {
    const path = fileURLToPath(new URL(file.path, ROOT));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.text);
  }
}

/**
 * Compares files with what is there.
 *
 * @returns the paths of those that differ or are missing
 */
export async function staleFiles(files: readonly GeneratedFile[]): Promise<readonly string[]> {
  const fresh = await Promise.all(files.map(async file => (await readIfThere(file.path)) === file.text));
  return files.filter((_, index) => fresh[index] !== true).map(file => file.path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(fileURLToPath(new URL(path, ROOT)), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
