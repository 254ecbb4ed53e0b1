import { BY_SIDECARSET, injectorsOf } from '../../../controller/observe-rollout.js';
import { runController } from '../../../controller/controller.js';
import { projectPod } from '../../../controller/project-pod.js';
import type { ControllerRevision, Namespace } from '../../../lib/api/kubernetes.generated.js';
import { LEADER_LEASE, OPERATOR_NAME, OPERATOR_NAMESPACE } from '../../../lib/api/permissions.js';
import { CONTROLLER_REVISIONS, NAMESPACES, PODS, SIDECARSETS } from '../../../lib/api/resources.js';
import type { SidecarSet } from '../../../lib/api/sidecarset.generated.js';
import type { Clock } from '../../../lib/cluster/clock.js';
import type { Cluster } from '../../../lib/cluster/cluster.js';
import { catchUp } from '../../../lib/cluster/catch-up.js';
import { createEventRecorder } from '../../../lib/cluster/event-recorder.js';
import { runElection } from '../../../lib/cluster/leader-election.js';
import { ObjectStore } from '../../../lib/cluster/object-store.js';
import type { ClusterObserver } from '../../../lib/cluster/observer.js';
import { reflect } from '../../../lib/cluster/reflector.js';
import type { Term } from '../../../lib/cluster/term.js';
import { withinTerm } from '../../../lib/cluster/within-term.js';
import { createLog } from '../../../lib/telemetry/log.js';
import { createMetrics } from '../../../lib/telemetry/metrics.js';
import type { AdmissionHandler } from '../../../webhook/admission-route.js';
import { closeReview, openReview } from '../../../webhook/admission-review.js';
import { podHandler } from '../../../webhook/handle-pod.js';

/** What a replica of the operator runs on. */
export interface ReplicaOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly random: () => number;
  readonly identity: string;
  readonly observer: ClusterObserver;
  /** Told of each SidecarSet that is looked at, just before. */
  readonly onBegin: (sidecarSet: string) => void;
  /** Told of a rollout that failed and is tried again. */
  readonly onRetry: (error: unknown) => void;
}

/** A replica of the operator that has begun. */
export interface Replica {
  /** Answers an AdmissionReview of a pod as the webhook server does. */
  review(review: unknown): Promise<unknown>;
  /** Ends it in good order. */
  stop(): void;
  /** Rejects when something failed that never may. */
  readonly ended: Promise<void>;
}

// Metrics and log are not what is looked at here, and making them takes longer than a whole run.
const metrics = createMetrics({ version: 'simulated', processMetrics: false });
const SILENT = { note: () => undefined };
const log = createLog({ nowMs: () => 0, write: () => undefined });

/** Starts the operator as `sidecarset operator` wires it, without its servers and certificates. */
export function startReplica(options: ReplicaOptions): Replica {
  const { cluster, clock, random, identity, observer } = options;
  const stop = new AbortController();
  const { signal } = stop;
  const sidecarSets = new ObjectStore({ resource: SIDECARSETS, observer });
  const namespaces = new ObjectStore({ resource: NAMESPACES, observer });
  const revisions = new ObjectStore({ resource: CONTROLLER_REVISIONS, observer });
  const reflecting = { cluster, clock, random, observer, signal };
  const ended = Promise.all([
    reflect({ ...reflecting, store: sidecarSets }),
    reflect({ ...reflecting, store: namespaces }),
    reflect({ ...reflecting, store: revisions, query: { namespace: OPERATOR_NAMESPACE } }),
    runElection({
      ...reflecting,
      lease: { namespace: OPERATOR_NAMESPACE, name: LEADER_LEASE },
      identity,
      onLeading: term => lead(options, { sidecarSets, namespaces, revisions }, term),
    }),
  ]).then(() => undefined);
  const handle = podHandler({ sidecarSets, namespaces, revisions, cluster, clock, metrics, events: SILENT });
  return { review: review => answer(handle, review), stop: () => stop.abort(new Error('told to stop')), ended };
}

interface SharedStores {
  readonly sidecarSets: ObjectStore<SidecarSet>;
  readonly namespaces: ObjectStore<Namespace>;
  readonly revisions: ObjectStore<ControllerRevision>;
}

async function lead(options: ReplicaOptions, shared: SharedStores, term: Term): Promise<void> {
  const { signal } = term;
  const { cluster, clock, random, identity, observer, onBegin, onRetry } = options;
  const pods = new ObjectStore({
    resource: PODS,
    project: projectPod,
    indexes: { [BY_SIDECARSET]: injectorsOf },
    observer,
  });
  const keeping = reflect({ cluster, clock, random, observer, store: pods, signal });
  const stores = { ...shared, pods };
  try {
    await Promise.all(Object.values(stores).map(store => store.whenSynced(signal)));
    const reading = { cluster, clock, random, signal };
    await Promise.all([catchUp(stores.sidecarSets, reading), catchUp(stores.namespaces, reading)]);
  } catch (error) {
    if (!signal.aborted) throw error;
    await keeping;
    return;
  }
  const events = createEventRecorder({
    cluster,
    clock,
    random,
    observer,
    component: OPERATOR_NAME,
    instance: identity,
  });
  const queueObserver = {
    started: onBegin,
    retried: (_name: string, _delayMs: number, error: unknown) => onRetry(error),
  };
  await runController({
    cluster: withinTerm(cluster, term),
    clock,
    random,
    log,
    events,
    stores,
    namespace: OPERATOR_NAMESPACE,
    queueObserver,
    signal,
  });
  await keeping;
}

async function answer(handle: AdmissionHandler, review: unknown): Promise<unknown> {
  const opened = openReview(review);
  if (opened.kind === 'malformed') throw new Error(opened.message);
  const decision = await handle(opened.request);
  if (decision.verdict === 'fail') throw new Error(decision.message);
  return JSON.parse(closeReview(opened.request.uid, decision)) as unknown;
}
