import type { ConfigMap } from '../../lib/api/kubernetes.generated.js';

/** A small object of a version: what stores and reflectors are tested with. */
export function aConfigMap(
  name: string,
  version: number | string,
  data: Readonly<Record<string, string>> = {},
): ConfigMap {
  return { metadata: { namespace: 'default', name, resourceVersion: String(version) }, data };
}
