import { lastUpgrade } from '../lib/decide/rollout/last-upgrade.js';
import type { PodProgress } from '../lib/decide/rollout/pod-progress.js';

/** One upgrade of one pod that has been seen under way. */
interface Seen {
  /** As the pod remembers it: RFC 3339. */
  readonly began: string;
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
    const seen = new Map<string, Seen>();
    const tookMs: number[] = [];
    for (const progress of matched) {
      const uid = uidOf(progress);
      const earlier = before.get(uid);
      const now = follow(progress, { sidecarSet, earlier });
      if (now === undefined) continue;
      seen.set(uid, now);
      if (now.ended && earlier?.ended === false) tookMs.push(Math.max(0, nowMs - Date.parse(now.began)));
    }
    this.#seen.set(sidecarSet, seen);
    return tookMs;
  }

  /** Forgets a SidecarSet that is gone. */
  forget(sidecarSet: string): void {
    this.#seen.delete(sidecarSet);
  }
}

function follow(
  progress: PodProgress,
  { sidecarSet, earlier }: { readonly sidecarSet: string; readonly earlier: Seen | undefined },
): Seen | undefined {
  if (progress.version !== 'current') return undefined;
  const isBack = progress.settled && progress.ready;
  // Nothing of it was seen under way: so it is with most pods at most times.
  if (earlier === undefined && isBack) return undefined;
  const began = lastUpgrade(progress, sidecarSet)?.updateTimestamp ?? '';
  // Another upgrade of the same pod begins anew; one that has ended does not begin again when the pod becomes unready.
  if (earlier?.began === began) return earlier.ended || !isBack ? earlier : { began, ended: true };
  return isBack || Number.isNaN(Date.parse(began)) ? undefined : { began, ended: false };
}

function uidOf({ pod }: PodProgress): string {
  return pod.metadata?.uid ?? '';
}
