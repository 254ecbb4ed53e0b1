import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One file that is generated whole. */
export interface GeneratedFile {
  /** Seen from the root of the repository, which is the working folder. */
  readonly path: string;
  readonly text: string;
}

/** Writes the files that differ from what is there, so that an unchanged file keeps its time. */
export async function writeFiles(files: readonly GeneratedFile[]): Promise<void> {
  const stale = await staleFiles(files);
  for (const { path, text } of files.filter(file => stale.includes(file.path))) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
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
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
