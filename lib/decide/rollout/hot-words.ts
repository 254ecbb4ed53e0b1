import type { HotPhase, HotUpgrade } from './hot-progress.js';

/** What each phase of a hot upgrade means for its slots, as a sentence for people. */
const PHASE_WORDS: Readonly<Record<HotPhase, (upgrade: HotUpgrade) => string>> = {
  fill: ({ active }) => `the kubelet has not started the new image in ${active} yet, or its postStart hook still runs`,
  migrate: ({ active, idle, waitsFor }) =>
    waitsFor.length === 0
      ? `${active} has taken over, and ${idle} can be emptied`
      : `${active} takes over from ${idle}; before ${idle} is emptied, ${listNames(waitsFor)} must be ready`,
  empty: ({ active, idle }) => `${active} serves; the kubelet has not started the idle image in ${idle} yet`,
};

/** Says where a hot upgrade stands: `mesh is in phase migrate: mesh-2 takes over from mesh-1; ...`. */
export function describeHotUpgrade(upgrade: HotUpgrade): string {
  const { sidecar, phase } = upgrade;
  return `${sidecar} is in phase ${phase}: ${PHASE_WORDS[phase](upgrade)}`;
}

function listNames(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
