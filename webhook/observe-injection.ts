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
import type { RecentInjections } from './recent-injections.js';

/** Where a pod's injection looks. */
export interface InjectionSources {
  /** The SidecarSets, filed by what they demand of a pod. */
  readonly candidates: Pick<CandidateIndex, 'candidates' | 'readsNamespaceLabels'>;
  readonly namespaces: StoreView<Namespace>;
  /** Of the operator's namespace. */
  readonly revisions: StoreView<ControllerRevision>;
  /** What this replica has injected a moment ago. */
  readonly recent: Pick<RecentInjections, 'count'>;
  readonly cluster: Pick<Cluster, 'get'>;
  readonly clock: Clock;
  /** Which namespaces are spared. Absent: only those that SidecarSets leave alone themselves. */
  readonly scopeNamespaces?: ScopeNamespaces;
  /** Of SidecarSets that say none. Absent: Ignore. */
  readonly defaultFailurePolicy?: InjectionFailurePolicy;
}

/** The API server waits five seconds for the whole answer. */
const NAMESPACE_TIMEOUT_MS = 1_000;

/** A pod that is to be created, and where. */
export interface NewPod {
  readonly pod: Pod;
  /** The request's. */
  readonly namespace: string;
  /** Undefined: it is not known. */
  readonly namespaceObject: Namespace | undefined;
}

/**
 * Gathers what the injection of one pod reads, from memory and at one moment. Of the SidecarSets it holds those that may
 * select the pod.
 */
export function observeInjection(
  { pod, namespace, namespaceObject }: NewPod,
  { candidates, revisions, recent, clock, scopeNamespaces, defaultFailurePolicy = 'Ignore' }: InjectionSources,
): InjectionSnapshot {
  const namespaceLabels = namespaceObject === undefined ? undefined : (namespaceObject.metadata?.labels ?? {});
  const sidecarSets = candidates.candidates({ labels: pod.metadata?.labels ?? {}, namespace, namespaceLabels });
  return {
    pod,
    namespace,
    namespaceLabels,
    scopeNamespaces,
    sidecarSets,
    revisions: revisions.list(),
    recentPods: recent.count(),
    defaultFailurePolicy,
    now: secondOf(clock.nowMs()),
  };
}

/**
 * The Namespace of a new pod; the API server is asked about a brand-new one, if a SidecarSet wants to know its labels.
 *
 * @returns a promise only when the API server is asked
 */
export function findNamespace(
  name: string,
  { candidates, namespaces, cluster }: InjectionSources,
): Namespace | undefined | Promise<Namespace | undefined> {
  const known = namespaces.get({ name });
  if (known !== undefined || !candidates.readsNamespaceLabels) return known;
  return fetchNamespace(name, cluster);
}

let lastSecond = { second: NaN, text: '' };

/** Pods come in waves, and to write a time down takes as long as to find the SidecarSets of a pod: each second is written once. */
function secondOf(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  if (second !== lastSecond.second) lastSecond = { second, text: timestampOf(nowMs) };
  return lastSecond.text;
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
