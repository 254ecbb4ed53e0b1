import type { SidecarSet } from '../api/sidecarset.generated.js';
import type { CommandEnd } from './command.js';

/** Reasons of `Progressing` being False with which a rollout is where it was told to be. */
const ARRIVED: ReadonlySet<string> = new Set(['Complete', 'NoPods', 'Partition', 'NotSelected']);

/**
 * How a rollout has ended, as the operator has stored it: nothing more happens until somebody changes something. Exit code 0
 * where the SidecarSet's own fields wanted it so far and no farther, 1 where pods are not what was asked for.
 *
 * @returns nothing while it goes on, or the operator has not seen the present spec
 */
export function endOfRollout({ metadata, status }: SidecarSet): CommandEnd | undefined {
  const { observedGeneration, conditions = [] } = status ?? {};
  if (observedGeneration !== metadata?.generation) return undefined;
  const find = (wanted: string): (typeof conditions)[number] | undefined =>
    conditions.find(({ type }) => type === wanted);
  const stalled = find('Stalled');
  const progressing = find('Progressing');
  const name = metadata?.name ?? '';
  if (stalled?.status === 'True')
    return { exitCode: 1, output: `SidecarSet ${name} is stalled (${stalled.reason}): ${stalled.message}\n` };
  if (progressing?.status !== 'False') return undefined;
  const output = `SidecarSet ${name}: ${progressing.reason}: ${progressing.message}\n`;
  return { exitCode: ARRIVED.has(progressing.reason) ? 0 : 1, output };
}
