import { expect } from 'chai';

import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { OPERATOR_NAME, OPERATOR_NAMESPACE } from '../../lib/api/permissions.js';
import { PODS } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { createKubeClient } from '../../lib/cluster/kube-client.js';
import type { KubeClient } from '../../lib/cluster/kube-client.js';
import { loadKubeConfig } from '../../lib/cluster/kube-config.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { installOperatorPods, removeOperatorPods } from '../operator/operator-pods.js';
import { freshNamespace } from './fresh-namespace.js';
import { OPERATOR_IMAGE, podsCluster } from './pods-cluster.js';

function agentSet(image: string): SidecarSet {
  return {
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'SidecarSet',
    metadata: { name: 'agent' },
    spec: {
      selector: { matchLabels: { app: 'shop' } },
      injectionStrategy: { failurePolicy: 'Fail' },
      containers: [{ name: 'agent', image }],
    },
  };
}

describe('the operator as a Deployment, from its own image', function () {
  let cluster: TestCluster;
  let client: KubeClient | undefined;
  let namespace: string;

  const kubectl = (...args: readonly string[]): Promise<string> => cluster.kubectl(...args);
  const deployment = `deployment/${OPERATOR_NAME}`;
  const rolledOut = (): Promise<string> =>
    kubectl('rollout', 'status', deployment, '--namespace', OPERATOR_NAMESPACE, '--timeout=300s');
  const aPod = (name: string): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: 'shop' } },
    spec: { containers: [{ name: 'app', image: 'nginx:1.15.1' }] },
  });
  const namesIn = ({ spec }: Pod): readonly string[] => (spec?.containers ?? []).map(({ name }) => name);

  before(async function () {
    const started = await podsCluster();
    ({ cluster } = started);
    if (started.door === undefined) return this.skip();
    namespace = await freshNamespace(cluster);
    await installOperatorPods(cluster, started.door, { image: OPERATOR_IMAGE, podFailurePolicy: 'Fail' });
    client = createKubeClient({ kubeConfig: loadKubeConfig({ file: cluster.kubeconfigPath }) });
  });

  after(async () => {
    client?.close();
    await kubectl('delete', 'sidecarset', 'agent', '--ignore-not-found');
    await removeOperatorPods(cluster);
  });

  it('runs two copies, without root and on a file system that nobody writes to', async () => {
    await rolledOut();
    const { items } = await client!.list(PODS, {
      namespace: OPERATOR_NAMESPACE,
      labelSelector: `app.kubernetes.io/name=${OPERATOR_NAME}`,
    });
    expect(items).to.have.length(2);
    for (const { spec, status } of items) {
      expect(spec?.securityContext).to.include({ runAsNonRoot: true, runAsUser: 65532 });
      expect(spec?.containers[0]?.securityContext).to.include({ readOnlyRootFilesystem: true });
      expect(status?.containerStatuses?.[0]).to.include({ ready: true, restartCount: 0 });
    }
  });

  it('injects, asked by the API server through its Service', async () => {
    await waitFor('the SidecarSet to be accepted', async () => {
      await cluster.kubectl.apply(agentSet('centos:6.7'));
      return true;
    });
    await waitFor('an injected pod', async () => {
      const pod = await client!.create(PODS, aPod('shop'), { dryRun: true });
      return namesIn(pod).includes('agent');
    });
    await cluster.kubectl.create(aPod('shop'));
    await kubectl('wait', 'pod/shop', '--namespace', namespace, '--for=condition=Ready', '--timeout=300s');
    expect(namesIn(await cluster.kubectl.get<Pod>('pod', 'shop', '--namespace', namespace))).to.include('agent');
  });

  it('loses no pod creation while its own Deployment rolls', async () => {
    await kubectl('rollout', 'restart', deployment, '--namespace', OPERATOR_NAMESPACE);
    const rollout = { ended: false };
    const watching = rolledOut().finally(() => (rollout.ended = true));
    const answers: string[] = [];
    while (!rollout.ended) {
      const answer = await client!.create(PODS, aPod(`shop-${String(answers.length)}`), { dryRun: true }).then(
        pod => (namesIn(pod).includes('agent') ? 'injected' : 'not injected'),
        (error: unknown) => String(error),
      );
      answers.push(answer);
    }
    await watching;
    process.stdout.write(`      ${String(answers.length)} pods were created meanwhile\n`);
    expect(answers).to.have.length.greaterThan(20);
    expect(answers.filter(answer => answer !== 'injected')).to.deep.equal([]);
  });

  it('goes on with a rollout after its leader was deleted', async () => {
    const lease = ['lease', `${OPERATOR_NAME}-leader`, '--namespace', OPERATOR_NAMESPACE];
    // Whoever led before the Deployment rolled has given the lease back: it may be nobody's for a moment.
    const leader = await waitFor('a leader', async () => {
      const holder = await kubectl('get', ...lease, '--output=jsonpath={.spec.holderIdentity}');
      return holder.trim() === '' ? undefined : holder.trim();
    });
    await kubectl('delete', 'pod', leader, '--namespace', OPERATOR_NAMESPACE, '--wait=false');
    await cluster.kubectl.apply(agentSet('centos:7'));
    await waitFor('the upgraded pod', async () => {
      const { status } = await cluster.kubectl.get<SidecarSet>('sidecarset', 'agent');
      return status?.latestRevision !== undefined && status.updatedReadyPods === 1 && status.observedGeneration === 2;
    });
    const pod = await cluster.kubectl.get<Pod>('pod', 'shop', '--namespace', namespace);
    expect(pod.spec?.containers.find(({ name }) => name === 'agent')?.image).to.equal('centos:7');
  });
});
