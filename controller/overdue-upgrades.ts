import type { EventNote } from '../lib/cluster/event-correlator.js';
import type { HotUpgrade } from '../lib/decide/rollout/hot-progress.js';
import { describeHotUpgrade } from '../lib/decide/rollout/hot-words.js';
import { aboutPod } from './about.js';

/** Says of each hot upgrade that stays in a phase for too long that it does, on its pod, once. */
export class OverdueUpgrades {
  /** SidecarSet → what has been said of its pods and still holds. */
  readonly #said = new Map<string, ReadonlySet<string>>();

  /**
   * @param overdue - all hot upgrades of the SidecarSet that are too late now
   * @returns the events about those of them that were not when it was asked before
   */
  tell(sidecarSet: string, overdue: readonly HotUpgrade[]): readonly EventNote[] {
    const before = this.#said.get(sidecarSet) ?? new Set();
    this.#said.set(sidecarSet, new Set(overdue.map(keyOf)));
    return overdue.filter(upgrade => !before.has(keyOf(upgrade))).map(upgrade => noteOf(sidecarSet, upgrade));
  }

  /** Forgets a SidecarSet that is gone. */
  forget(sidecarSet: string): void {
    this.#said.delete(sidecarSet);
  }
}

function keyOf({ pod, sidecar, phase, since = '' }: HotUpgrade): string {
  return [pod.metadata?.uid, sidecar, phase, since].join(' ');
}

function noteOf(sidecarSet: string, upgrade: HotUpgrade): EventNote {
  return {
    about: aboutPod(upgrade.pod),
    type: 'Warning',
    reason: 'hot-upgrade-overdue',
    message: `SidecarSet ${sidecarSet}: since ${upgrade.since ?? ''} ${describeHotUpgrade(upgrade)}`,
  };
}
