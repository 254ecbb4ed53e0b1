import type { MutatingWebhookConfiguration } from '../api/kubernetes.generated.js';
import { OPERATOR_NAME } from '../api/permissions.js';
import { MUTATING_WEBHOOKS, PODS, VALIDATING_WEBHOOKS } from '../api/resources.js';
import { catchUp } from '../cluster/catch-up.js';
import { ObjectStore } from '../cluster/object-store.js';
import type { Term } from '../cluster/term.js';
import { withinTerm } from '../cluster/within-term.js';
import { RolloutMetrics } from '../telemetry/rollout-observer.js';
import { queueObserver } from '../telemetry/queue-observer.js';
import { runController } from '../../controller/controller.js';
import { BY_SIDECARSET, injectorsOf } from '../../controller/observe-rollout.js';
import { projectPod } from '../../controller/project-pod.js';
import { certificateHosts } from '../../webhook/certificate-hosts.js';
import { CERTIFICATE_TIMES, keepCertificates } from '../../webhook/certificate-keeper.js';
import { CoverageBook } from '../../webhook/coverage-book.js';
import { keepScope } from '../../webhook/scope-keeper.js';
import { scopeNamespacesOf } from './operator-scope.js';
import { keepStore, onlyNamed } from './operator-tools.js';
import type { RoleOptions } from './serve-webhooks.js';

/** What the leader is handed. */
export interface LeaderOptions extends Omit<RoleOptions, 'signal'> {
  readonly term: Term;
}

/**
 * What the leader does besides serving: rollouts, the certificates that all replicas serve with, and the webhooks that
 * the API server asks. Ends, with nothing under way any more, when its term is over.
 */
export async function lead(options: LeaderOptions): Promise<void> {
  const coverage = new CoverageBook();
  await Promise.all([leadRollouts(options, coverage), leadWebhooks(options, coverage)]);
}

/** Pods and SidecarSets are read anew, so that nothing is decided on what the leader before has made old meanwhile. */
async function leadRollouts({ tools, stores, settings, term }: LeaderOptions, coverage: CoverageBook): Promise<void> {
  const { signal } = term;
  const { sidecarSets, namespaces, revisions } = stores;
  const pods = new ObjectStore({
    resource: PODS,
    project: projectPod,
    indexes: { [BY_SIDECARSET]: injectorsOf },
    observer: tools.observer,
  });
  const keeping = keepStore(tools, pods, { signal });
  const rolloutObserver = new RolloutMetrics(tools.metrics);
  const synced = [sidecarSets, namespaces, pods, revisions].map(store => store.whenSynced(signal));
  if (await succeeded(Promise.all(synced), signal)) {
    await Promise.all([catchUp(sidecarSets, { ...tools, signal }), catchUp(namespaces, { ...tools, signal })]);
    await runController({
      ...tools,
      cluster: withinTerm(tools.cluster, term),
      stores: { sidecarSets, namespaces, pods, revisions },
      namespace: settings.namespace,
      scopeNamespaces: scopeNamespacesOf(settings),
      parallelWrites: settings.parallelWrites,
      coverage,
      queueObserver: { ...queueObserver(tools.metrics), ...failureLog(tools) },
      rolloutObserver,
      signal,
    });
    rolloutObserver.clear();
  }
  await keeping;
}

async function leadWebhooks(options: LeaderOptions, book: CoverageBook): Promise<void> {
  const { tools, stores, settings, term } = options;
  const { signal } = term;
  const mutatingWebhooks = new ObjectStore({ resource: MUTATING_WEBHOOKS, observer: tools.observer });
  await Promise.all([
    keepStore(tools, mutatingWebhooks, { query: onlyNamed(OPERATOR_NAME), signal }),
    ...(settings.certificates === 'own' ? [leadCertificates(options, mutatingWebhooks)] : []),
    keepScope({
      ...tools,
      cluster: withinTerm(tools.cluster, term),
      sidecarSets: stores.sidecarSets,
      mutatingWebhooks,
      settings: { ...settings, ...scopeNamespacesOf(settings) },
      book,
      signal,
    }),
  ]);
}

/** Not where somebody else keeps them: the operator then may not even read what these would write. */
async function leadCertificates(
  { tools, stores, settings, term: { signal } }: LeaderOptions,
  mutatingWebhooks: ObjectStore<MutatingWebhookConfiguration>,
): Promise<void> {
  const validatingWebhooks = new ObjectStore({ resource: VALIDATING_WEBHOOKS, observer: tools.observer });
  await Promise.all([
    keepStore(tools, validatingWebhooks, { query: onlyNamed(OPERATOR_NAME), signal }),
    keepCertificates({
      ...tools,
      secrets: stores.secrets,
      mutatingWebhooks,
      validatingWebhooks,
      namespace: settings.namespace,
      hosts: certificateHosts({ namespace: settings.namespace, extra: settings.certificateHosts }),
      times: CERTIFICATE_TIMES,
      signal,
    }),
  ]);
}

/** Waiting that the signal ended is no failure. */
async function succeeded(waiting: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  try {
    await waiting;
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

function failureLog({ metrics, log }: RoleOptions['tools']): {
  readonly retried: (sidecarSet: string, delayMs: number, error: unknown) => void;
} {
  const observer = queueObserver(metrics);
  return {
    retried: (sidecarSet, delayMs, error) => {
      observer.retried(sidecarSet, delayMs);
      log.warn('rollout-failed', { sidecarSet, retryInMs: delayMs, error });
    },
  };
}
