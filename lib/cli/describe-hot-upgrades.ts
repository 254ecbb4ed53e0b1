import type { HotUpgrade } from '../decide/rollout/hot-progress.js';
import { describeHotUpgrade } from '../decide/rollout/hot-words.js';

/** So many stand for all of them. */
const SHOWN = 10;

/**
 * Says where the hot upgrades stand that are under way: pod, sidecar, phase, since how long, and what it waits for.
 *
 * @param now - RFC 3339
 * @returns lines, none when no hot upgrade is under way; the oldest first
 */
export function describeHotUpgrades(upgrades: readonly HotUpgrade[], now: string): readonly string[] {
  if (upgrades.length === 0) return [];
  const oldestFirst = upgrades.toSorted((a, b) => ageSeconds(b, now) - ageSeconds(a, now));
  const more = upgrades.length - SHOWN;
  return [
    'hot upgrades under way:',
    ...oldestFirst.slice(0, SHOWN).map(upgrade => `  ${lineOf(upgrade, now)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function lineOf(upgrade: HotUpgrade, now: string): string {
  const { namespace = '', name = '' } = upgrade.pod.metadata ?? {};
  const age = upgrade.since === undefined ? '' : ` (for ${describeAge(ageSeconds(upgrade, now))})`;
  return `${namespace}/${name} ${describeHotUpgrade(upgrade)}${age}`;
}

function ageSeconds({ since }: HotUpgrade, now: string): number {
  return since === undefined ? 0 : Math.max(0, (Date.parse(now) - Date.parse(since)) / 1000);
}

function describeAge(seconds: number): string {
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3_600)} h`;
}
