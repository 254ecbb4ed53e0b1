import type { ControllerRevision, Namespace, Pod } from '../lib/api/kubernetes.generated.js';
import { NAMESPACES } from '../lib/api/resources.js';
import type { SidecarSet } from '../lib/api/sidecarset.generated.js';
import type { Clock } from '../lib/cluster/clock.js';
import { timestampOf } from '../lib/cluster/clock.js';
import type { Cluster } from '../lib/cluster/cluster.js';
import type { StoreView } from '../lib/cluster/store-view.js';
import type { InjectionSnapshot } from '../lib/decide/injection/injection-snapshot.js';

/** Where a pod's injection looks. */
export interface InjectionSources {
  readonly sidecarSets: StoreView<SidecarSet>;
  readonly namespaces: StoreView<Namespace>;
  /** Of the operator's namespace. */
  readonly revisions: StoreView<ControllerRevision>;
  readonly cluster: Pick<Cluster, 'get'>;
  readonly clock: Clock;
}

/** The API server waits five seconds for the whole answer. */
const NAMESPACE_TIMEOUT_MS = 1_000;

/** Gathers what the injection of one pod reads, from memory; the API server is asked only about a brand-new Namespace. */
export async function observeInjection(
  { pod, namespace }: { readonly pod: Pod; readonly namespace: string },
  sources: InjectionSources,
): Promise<InjectionSnapshot> {
  const sidecarSets = sources.sidecarSets.list();
  // Nobody asks for the labels of a namespace but namespaceSelector.
  const mustKnow = sidecarSets.some(set => set.spec.namespaceSelector !== undefined);
  const found = sources.namespaces.get({ name: namespace });
  const object = found ?? (mustKnow ? await fetchNamespace(namespace, sources.cluster) : undefined);
  const now = timestampOf(sources.clock.nowMs());
  const snapshot = { pod, namespace, sidecarSets, revisions: sources.revisions.list(), now };
  return object === undefined ? snapshot : { ...snapshot, namespaceLabels: object.metadata?.labels ?? {} };
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
