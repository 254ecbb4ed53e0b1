import type { Metrics } from './metrics.js';

/** What is measured of a hot upgrade. */
interface HotUpgradeFacts {
  readonly phase: 'fill' | 'migrate' | 'empty';
  /** RFC 3339: when the phase began. */
  readonly since?: string;
}

const PHASES = ['fill', 'migrate', 'empty'] as const;

/**
 * Keeps the gauges of hot upgrades: how many are in each phase, over all SidecarSets, and since when the oldest of them.
 * Names of pods and SidecarSets are no labels: their series would outlive them.
 */
export class HotUpgradeGauges {
  readonly #metrics: Metrics;
  readonly #bySidecarSet = new Map<string, readonly HotUpgradeFacts[]>();

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
    this.#publish();
  }

  /** Notes the hot upgrades of one SidecarSet that are under way now; none when there are none, or it is gone. */
  note(sidecarSet: string, upgrades: readonly HotUpgradeFacts[]): void {
    if (upgrades.length === 0) this.#bySidecarSet.delete(sidecarSet);
    else this.#bySidecarSet.set(sidecarSet, upgrades);
    this.#publish();
  }

  /** This process does not lead any more: what it knows grows old. */
  clear(): void {
    this.#bySidecarSet.clear();
    this.#publish();
  }

  #publish(): void {
    const all = [...this.#bySidecarSet.values()].flat();
    for (const phase of PHASES) {
      const begins = all.filter(upgrade => upgrade.phase === phase).map(({ since = '' }) => Date.parse(since));
      const known = begins.filter(ms => !Number.isNaN(ms));
      this.#metrics.set('sidecarset_hot_upgrades', { phase }, begins.length);
      const oldest = known.length === 0 ? 0 : Math.min(...known) / 1000;
      this.#metrics.set('sidecarset_hot_upgrade_oldest_since_seconds', { phase }, oldest);
    }
  }
}
