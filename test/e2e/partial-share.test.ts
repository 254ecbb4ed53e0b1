import { createServer, connect } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';

import { expect } from 'chai';

import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { PODS } from '../../lib/api/resources.js';
import type { SidecarSet, SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import type { KubeClient } from '../../lib/cluster/kube-client.js';
import { createKubeClient } from '../../lib/cluster/kube-client.js';
import { loadKubeConfig } from '../../lib/cluster/kube-config.js';
import { keptCount } from '../../lib/decide/rollout/partition.js';
import { freePorts } from '../cluster/machine/ports.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { InstalledOperator } from '../operator/install-operator.js';
import { installOperator } from '../operator/install-operator.js';
import type { OperatorProcess } from '../operator/operator-process.js';
import { startOperatorProcess } from '../operator/operator-process.js';
import { freshNamespace } from './fresh-namespace.js';

const POD_COUNT = 200;

type Partition = number | `${number}%`;

/** Hands connections to ports of this machine in turn, as a Service does to its endpoints. */
class Balancer {
  readonly ports: number[] = [];
  readonly handedTo: number[] = [];
  readonly #server: Server = createServer(from => {
    const port = this.ports[this.handedTo.length % this.ports.length]!;
    this.handedTo.push(port);
    const to = connect(port, '127.0.0.1');
    from.pipe(to).pipe(from);
    from.on('error', () => to.destroy());
    to.on('error', () => from.destroy());
  });

  listen(): Promise<number> {
    return new Promise(resolve => {
      this.#server.listen(0, '127.0.0.1', () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  close(): void {
    this.#server.close();
  }
}

describe(`the share of ${POD_COUNT} pods that are created at once, by two replicas and a real API server`, () => {
  const balancer = new Balancer();
  let cluster: TestCluster;
  let operator: InstalledOperator | undefined;
  let second: OperatorProcess | undefined;
  let client: KubeClient;

  before(async () => {
    cluster = await startTestCluster({ node: 'none' });
    operator = await installOperator(cluster, {}, port => {
      balancer.ports.push(port);
      return balancer.listen();
    });
    const [webhookPort = 0, healthPort = 0] = await freePorts(2);
    second = startOperatorProcess({
      kubeconfigPath: join(cluster.directory, 'operator.kubeconfig'),
      webhookPort,
      healthPort,
      identity: 'second',
      logPath: join(cluster.directory, 'logs', 'second.log'),
    });
    await second.whenReady();
    balancer.ports.push(webhookPort);
    const kubeConfig = loadKubeConfig({ file: cluster.kubeconfigPath });
    client = createKubeClient({ kubeConfig, queriesPerSecond: 1_000, burst: 1_000 });
  });

  after(async () => {
    client.close();
    await second?.stop();
    await operator?.process.stop();
    balancer.close();
    await cluster.stop();
  });

  const imageOf = ({ spec }: Pod): string => spec?.containers[0]?.image ?? '';
  const oldOnes = (pods: readonly Pod[]): number => pods.filter(pod => imageOf(pod) === 'agent:1').length;
  const inSet = (name: string, spec: Partial<SidecarSetSpec>): SidecarSet => ({
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'SidecarSet',
    metadata: { name },
    spec: { selector: { matchLabels: { set: name } }, ...spec },
  });

  async function measure(
    name: string,
    partition: Partition,
  ): Promise<{ atCreation: number; pods: () => Promise<readonly Pod[]> }> {
    const namespace = await freshNamespace(cluster);
    const create = (options: { dryRun?: boolean } = {}): Promise<Pod> => {
      const metadata = { generateName: 'web-', namespace, labels: { set: name } };
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'app', image: 'app:1' }] } };
      return client.create(PODS, pod, options);
    };
    /** Both replicas are asked, ten times over. */
    const allGet = (image: string): Promise<unknown> =>
      waitFor(`both replicas to give new pods ${image}`, async () => {
        const pods = await Promise.all(Array.from({ length: 20 }, () => create({ dryRun: true })));
        return pods.every(pod => imageOf(pod) === image);
      });
    const version = (image: string, customVersion: string): Partial<SidecarSetSpec> => ({
      containers: [{ name: 'agent', image }],
      customVersion,
      updateStrategy: { partition, maxUnavailable: '100%' },
    });
    await cluster.kubectl.apply(inSet(name, version('agent:1', 'v1')));
    await allGet('agent:1');
    await waitFor('the first revision to be kept', async () => {
      const { status } = await cluster.kubectl.get<SidecarSet>('sidecarset', name);
      return status?.latestRevision !== undefined;
    });
    await cluster.kubectl.apply(inSet(name, version('agent:2', 'v2')));
    await allGet('agent:2');
    const injectionStrategy = { revision: { customVersion: 'v1', policy: 'Partial' as const } };
    await cluster.kubectl.apply(inSet(name, { ...version('agent:2', 'v2'), injectionStrategy }));
    await allGet('agent:1');
    const created = await Promise.all(Array.from({ length: POD_COUNT }, () => create()));
    return { atCreation: oldOnes(created), pods: async () => (await client.list(PODS, { namespace })).items };
  }

  function report(partition: Partition, atCreation: number, later: number): void {
    const kept = keptCount(partition, POD_COUNT);
    const askedInTurn = new Set(balancer.handedTo).size === 2;
    expect(askedInTurn, 'both replicas were asked').to.equal(true);
    console.log(
      `      partition ${partition}: ${atCreation} old at creation (deviation ${atCreation - kept}), ${later} after the rollout`,
    );
  }

  it('is never undercut, of a number, and met once the rollout is done', async () => {
    const { atCreation, pods } = await measure('by-number', 30);
    expect(atCreation).to.be.at.least(30);
    const later = await waitFor('30 old pods', async () => (oldOnes(await pods()) === 30 ? 30 : undefined));
    report(30, atCreation, later);
  });

  it('is exceeded by no old pod, of a percentage, once the rollout is done', async () => {
    const kept = keptCount('33%', POD_COUNT);
    const { atCreation, pods } = await measure('by-percent', '33%');
    const later = await waitFor(`at most ${kept} old pods`, async () => {
      const old = oldOnes(await pods());
      return old <= kept && { old };
    });
    report('33%', atCreation, later.old);
  });
});
