import type { Progress } from '../progress.js';
import { ensureProgram, findProgram } from './debian-packages.js';

/**
 * Finds Chromium. As root it is installed when it is missing.
 *
 * @returns its path; nothing where it is missing and cannot be installed, for want of rights, which is said
 */
export async function prepareBrowser(progress: Progress): Promise<string | undefined> {
  if (process.getuid?.() === 0) return ensureProgram('chromium', 'chromium', progress);
  const found = await findProgram('chromium');
  if (found === undefined) {
    progress('tests in a browser are skipped: Chromium is missing, and only root can install it (package chromium)');
  }
  return found;
}
