import { isApiError } from '../../cluster/api-error.js';

/** What one check has found. */
export interface Finding {
  readonly state: 'ok' | 'problem' | 'skipped';
  /** What was looked at, as a word. */
  readonly check: string;
  /** What was seen; for a problem also what to do. */
  readonly message: string;
}

/** One check: it asks the cluster, and leaves nothing there. */
export type Check = () => Promise<readonly Finding[]>;

/**
 * Runs a check. What the user of the doctor may not read cannot be judged, which is no fault of the operator; everything
 * else that goes wrong is one.
 */
export async function runCheck(name: string, check: Check): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (isApiError(error, 'Forbidden')) return [skipped(name, `you lack the right: ${message}`)];
    return [problem(name, message)];
  }
}

export function ok(check: string, message: string): Finding {
  return { state: 'ok', check, message };
}

export function problem(check: string, message: string): Finding {
  return { state: 'problem', check, message };
}

export function skipped(check: string, message: string): Finding {
  return { state: 'skipped', check, message };
}
