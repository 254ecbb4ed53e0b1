/** How a command ended: what it prints last, and what it says to the shell. */
export interface CommandEnd {
  /** 0: as asked; 1: looked and found faults, or failed; 2: asked wrongly. */
  readonly exitCode: 0 | 1 | 2;
  /** Printed on standard output, or on standard error when the exit code is not 0. */
  readonly output: string;
}
