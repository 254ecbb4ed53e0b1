import type {
  ConfigMap,
  ControllerRevision,
  KubernetesObject,
  Namespace,
  Secret,
} from '../api/kubernetes.generated.js';
import { CERTIFICATE_SECRET, CONFIGURATION_NAME } from '../api/permissions.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import type { Clock } from '../cluster/clock.js';
import type { Query } from '../cluster/cluster.js';
import type { KubeClient } from '../cluster/kube-client.js';
import type { EventRecorder } from '../cluster/event-recorder.js';
import type { ObjectStore } from '../cluster/object-store.js';
import type { ClusterObserver } from '../cluster/observer.js';
import { reflect } from '../cluster/reflector.js';
import type { Log } from '../telemetry/log.js';
import type { Metrics } from '../telemetry/metrics.js';

/** What every part of the operator is handed. */
export interface OperatorTools {
  readonly cluster: KubeClient;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly observer: ClusterObserver;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly events: EventRecorder;
}

/** The caches that every replica keeps, whether it leads or not. */
export interface SharedStores {
  readonly sidecarSets: ObjectStore<SidecarSet>;
  readonly namespaces: ObjectStore<Namespace>;
  /** Every ControllerRevision of the operator's namespace: a name may be taken by somebody else's. */
  readonly revisions: ObjectStore<ControllerRevision>;
  /** The one ConfigMap with the administrator's settings. */
  readonly configMaps: ObjectStore<ConfigMap>;
  /** The one Secret with the certificates. */
  readonly secrets: ObjectStore<Secret>;
}

/** Keeps the shared caches equal to the API server until `signal` aborts. */
export async function keepStores(
  tools: OperatorTools,
  stores: SharedStores,
  { namespace, signal }: { readonly namespace: string; readonly signal: AbortSignal },
): Promise<void> {
  await Promise.all([
    keepStore(tools, stores.sidecarSets, { signal }),
    keepStore(tools, stores.namespaces, { signal }),
    keepStore(tools, stores.revisions, { query: { namespace }, signal }),
    keepStore(tools, stores.configMaps, { query: { namespace, ...onlyNamed(CONFIGURATION_NAME) }, signal }),
    keepStore(tools, stores.secrets, { query: { namespace, ...onlyNamed(CERTIFICATE_SECRET) }, signal }),
  ]);
}

/** Keeps one cache equal to the API server until `signal` aborts. */
export function keepStore<T extends KubernetesObject>(
  { cluster, clock, random, observer }: OperatorTools,
  store: ObjectStore<T>,
  options: { readonly query?: Query; readonly signal: AbortSignal },
): Promise<void> {
  return reflect({ cluster, clock, random, observer, store, ...options });
}

/** A query for the object of one name: RBAC can grant list and watch of it alone. */
export function onlyNamed(name: string): Query {
  return { fieldSelector: `metadata.name=${name}` };
}
