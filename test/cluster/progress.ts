import type { WriteStream } from 'node:tty';

/**
 * Told what is going on, one line at a time.
 *
 * @param passing - true for "still at it, 45 s": a terminal overwrites it with the next line
 */
export type Progress = (line: string, passing?: boolean) => void;

const QUIET_MS = 2_000;
const PLAIN_TICK_MS = 30_000;

/** Does a piece of work, and says so while and after it lasts longer than 2 s. */
export async function reportWhile<T>(progress: Progress, what: string, work: Promise<T>): Promise<T> {
  const startedMs = performance.now();
  const seconds = (): string => `${((performance.now() - startedMs) / 1000).toFixed(0)} s`;
  const timer = setInterval(() => {
    if (performance.now() - startedMs >= QUIET_MS) progress(`${what} ... ${seconds()}`, true);
  }, 1_000);
  try {
    const answer = await work;
    if (performance.now() - startedMs >= QUIET_MS) progress(`${what}: done in ${seconds()}`);
    return answer;
  } finally {
    clearInterval(timer);
  }
}

/** Progress for people: live on a terminal; elsewhere plain lines, passing ones at most every 30 s. */
export function printProgress(stream: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean }): Progress {
  if (stream.isTTY === true) {
    return (line, passing) => void stream.write(`\r\u001b[2K${line}${passing === true ? '' : '\n'}`);
  }
  let printedMs = performance.now();
  return (line, passing) => {
    if (passing === true && performance.now() - printedMs < PLAIN_TICK_MS) return;
    printedMs = performance.now();
    stream.write(`${line}\n`);
  };
}
