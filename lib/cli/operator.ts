import { LEADER_LEASE, OPERATOR_NAME } from '../api/permissions.js';
import { CONFIG_MAPS, CONTROLLER_REVISIONS, NAMESPACES, SECRETS, SIDECARSETS } from '../api/resources.js';
import { systemClock } from '../cluster/clock.js';
import { createEventRecorder } from '../cluster/event-recorder.js';
import { createKubeClient } from '../cluster/kube-client.js';
import { loadKubeConfig } from '../cluster/kube-config.js';
import { runElection } from '../cluster/leader-election.js';
import { ObjectStore } from '../cluster/object-store.js';
import type { OperatorSettings } from '../settings.js';
import { clusterObserver } from '../telemetry/cluster-observer.js';
import { joinLines, LINES_MS } from '../telemetry/line-buffer.js';
import { createLog } from '../telemetry/log.js';
import { createMetrics } from '../telemetry/metrics.js';
import { createHealthServer } from '../../webhook/health-server.js';
import { webhookChecks } from '../../webhook/readiness.js';
import { lead } from './lead.js';
import type { OperatorTools, SharedStores } from './operator-tools.js';
import { keepStores } from './operator-tools.js';
import { serveWebhooks } from './serve-webhooks.js';

/** How long events and other last words may take when the operator stops. */
const FAREWELL_MS = 3_000;

/**
 * Runs the operator until `signal` aborts: every replica serves the webhooks and is ready to lead, one of them leads.
 * This is where the parts meet; each of them is handed what it needs.
 *
 * @throws Error when it cannot begin: no kubeconfig, a port that is taken
 */
export async function runOperator(
  settings: OperatorSettings,
  { version, signal }: { readonly version: string; readonly signal: AbortSignal },
): Promise<void> {
  const tools = createTools(settings, version);
  const stores = createSharedStores(tools);
  // Caches and certificates go on while the webhook drains, and end with this.
  const end = new AbortController();
  const keeping = keepStores(tools, stores, { namespace: settings.namespace, signal: end.signal });
  const webhook = settings.roles.includes('webhook')
    ? await serveWebhooks({ tools, stores, settings, signal: end.signal })
    : undefined;
  const checks =
    webhook === undefined
      ? []
      : webhookChecks(webhook.server, {
          sidecarsets: stores.sidecarSets,
          namespaces: stores.namespaces,
          controllerrevisions: stores.revisions,
          configmaps: stores.configMaps,
        });
  const health = await createHealthServer({ checks, metrics: tools.metrics, port: settings.healthPort });
  tools.log.info('started', { version, roles: settings.roles, identity: settings.identity, healthPort: health.port });

  const leading = settings.roles.includes('controller') ? takePart(settings, tools, stores, signal) : stopped(signal);
  await Promise.all([leading, stopped(signal).then(() => webhook?.server.drain())]);
  await tools.events.flush(AbortSignal.timeout(FAREWELL_MS));
  end.abort(signal.reason);
  await Promise.all([keeping, webhook?.ended, health.close()]);
  tools.cluster.close();
  tools.log.info('stopped', { reason: String(signal.reason) });
}

function createTools(settings: OperatorSettings, version: string): OperatorTools {
  const lines = joinLines(
    text => process.stdout.write(text),
    run => setTimeout(run, LINES_MS),
  );
  process.once('exit', () => lines.flush());
  const log = createLog({ nowMs: () => Date.now(), write: line => lines.write(line) });
  const metrics = createMetrics({ version });
  const observer = clusterObserver({ metrics, log });
  const { queriesPerSecond, kubeconfig } = settings;
  const cluster = createKubeClient({
    kubeConfig: loadKubeConfig(kubeconfig === undefined ? {} : { file: kubeconfig }),
    observer,
    queriesPerSecond,
    burst: queriesPerSecond * 2,
  });
  const common = { cluster, clock: systemClock, random: Math.random, observer };
  const events = createEventRecorder({ ...common, component: OPERATOR_NAME, instance: settings.identity });
  return { ...common, log, metrics, events };
}

function createSharedStores({ observer }: OperatorTools): SharedStores {
  return {
    sidecarSets: new ObjectStore({ resource: SIDECARSETS, observer }),
    namespaces: new ObjectStore({
      resource: NAMESPACES,
      observer,
      project: ({ apiVersion, kind, metadata: { name, uid, resourceVersion, labels } = {} }) =>
        ({ apiVersion, kind, metadata: { name, uid, resourceVersion, labels } }) as never,
    }),
    revisions: new ObjectStore({ resource: CONTROLLER_REVISIONS, observer }),
    configMaps: new ObjectStore({ resource: CONFIG_MAPS, observer }),
    secrets: new ObjectStore({ resource: SECRETS, observer }),
  };
}

function takePart(
  settings: OperatorSettings,
  tools: OperatorTools,
  stores: SharedStores,
  signal: AbortSignal,
): Promise<void> {
  return runElection({
    ...tools,
    lease: { namespace: settings.namespace, name: LEADER_LEASE },
    identity: settings.identity,
    onLeading: term => lead({ tools, stores, settings, term }),
    signal,
  });
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
