/** Takes lines, and gives them on together. */
export interface LineBuffer {
  write(line: string): void;
  /** Gives on what is still here, at once. */
  flush(): void;
}

/**
 * Joins the lines of one turn of the event loop: a wave says a line for each pod, and each write to a pipe stops the
 * process for as long as it takes.
 *
 * @param write - takes text of one or more whole lines
 * @param schedule - runs something once the present turn is over
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
