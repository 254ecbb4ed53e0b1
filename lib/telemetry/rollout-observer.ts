import type { Metrics } from './metrics.js';
import { HotUpgradeGauges } from './hot-upgrade-gauges.js';

/** What is measured of the rollout of one SidecarSet each time it is planned. */
export interface RolloutFacts {
  /** Matched pods by the revision that they hold; `unknown` where none is known. */
  readonly podsByRevision: ReadonlyMap<string, number>;
  /** Matched pods that are settled and ready. */
  readonly readyPods: number;
  /** Outdated pods that are not upgraded now, by reason. */
  readonly heldByReason: ReadonlyMap<string, number>;
  readonly hotUpgrades: Parameters<HotUpgradeGauges['note']>[1];
  /** How long each upgrade took that has ended since the plan before, in milliseconds. */
  readonly upgradesEndedMs: readonly number[];
}

/**
 * How a write on a pod ended: `written`; `moved`, the pod had changed or gone since it was read; `refused`, the API server will
 * not have this very change; `failed`, it was lost, or asking again may help.
 */
type WriteOutcome = 'written' | 'moved' | 'refused' | 'failed';

/** Who watches rollouts. Every callback is called synchronously and must not throw. */
export interface RolloutObserver {
  /** A SidecarSet was planned. */
  planned(sidecarSet: string, facts: RolloutFacts): void;
  /** A write on a pod is over. */
  wrote(sidecarSet: string, step: string, end: WriteOutcome): void;
  /** A SidecarSet does not exist any more. */
  gone(sidecarSet: string): void;
}

/**
 * Turns what the leader sees of rollouts into metrics. Only the leader has these series: when it leads no more, it takes
 * them away, so that two processes never tell different numbers of the same pods.
 */
export class RolloutMetrics implements RolloutObserver {
  readonly #metrics: Metrics;
  readonly #hotUpgrades: HotUpgradeGauges;
  /** SidecarSet → takes its series away. */
  readonly #shown = new Map<string, readonly (() => void)[]>();

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
    this.#hotUpgrades = new HotUpgradeGauges(metrics);
  }

  planned(sidecarSet: string, facts: RolloutFacts): void {
    this.#hide(sidecarSet);
    this.#shown.set(sidecarSet, [
      ...[...facts.podsByRevision].map(([revision, count]) => this.#showPods(sidecarSet, revision, count)),
      ...[...facts.heldByReason].map(([reason, count]) => this.#showHeld(sidecarSet, reason, count)),
      this.#showReady(sidecarSet, facts.readyPods),
    ]);
    this.#hotUpgrades.note(sidecarSet, facts.hotUpgrades);
    for (const tookMs of facts.upgradesEndedMs)
      this.#metrics.observe('sidecarset_upgrade_duration_seconds', { sidecarset: sidecarSet }, tookMs / 1000);
  }

  wrote(sidecarSet: string, step: string, end: WriteOutcome): void {
    this.#metrics.count('sidecarset_pod_writes_total', { sidecarset: sidecarSet, step, end });
  }

  gone(sidecarSet: string): void {
    this.#hide(sidecarSet);
    this.#shown.delete(sidecarSet);
    this.#hotUpgrades.note(sidecarSet, []);
  }

  /** This process does not lead any more. */
  clear(): void {
    for (const sidecarSet of this.#shown.keys()) this.#hide(sidecarSet);
    this.#shown.clear();
    this.#hotUpgrades.clear();
  }

  #hide(sidecarSet: string): void {
    for (const hide of this.#shown.get(sidecarSet) ?? []) hide();
  }

  #showPods(sidecarset: string, revision: string, count: number): () => void {
    this.#metrics.set('sidecarset_rollout_pods', { sidecarset, revision }, count);
    return () => this.#metrics.remove('sidecarset_rollout_pods', { sidecarset, revision });
  }

  #showHeld(sidecarset: string, reason: string, count: number): () => void {
    this.#metrics.set('sidecarset_rollout_pods_held', { sidecarset, reason }, count);
    return () => this.#metrics.remove('sidecarset_rollout_pods_held', { sidecarset, reason });
  }

  #showReady(sidecarset: string, count: number): () => void {
    this.#metrics.set('sidecarset_rollout_pods_ready', { sidecarset }, count);
    return () => this.#metrics.remove('sidecarset_rollout_pods_ready', { sidecarset });
  }
}
