import { execFile } from 'node:child_process';

/** What a command may be given. */
export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/**
 * Runs a command to its end.
 *
 * @returns its standard output
 * @throws Error with the command and what it wrote to standard error
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      { maxBuffer: 256 * 1024 * 1024, cwd: options.cwd, env: { ...process.env, ...options.env } },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${[command, ...args].join(' ')}: ${stderr.trim() || error.message}`, { cause: error }));
      },
    );
    // A command that ends without reading its input is no error of ours: its exit code says what was wrong.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}
