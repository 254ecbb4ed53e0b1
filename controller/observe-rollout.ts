import type { ControllerRevision, Namespace, Pod } from '../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../lib/api/sidecarset.generated.js';
import type { Clock } from '../lib/cluster/clock.js';
import { timestampOf } from '../lib/cluster/clock.js';
import type { StoreView } from '../lib/cluster/store-view.js';
import type { Coverage } from '../lib/decide/admission-scope/coverage.js';
import type { ScopeNamespaces } from '../lib/decide/match.js';
import { readLedger } from '../lib/decide/ledger.js';
import type { HistorySnapshot } from '../lib/decide/revision/history-plan.js';
import type { RolloutSnapshot } from '../lib/decide/rollout/rollout-snapshot.js';

/** The caches that the controller reads. */
export interface ControllerStores {
  readonly sidecarSets: StoreView<SidecarSet>;
  readonly namespaces: StoreView<Namespace>;
  /** Projected pods, with the index {@link BY_SIDECARSET}. */
  readonly pods: StoreView<Pod>;
  /** Every ControllerRevision of the operator's namespace. */
  readonly revisions: StoreView<ControllerRevision>;
}

/** Where the rollout of a SidecarSet looks. */
export interface RolloutSources {
  readonly stores: ControllerStores;
  readonly uninjected: { readonly of: (sidecarSet: string) => readonly Pod[] };
  readonly clock: Clock;
  /** Which namespaces new pods are not injected in. */
  readonly scopeNamespaces?: ScopeNamespaces;
  /** Absent: nobody keeps the webhooks. */
  readonly coverage?: CoverageView;
}

/** What is known of the webhooks' coverage. */
export interface CoverageView {
  /** Undefined: nothing is known (yet) about this generation of it. */
  of(sidecarSet: Pick<SidecarSet, 'metadata'>): Coverage | undefined;
  /** @returns a function that ends it */
  subscribe(listener: (sidecarSet: string) => void): () => void;
}

/** Index of pods: the names of the SidecarSets that injected them. */
export const BY_SIDECARSET = 'by-sidecarset';

/** The values under which {@link BY_SIDECARSET} files a pod. */
export function injectorsOf(pod: Pod): readonly string[] {
  const annotations = pod.metadata?.annotations;
  return annotations === undefined ? [] : readLedger(annotations).injectedBy;
}

/**
 * Gathers what the rollout of one SidecarSet reads, at one moment.
 *
 * @returns nothing when there is no such SidecarSet, or it is being deleted: its pods keep what they have
 */
export function observeRollout(
  name: string,
  { stores, clock, uninjected, coverage, scopeNamespaces }: RolloutSources,
): RolloutSnapshot | undefined {
  const sidecarSet = stores.sidecarSets.get({ name });
  if (sidecarSet === undefined || sidecarSet.metadata?.deletionTimestamp !== undefined) return undefined;
  const pods = stores.pods.byIndex(BY_SIDECARSET, name);
  const otherPods = uninjected.of(name);
  const covered = coverage?.of(sidecarSet);
  return {
    sidecarSet,
    pods,
    otherPods,
    otherSidecarSets: stores.sidecarSets.list(),
    namespaces: namespaceLabels([...pods, ...otherPods], stores.namespaces),
    ...(scopeNamespaces === undefined ? {} : { scopeNamespaces }),
    ...(covered === undefined ? {} : { coverage: covered }),
    now: timestampOf(clock.nowMs()),
  };
}

/**
 * Gathers what the history of the same SidecarSet reads.
 *
 * @param namespace - the operator's
 */
export function observeHistory(
  { sidecarSet, pods }: RolloutSnapshot,
  { stores, namespace }: { readonly stores: ControllerStores; readonly namespace: string },
): HistorySnapshot {
  return { sidecarSet, pods, revisions: stores.revisions.list(), namespace };
}

function namespaceLabels(pods: readonly Pod[], namespaces: StoreView<Namespace>): RolloutSnapshot['namespaces'] {
  const names = new Set(pods.map(pod => pod.metadata?.namespace ?? ''));
  return Object.fromEntries(
    [...names].flatMap(name => {
      const namespace = namespaces.get({ name });
      return namespace === undefined ? [] : [[name, namespace.metadata?.labels ?? {}]];
    }),
  );
}
