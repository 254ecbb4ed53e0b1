/** Facts that go with a log line; plain JSON values. */
export type LogFields = Readonly<Record<string, unknown>>;

/** One JSON line an event. The event is a word in kebab-case, the same as in events, metrics and the CLI. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** Where lines go and what time they carry. */
export interface LogOptions {
  readonly nowMs: () => number;
  readonly write: (line: string) => void;
}

/**
 * Makes a log.
 *
 * @returns a log that writes `{"time", "level", "event", ...fields}`; an Error among the fields becomes its message
 */
export function createLog({ nowMs, write }: LogOptions): Log {
  const say =
    (level: string) =>
    (event: string, fields: LogFields = {}): void => {
      const line = { time: new Date(nowMs()).toISOString(), level, event, ...fields };
      // A replacer is asked about every value, which takes longer than all the rest of a line without errors.
      write(`${holdsError(line) ? JSON.stringify(line, readableErrors) : JSON.stringify(line)}\n`);
    };
  return { info: say('info'), warn: say('warn'), error: say('error') };
}

function readableErrors(_key: string, value: unknown): unknown {
  return value instanceof Error ? value.message : value;
}

function holdsError(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Error) return true;
  for (const name in value) if (holdsError((value as LogFields)[name])) return true;
  return false;
}
