import type { Screen } from './command.js';

/** Shows the latest state of something: a terminal is drawn on again and again, a file or a pipe gets a line a change. */
export class LiveScreen {
  readonly #screen: Screen;
  #shown = '';
  #lineCount = 0;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /**
   * Shows a state, unless it is what is shown already.
   *
   * @param lines - for a terminal
   * @param line - the same in one line
   * @param time - goes before the line
   */
  show({
    lines,
    line,
    time,
  }: {
    readonly lines: readonly string[];
    readonly line: string;
    readonly time: string;
  }): void {
    const size = this.#screen.size();
    const shown = size === undefined ? line : fit(lines, size).join('\n');
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (size === undefined) {
      this.#screen.write(`${time} ${line}\n`);
      return;
    }
    const back = this.#lineCount === 0 ? '' : `\u001B[${this.#lineCount}A\u001B[J`;
    this.#screen.write(`${back}${shown}\n`);
    this.#lineCount = shown.split('\n').length;
  }
}

/** A line that the terminal would break, or one that scrolled away, could not be drawn over. */
function fit(
  lines: readonly string[],
  { columns, rows }: { readonly columns: number; readonly rows: number },
): readonly string[] {
  const short = lines.map(line => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line));
  return short.length < rows ? short : [...short.slice(0, Math.max(0, rows - 2)), '…'];
}
