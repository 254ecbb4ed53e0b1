import { createServer, connect } from 'node:net';
import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';

import { ApiObject, App, JsonPatch, Yaml } from 'cdk8s';

import { OPERATOR_NAME, OPERATOR_NAMESPACE } from '../../lib/api/permissions.js';
import { OperatorChart } from '../../lib/constructs/operator-chart.js';
import type { SidecarSetOperatorProps } from '../../lib/constructs/operator-props.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { applyServerSide } from './install-operator.js';

/** The way from pods to the API server, which listens at 127.0.0.1 only. */
export interface ApiServerDoor {
  readonly address: string;
  readonly port: number;
  close(): void;
}

/** One of the names that the API server's certificate is for. */
const API_SERVER_NAME = 'kubernetes.default.svc';

/**
 * Opens a door to the API server at the pods' gateway. There is no kube-proxy in this cluster, so the address of the
 * Service `kubernetes` leads nowhere. The gateway exists once a pod does: call it after one runs.
 */
export async function openApiServerDoor(cluster: TestCluster): Promise<ApiServerDoor> {
  const address = await gatewayOf(cluster);
  await waitFor(`the address ${address}`, () => {
    const all = Object.values(networkInterfaces()).flatMap(list => list ?? []);
    return all.some(known => known.address === address);
  });
  const { hostname, port } = new URL(cluster.apiServerUrl);
  const server = createServer(inner => {
    const outer = connect(Number(port), hostname);
    // What one side ends or loses, the other side loses too.
    inner.on('error', () => outer.destroy()).on('close', () => outer.destroy());
    outer.on('error', () => inner.destroy()).on('close', () => inner.destroy());
    inner.pipe(outer).pipe(inner);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the door has no port');
  server.unref();
  return { address, port: bound.port, close: () => server.close() };
}

async function gatewayOf(cluster: TestCluster): Promise<string> {
  const network = await readFile(join(cluster.directory, 'network', '10-pods.conflist'), 'utf8');
  const prefix = /"subnet": "([\d.]+\.)0\/24"/.exec(network)?.[1];
  if (prefix === undefined) throw new Error('the pods have no network');
  return `${prefix}1`;
}

/**
 * Installs the operator as the Deployment that the constructs render. Only the address of the API server is patched, which
 * this cluster's Service does not translate.
 *
 * @returns what was applied, as YAML
 */
export async function installOperatorPods(
  cluster: TestCluster,
  door: ApiServerDoor,
  props: SidecarSetOperatorProps,
): Promise<string> {
  const chart = new OperatorChart(new App(), OPERATOR_NAME, props);
  const deployment = ApiObject.of(chart.node.findChild('operator').node.findChild('Deployment'));
  const path = '/spec/template/spec';
  const env = { KUBERNETES_SERVICE_HOST: API_SERVER_NAME, KUBERNETES_SERVICE_PORT: String(door.port) };
  deployment.addJsonPatch(
    JsonPatch.add(`${path}/hostAliases`, [{ ip: door.address, hostnames: [API_SERVER_NAME] }]),
    ...Object.entries(env).map(([name, value]) => JsonPatch.add(`${path}/containers/0/env/-`, { name, value })),
  );
  const manifests = Yaml.stringify(...(chart.toJson() as unknown[]));
  await applyServerSide(cluster, manifests);
  return manifests;
}

/** Takes away what {@link installOperatorPods} installed, but for the resource definition and the SidecarSets. */
export async function removeOperatorPods(cluster: TestCluster, namespace: string = OPERATOR_NAMESPACE): Promise<void> {
  for (const kind of ['mutatingwebhookconfiguration', 'validatingwebhookconfiguration']) {
    await cluster.kubectl('delete', kind, OPERATOR_NAME, '--ignore-not-found');
  }
  await cluster.kubectl('delete', 'namespace', namespace, '--ignore-not-found', '--wait=false');
}
