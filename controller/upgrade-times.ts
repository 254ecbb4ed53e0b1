import { lastUpgrade } from '../lib/decide/rollout/last-upgrade.js';
import type { PodProgress } from '../lib/decide/rollout/rollout-plan.js';

/** One upgrade of one pod that has been seen under way. */
interface Seen {
  readonly beganMs: number;
  readonly ended: boolean;
}

/**
 * Measures upgrades from the write, as the pod remembers it in whole seconds, to the moment at which the pod is seen settled
 * and ready again. What was under way before this process began to lead is measured too.
 */
export class UpgradeTimes {
  /** SidecarSet → uid of a pod → its last upgrade. */
  readonly #seen = new Map<string, ReadonlyMap<string, Seen>>();

  /**
   * @param matched - every matched pod of the SidecarSet, as it is now
   * @returns how long each upgrade took that has ended since it was asked before, in milliseconds
   */
  ended(sidecarSet: string, matched: readonly PodProgress[], nowMs: number): readonly number[] {
    const before = this.#seen.get(sidecarSet) ?? new Map<string, Seen>();
    const now = matched.map(progress => [uidOf(progress), follow(progress, { sidecarSet, before })] as const);
    this.#seen.set(sidecarSet, new Map(now.flatMap(([uid, seen]) => (seen === undefined ? [] : [[uid, seen]]))));
    return now.flatMap(([uid, seen]) => {
      const hasEnded = seen?.ended === true && before.get(uid)?.ended === false;
      return hasEnded ? [Math.max(0, nowMs - seen.beganMs)] : [];
    });
  }

  /** Forgets a SidecarSet that is gone. */
  forget(sidecarSet: string): void {
    this.#seen.delete(sidecarSet);
  }
}

function follow(
  progress: PodProgress,
  { sidecarSet, before }: { readonly sidecarSet: string; readonly before: ReadonlyMap<string, Seen> },
): Seen | undefined {
  if (progress.version !== 'current') return undefined;
  const seen = before.get(uidOf(progress));
  const isBack = progress.settled && progress.ready;
  // Nothing of it was seen under way: so it is with most pods at most times.
  if (seen === undefined && isBack) return undefined;
  const beganMs = Date.parse(lastUpgrade(progress, sidecarSet)?.updateTimestamp ?? '');
  // Another upgrade of the same pod begins anew; one that has ended does not begin again when the pod becomes unready.
  if (seen?.beganMs === beganMs) return { beganMs, ended: seen.ended || isBack };
  return Number.isNaN(beganMs) || isBack ? undefined : { beganMs, ended: false };
}

function uidOf({ pod }: PodProgress): string {
  return pod.metadata?.uid ?? '';
}
