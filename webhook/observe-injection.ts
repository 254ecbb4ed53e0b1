import type { ControllerRevision, Namespace, Pod } from '../lib/api/kubernetes.generated.js';
import { NAMESPACES } from '../lib/api/resources.js';
import type { InjectionFailurePolicy } from '../lib/api/sidecarset.generated.js';
import type { Clock } from '../lib/cluster/clock.js';
import { timestampOf } from '../lib/cluster/clock.js';
import type { Cluster } from '../lib/cluster/cluster.js';
import type { StoreView } from '../lib/cluster/store-view.js';
import type { CandidateIndex } from '../lib/decide/injection/candidate-index.js';
import type { ScopeNamespaces } from '../lib/decide/match.js';
import type { InjectionSnapshot } from '../lib/decide/injection/injection-snapshot.js';

/** Where a pod's injection looks. */
export interface InjectionSources {
  /** The SidecarSets, filed by what they demand of a pod. */
  readonly candidates: Pick<CandidateIndex, 'candidates' | 'readsNamespaceLabels'>;
  readonly namespaces: StoreView<Namespace>;
  /** Of the operator's namespace. */
  readonly revisions: StoreView<ControllerRevision>;
  readonly cluster: Pick<Cluster, 'get'>;
  readonly clock: Clock;
  /** Which namespaces are spared. Absent: only those that SidecarSets leave alone themselves. */
  readonly scopeNamespaces?: ScopeNamespaces;
  /** Of SidecarSets that say none. Absent: Ignore. */
  readonly defaultFailurePolicy?: InjectionFailurePolicy;
}

/** The API server waits five seconds for the whole answer. */
const NAMESPACE_TIMEOUT_MS = 1_000;

/**
 * Gathers what the injection of one pod reads, from memory; the API server is asked only about a brand-new Namespace. Of
 * the SidecarSets it holds those that may select the pod.
 */
export async function observeInjection(
  { pod, namespace }: { readonly pod: Pod; readonly namespace: string },
  sources: InjectionSources,
): Promise<InjectionSnapshot> {
  const { candidates, namespaces, revisions, cluster, clock } = sources;
  const found = namespaces.get({ name: namespace });
  // Nobody asks for the labels of a namespace but namespaceSelector.
  const object = found ?? (candidates.readsNamespaceLabels ? await fetchNamespace(namespace, cluster) : undefined);
  const namespaceLabels = object === undefined ? {} : { namespaceLabels: object.metadata?.labels ?? {} };
  const place = { namespace, ...namespaceLabels };
  const sidecarSets = candidates.candidates({ labels: pod.metadata?.labels ?? {}, ...place });
  const { defaultFailurePolicy = 'Ignore', scopeNamespaces } = sources;
  const spared = scopeNamespaces === undefined ? {} : { scopeNamespaces };
  const now = timestampOf(clock.nowMs());
  return { pod, ...place, ...spared, sidecarSets, revisions: revisions.list(), defaultFailurePolicy, now };
}

/** A pod may be quicker than the watch that tells of its new Namespace. */
async function fetchNamespace(name: string, cluster: Pick<Cluster, 'get'>): Promise<Namespace | undefined> {
  try {
    return await cluster.get(NAMESPACES, { name }, { timeoutMs: NAMESPACE_TIMEOUT_MS, priority: 'high' });
  } catch {
    // The decision then says "namespace-unknown" of every set that asks for labels.
    return undefined;
  }
}
