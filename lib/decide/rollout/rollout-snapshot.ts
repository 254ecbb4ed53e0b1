import type { Pod, PodDisruptionBudget } from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import type { Coverage } from '../admission-scope/coverage.js';
import type { ScopeNamespaces } from '../match.js';
import type { HistoryFacts } from '../revision/history-plan.js';

/** All that the rollout of one SidecarSet reads, gathered at one moment. */
export interface RolloutSnapshot {
  readonly sidecarSet: SidecarSet;
  /** Pods whose ledger names the SidecarSet; the controller's projection of a pod is enough. */
  readonly pods: readonly Pod[];
  /** Pods that it did not inject, at least those that it selects; absent where nobody looks for them. */
  readonly otherPods?: readonly Pod[];
  /** SidecarSets beside it, at least those that are its canaries; absent where they are not known. */
  readonly otherSidecarSets?: readonly SidecarSet[];
  /** Labels of each Namespace that is known, by name. */
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Which namespaces new pods are not injected in; absent: no operator keeps out of any. */
  readonly scopeNamespaces?: ScopeNamespaces;
  /** The revision of the present spec; absent where no history is kept. */
  readonly history?: HistoryFacts;
  /** Read only for a SidecarSet that respects them; absent: not known (yet), and then they allow nothing. */
  readonly disruptionBudgets?: readonly PodDisruptionBudget[];
  /** Beside {@link disruptionBudgets}: every injected pod, of any SidecarSet. */
  readonly injectedPods?: readonly Pod[];
  /** Uids of pods whose write the API server has refused a short while ago. */
  readonly refusedPods?: ReadonlySet<string>;
  /** Does the API server ask about new pods; absent: not known (yet). */
  readonly coverage?: Coverage;
  /** RFC 3339 with seconds, for `updateTimestamp`. */
  readonly now: string;
}
