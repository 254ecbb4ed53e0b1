import type { ConfigMap, KubernetesObject } from '../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../lib/api/resources.js';
import { ApiError } from '../../lib/cluster/api-error.js';
import type { CallOptions, Cluster, ListQuery, ObjectPage, WatchEvent, WatchQuery } from '../../lib/cluster/cluster.js';

/** One line of a watch, an error that ends it, or `open`: nothing more comes until it is aborted. */
export type WatchStep = WatchEvent<ConfigMap> | Error | 'open';

/** What the cluster will answer, call by call. */
export interface ClusterScript {
  readonly watches?: readonly (readonly WatchStep[])[];
  readonly lists?: readonly (ObjectPage<ConfigMap> | Error)[];
}

/** A cluster that answers lists and watches from a script, and then refuses; it notes what it was asked. */
export function scriptedCluster(script: ClusterScript): Cluster & { readonly asked: (ListQuery | WatchQuery)[] } {
  const watches = [...(script.watches ?? [])];
  const lists = [...(script.lists ?? [])];
  const asked: (ListQuery | WatchQuery)[] = [];
  const cluster = {
    asked,
    async list(_resource: Resource, query: ListQuery): Promise<ObjectPage<ConfigMap>> {
      asked.push(query);
      await Promise.resolve();
      const answer = lists.shift() ?? apiError(503, 'ServiceUnavailable');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    async *watch(_resource: Resource, query: WatchQuery, options: CallOptions): AsyncGenerator<WatchEvent<ConfigMap>> {
      asked.push(query);
      for (const step of watches.shift() ?? [apiError(503, 'ServiceUnavailable')]) {
        await Promise.resolve();
        options.signal?.throwIfAborted();
        if (step instanceof Error) throw step;
        if (step === 'open') await abortOf(options.signal);
        else yield step;
      }
    },
  };
  return cluster as unknown as Cluster & { readonly asked: (ListQuery | WatchQuery)[] };
}

export function apiError(code: number, reason: string, causes: ApiError['causes'] = []): ApiError {
  return new ApiError({ code, reason, message: 'scripted', call: 'scripted', causes });
}

/** A page of a list. */
export function aPage<T extends KubernetesObject>(
  resourceVersion: string,
  items: readonly T[],
  token?: string,
): ObjectPage<T> {
  return { metadata: token === undefined ? { resourceVersion } : { resourceVersion, continue: token }, items };
}

function abortOf(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
