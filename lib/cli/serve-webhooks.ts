import { SIDECARSETS } from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { isApiError } from '../cluster/api-error.js';
import type { Cluster } from '../cluster/cluster.js';
import type { OperatorSettings } from '../settings.js';
import { CERTIFICATE_TIMES, startServingCertificates } from '../../webhook/certificate-keeper.js';
import type { CertifiedKey } from '../../webhook/certificate-authority.js';
import { certificateHosts } from '../../webhook/certificate-hosts.js';
import { serveExternalCertificate } from '../../webhook/external-certificate.js';
import { podHandler } from '../../webhook/handle-pod.js';
import { mutateSidecarSetHandler, validateSidecarSetHandler } from '../../webhook/handle-sidecarset.js';
import type { WebhookServer } from '../../webhook/server.js';
import { createWebhookServer } from '../../webhook/server.js';
import type { OperatorTools, SharedStores } from './operator-tools.js';
import { scopeNamespacesOf } from './operator-scope.js';

/** What a role of the operator is handed. */
export interface RoleOptions {
  readonly tools: OperatorTools;
  readonly stores: SharedStores;
  readonly settings: OperatorSettings;
  readonly signal: AbortSignal;
}

/** A webhook that serves. */
export interface ServingWebhook {
  readonly server: WebhookServer;
  /** Resolves when nothing goes on behind the server any more. */
  readonly ended: Promise<void>;
}

/**
 * The webhook role: listens, and serves with the certificate of the Secret as it changes, until `signal` aborts. To stop
 * without losing a request, drain the server first.
 */
export async function serveWebhooks({ tools, stores, settings, signal }: RoleOptions): Promise<ServingWebhook> {
  const { clock, metrics, log } = tools;
  const { sidecarSets, namespaces, revisions, configMaps, secrets } = stores;
  const { namespace, patchPodMetadataDefaultsAllowed, defaultFailurePolicy } = settings;
  const scopeNamespaces = scopeNamespacesOf(settings);
  const definitions = { sidecarSets, revisions, readSidecarSet: reader(tools.cluster) };
  const podMetadata = { configMaps, namespace, patchPodMetadataDefaultsAllowed };
  const server = createWebhookServer({
    handlers: {
      mpod: podHandler({ ...tools, sidecarSets, namespaces, revisions, defaultFailurePolicy, scopeNamespaces }),
      msidecarset: mutateSidecarSetHandler({ ...definitions, podMetadata }),
      vsidecarset: validateSidecarSetHandler({ ...definitions, podMetadata }),
    },
    clock,
    metrics,
    log,
    drainTimes: { settleMs: settings.drainMs },
  });
  const port = await server.listen({ port: settings.webhookPort });
  log.info('webhook-listens', { port });
  const serving = {
    ...tools,
    secrets,
    namespace,
    onCertificate: (pair: CertifiedKey) => server.setCertificate(pair),
    signal,
  };
  if (settings.certificates === 'external') return { server, ended: serveExternalCertificate(serving) };
  const ended = startServingCertificates({
    ...serving,
    hosts: certificateHosts({ namespace: settings.namespace, extra: settings.certificateHosts }),
    times: CERTIFICATE_TIMES,
  });
  return { server, ended };
}

/** Of one SidecarSet as it is stored now, which the watch may not have brought yet. */
function reader(cluster: Pick<Cluster, 'get'>): (name: string) => Promise<SidecarSet | undefined> {
  return async name => {
    try {
      return await cluster.get(SIDECARSETS, { name });
    } catch (error) {
      if (isApiError(error, 'NotFound')) return undefined;
      throw error;
    }
  };
}
