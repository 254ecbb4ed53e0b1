import type { Pod } from '../../api/kubernetes.generated.js';
import type { SlotPair } from './hot-slots.js';
import { awaitedContainers } from './hot-empty.js';
import { lastUpgrade } from './last-upgrade.js';
import type { PodProgress } from './pod-progress.js';

/**
 * How far a hot upgrade is, as the kubelet has reported it: `fill`, the new slot does not run its image yet; `migrate`,
 * it runs, and takes over; `empty`, the old slot does not run the idle image yet. While the postStart hook runs, the
 * kubelet reports nothing, so that time counts as `fill`.
 */
export type HotPhase = 'fill' | 'migrate' | 'empty';

/** The hot upgrade of one sidecar in one pod, from the write that fills until the kubelet has emptied the old slot. */
export interface HotUpgrade {
  readonly pod: Pod;
  readonly sidecar: string;
  readonly phase: HotPhase;
  /** Names of the slots: the one that takes over and the one that gives. */
  readonly active: string;
  readonly idle: string;
  /** Containers of the pod that have to run and be ready, or, in phase `empty`, to be restarted, before it goes on. */
  readonly waitsFor: readonly string[];
  /** RFC 3339: the write that began the phase; for `migrate` the one that filled the slot. Absent: the pod does not say. */
  readonly since?: string;
}

/** The hot upgrades that are under way in one pod; none when its slots are at rest. */
export function readHotUpgrades(progress: PodProgress, sidecarSet: string): readonly HotUpgrade[] {
  if (progress.slots.length === 0) return [];
  const since = lastUpgrade(progress, sidecarSet)?.updateTimestamp;
  return progress.slots.flatMap(pair => {
    const phase = phaseOf(pair);
    if (phase === undefined) return [];
    const [active, idle] = [pair.active.container.name, pair.idle.container.name];
    return {
      pod: progress.pod,
      sidecar: pair.sidecar,
      phase,
      active,
      idle,
      waitsFor: phase === 'empty' ? [idle] : awaitedContainers(progress),
      ...(since === undefined ? {} : { since }),
    };
  });
}

/**
 * The hot upgrades that have been in their phase for longer than the deadline, and when to look again at the others.
 *
 * @param now - RFC 3339
 */
export function overdueHotUpgrades(
  upgrades: readonly HotUpgrade[],
  { now, deadlineMs }: { readonly now: string; readonly deadlineMs: number },
): { readonly overdue: readonly HotUpgrade[]; readonly checkAgainAfterMs?: number } {
  const remainingMs = (upgrade: HotUpgrade): number => Date.parse(upgrade.since ?? '') + deadlineMs - Date.parse(now);
  const waits = upgrades.map(remainingMs).filter(ms => ms > 0);
  return {
    overdue: upgrades.filter(upgrade => remainingMs(upgrade) <= 0),
    ...(waits.length === 0 ? {} : { checkAgainAfterMs: Math.min(deadlineMs, ...waits) }),
  };
}

function phaseOf({ active, idle, atRest }: SlotPair): HotPhase | undefined {
  if (!atRest) return active.settled ? 'migrate' : 'fill';
  return idle.settled ? undefined : 'empty';
}
