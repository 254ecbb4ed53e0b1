/** A table that is drawn anew in place at a terminal; elsewhere each row that changed is a line of its own. */
export class LiveTable {
  readonly #out: NodeJS.WriteStream;
  readonly #rows: () => readonly (readonly string[])[];
  readonly #beganMs: number = performance.now();
  #drawn: readonly string[] = [];

  constructor(out: NodeJS.WriteStream, rows: () => readonly (readonly string[])[]) {
    this.#out = out;
    this.#rows = rows;
    this.update();
  }

  /** Draws what has changed. */
  update(): void {
    const lines = this.#rows().map(
      cells => `   ${cells.map((cell, column) => cell.padEnd(WIDTHS[column] ?? 0)).join('  ')}`,
    );
    if (this.#out.isTTY) this.#redraw(lines);
    else this.#append(lines);
    this.#drawn = lines;
  }

  /** Leaves the last drawing where it is. */
  close(): void {
    this.update();
  }

  #redraw(lines: readonly string[]): void {
    if (this.#drawn.length > 0) this.#out.write(`\u001b[${String(this.#drawn.length)}A`);
    for (const line of lines) this.#out.write(`\u001b[2K${line}\n`);
  }

  #append(lines: readonly string[]): void {
    const seconds = ((performance.now() - this.#beganMs) / 1000).toFixed(1);
    for (const line of lines.filter(line => !this.#drawn.includes(line))) {
      this.#out.write(`   ${seconds.padStart(5)} s${line}\n`);
    }
  }
}

const WIDTHS = [24, 9, 34, 14, 12];
