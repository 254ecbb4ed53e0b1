import { KubeConfig } from '@kubernetes/client-node';

/** Where to find the way to a cluster, and the right to enter it. */
export interface KubeConfigSource {
  /** A kubeconfig file. Default: `$KUBECONFIG`, `~/.kube/config`, the pod's own service account, in this order. */
  readonly file?: string;
  /** A context of that file. Default: its current one. */
  readonly context?: string;
}

/**
 * Reads a kubeconfig.
 *
 * @throws Error when there is none, or when it lacks the context
 */
export function loadKubeConfig(source: KubeConfigSource = {}): KubeConfig {
  const kubeConfig = new KubeConfig();
  if (source.file === undefined) kubeConfig.loadFromDefault();
  else kubeConfig.loadFromFile(source.file);
  if (source.context !== undefined) kubeConfig.setCurrentContext(source.context);

  const cluster = kubeConfig.getCurrentCluster();
  if (cluster === null) {
    const known = kubeConfig.getContexts().map(context => context.name);
    throw new Error(
      `kubeconfig: no cluster for context "${kubeConfig.getCurrentContext()}"; it has ${known.join(', ') || 'no contexts'}`,
    );
  }
  // What client-node makes up when it has found nothing.
  if (cluster.server === 'http://localhost:8080') {
    throw new Error(
      'no kubeconfig found: set KUBECONFIG, write ~/.kube/config, or run in a pod with a service account',
    );
  }
  return kubeConfig;
}

/** The same configuration with nothing remembered: tokens, certificates and commands are read again. */
export function forgetCredentials(kubeConfig: KubeConfig): KubeConfig {
  const fresh = new KubeConfig();
  fresh.loadFromOptions({
    clusters: kubeConfig.getClusters(),
    users: kubeConfig.getUsers(),
    contexts: kubeConfig.getContexts(),
    currentContext: kubeConfig.getCurrentContext(),
  });
  return fresh;
}
