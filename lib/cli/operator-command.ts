import { readOperatorSettings, SettingsError } from '../settings.js';
import type { CommandEnd } from './command.js';
import { runOperator } from './operator.js';

/**
 * `sidecarset operator`: runs until SIGTERM or SIGINT, then drains, hands the lease over and ends.
 */
export async function runOperatorCommand(
  args: readonly string[],
  { environment, version }: { readonly environment: NodeJS.ProcessEnv; readonly version: string },
): Promise<CommandEnd> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => stop.abort(new Error(`told to stop by ${signal}`)));
  }
  try {
    const settings = readOperatorSettings(args, environment);
    await runOperator(settings, { version, signal: stop.signal });
    return { exitCode: 0, output: '' };
  } catch (error) {
    if (error instanceof SettingsError) return { exitCode: 2, output: `sidecarset operator: ${error.message}\n` };
    return { exitCode: 1, output: `sidecarset operator: ${error instanceof Error ? error.message : String(error)}\n` };
  }
}
