import { counted } from '../decide/counted.js';
import type { Foresight } from '../decide/rollout/foresee-waves.js';
import { HOLD_WORDS } from '../decide/rollout/hold-words.js';
import type { Step } from '../decide/rollout/rollout-step.js';

const WAVES_SHOWN = 10;
const NAMES_SHOWN = 5;

/** Says how a rollout goes on after its first wave, and what is left in the end, if every write goes well. */
export function describeForesight({ waves, rest }: Foresight): readonly string[] {
  const later = waves.slice(1).map((steps, index) => `  wave ${index + 2}: ${describeSteps(steps)}`);
  const hidden = later.length - WAVES_SHOWN;
  return [
    ...(later.length === 0 ? [] : ['then, each time the wave before is done:', ...later.slice(0, WAVES_SHOWN)]),
    ...(hidden > 0 ? [`  and ${counted(hidden, 'more wave')}`] : []),
    describeEnd(waves.length, rest),
  ];
}

function describeEnd(waveCount: number, { matched, held, steps }: Foresight['rest']): string {
  const updated = matched.filter(({ version }) => version === 'current').length;
  const after = `${updated} of ${matched.length} up to date after ${counted(waveCount, 'wave')}`;
  if (steps.length > 0) return `and so on: ${after}`;
  const reasons = [...new Set(held.map(({ reason }) => reason))];
  const kept = reasons.map(
    reason => `${held.filter(pod => pod.reason === reason).length} held by ${reason} (${HOLD_WORDS[reason]})`,
  );
  return ['in the end: ' + after, ...kept].join('; ');
}

function describeSteps(steps: readonly Step[]): string {
  const shown = steps.slice(0, NAMES_SHOWN).map(({ namespace, name }) => `${namespace}/${name}`);
  const more = steps.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
