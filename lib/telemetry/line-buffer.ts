/** Takes lines, and gives them on together. */
export interface LineBuffer {
  write(line: string): void;
  /** Gives on what is still here, at once. */
  flush(): void;
}

/**
 * So long lines wait for others. A process that is killed loses those that it said last; nobody who reads a log sees the
 * difference.
 */
export const LINES_MS = 10;

/**
 * Joins lines that come close together: a wave says a line for each pod, and each write to a pipe stops the process for as
 * long as it takes.
 *
 * @param write - takes text of one or more whole lines
 * @param schedule - runs something a little later, {@link LINES_MS}
 */
export function joinLines(write: (text: string) => void, schedule: (run: () => void) => void): LineBuffer {
  let waiting = '';
  const flush = (): void => {
    const text = waiting;
    waiting = '';
    if (text !== '') write(text);
  };
  return {
    write(line) {
      if (waiting === '') schedule(flush);
      waiting += line;
    },
    flush,
  };
}
