import { isIP } from 'node:net';
import { OPERATOR_NAME } from '../lib/api/permissions.js';

const DNS_NAME = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * What the serving certificate is for: the names under which the cluster reaches the operator's Service, and whatever
 * else is asked for (`127.0.0.1` when the API server reaches the operator by URL).
 *
 * @returns each name once, in lower case
 * @throws Error that names every one that is neither a DNS name nor an IP address
 */
export function certificateHosts({
  namespace,
  extra = [],
}: {
  readonly namespace: string;
  readonly extra?: readonly string[];
}): readonly string[] {
  const service = `${OPERATOR_NAME}.${namespace}`;
  const names = [`${service}.svc`, service, OPERATOR_NAME, `${service}.svc.cluster.local`, ...extra];
  const hosts = [...new Set(names.map(name => name.toLowerCase()))];
  const wrong = hosts.filter(host => isIP(host) === 0 && !DNS_NAME.test(host));
  if (wrong.length === 0) return hosts;
  throw new Error(
    `certificate hosts must be DNS names or IP addresses, not ${wrong.map(host => `"${host}"`).join(', ')}`,
  );
}
