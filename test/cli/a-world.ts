import { stringify } from 'yaml';

import type { KubernetesObject } from '../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../lib/api/resources.js';
import type { LiveWorld } from '../../lib/cli/command.js';
import { systemClock } from '../../lib/cluster/clock.js';
import { ApiError } from '../../lib/cluster/api-error.js';
import type { ObjectKey } from '../../lib/cluster/cluster.js';
import type { KubeClient } from '../../lib/cluster/kube-client.js';

/** What a command finds outside: files by path, and the objects of a cluster. */
export interface WorldFacts {
  /** A text as it is, anything else as YAML. */
  readonly files?: Readonly<Record<string, unknown>>;
  readonly objects?: readonly KubernetesObject[];
  /** Plurals that may not be read. */
  readonly forbidden?: readonly string[];
}

/** A world in which nothing can be written, and that knows which kubeconfigs were asked for. */
export function aWorld({ files = {}, objects = [], forbidden = [] }: WorldFacts = {}): LiveWorld & {
  readonly connections: { readonly kubeconfig: string | undefined; closed: boolean }[];
} {
  const connections: { readonly kubeconfig: string | undefined; closed: boolean }[] = [];
  return {
    connections,
    now: '2024-01-01T00:00:00Z',
    screen: { write: () => undefined, size: () => undefined },
    clock: systemClock,
    random: () => 0,
    stop: () => new AbortController().signal,
    readFile(path) {
      const content = files[path];
      if (content === undefined) throw new Error(`no such file: ${path}`);
      return typeof content === 'string' ? content : stringify(content, { aliasDuplicateObjects: false });
    },
    filesIn(path) {
      const within = Object.keys(files).filter(file => file.startsWith(`${path}/`));
      return within.length === 0 ? undefined : within;
    },
    connect(kubeconfig) {
      const connection = { kubeconfig, closed: false };
      connections.push(connection);
      const reader = aReader(objects, forbidden);
      return { ...reader, close: () => (connection.closed = true) } as unknown as KubeClient;
    },
  };
}

function aReader(objects: readonly KubernetesObject[], forbidden: readonly string[]): Pick<KubeClient, 'get' | 'list'> {
  const refuse = (plural: string): void => {
    if (forbidden.includes(plural)) {
      throw new ApiError({ code: 403, reason: 'Forbidden', message: 'no', call: `read ${plural}` });
    }
  };
  const find = <T extends KubernetesObject>({ kind, plural }: Resource<T>, key: ObjectKey): T => {
    refuse(plural);
    const found = objects.find(
      object =>
        object.kind === kind &&
        object.metadata?.name === key.name &&
        (key.namespace === undefined || object.metadata.namespace === key.namespace),
    );
    if (found !== undefined) return found as T;
    throw new ApiError({ code: 404, reason: 'NotFound', message: 'not found', call: `get ${plural} ${key.name}` });
  };
  return {
    get: async (resource, key) => Promise.resolve(find(resource, key)),
    list: async <T extends KubernetesObject>({ kind, plural }: Resource<T>) => {
      refuse(plural);
      const items = objects.filter(object => object.kind === kind) as T[];
      return Promise.resolve({ metadata: { resourceVersion: '1' }, items });
    },
  };
}
