import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { expect } from 'chai';

import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { OPERATOR_NAMESPACE } from '../../lib/api/permissions.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { whenInjectionReady } from '../operator/install-operator.js';
import { freshNamespace } from './fresh-namespace.js';
import type { InstalledCluster } from './installed-cluster.js';
import { installCluster } from './installed-cluster.js';

const runFile = promisify(execFile);

const LOGS = {
  apiVersion: 'apps.kruise.io/v1beta1',
  kind: 'SidecarSet',
  metadata: { name: 'logs' },
  spec: { selector: { matchLabels: { app: 'shop' } }, containers: [{ name: 'agent', image: 'agent:1' }] },
};

describe('the command line against a real API server', function () {
  let installed: InstalledCluster | undefined;
  let cluster: TestCluster;
  let namespace: string;

  before(async () => {
    installed = await installCluster();
    ({ cluster } = installed);
    namespace = await freshNamespace(cluster);
    await createPod('early');
    await cluster.kubectl.apply(LOGS);
    await waitFor('the operator to have seen the SidecarSet', async () => {
      return !(await sidecarset('status', 'logs')).includes('has not seen generation');
    });
    await whenInjectionReady(cluster, 'logs');
    await createPod('late');
  });

  after(async () => {
    await installed?.stop();
  });

  function createPod(name: string): Promise<string> {
    const spec = { containers: [{ name: 'app', image: 'app:1' }] };
    const metadata = { name, namespace, labels: { app: 'shop' } };
    return cluster.kubectl.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
  }

  async function sidecarset(...args: readonly string[]): Promise<string> {
    const all = ['dist/js/lib/cli/main.js', ...args, '--kubeconfig', cluster.kubeconfigPath];
    return (await runFile(process.execPath, all)).stdout;
  }

  it('explains why one pod has a sidecar and an older one has not', async () => {
    expect(await sidecarset('explain', 'pod', `${namespace}/late`)).to.match(
      /was injected by logs\n.*; the pod has it/,
    );
    expect(await sidecarset('explain', 'pod', `${namespace}/early`)).to.match(
      /was injected by no SidecarSet\n.*chosen \(selected\): .*; the pod does not have it: it was created before/,
    );
  });

  it("explains that pods of the operator's own namespace are left alone, which they are", async () => {
    // What the pod security of that namespace demands.
    const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    const spec = {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{ name: 'app', image: 'app:1', securityContext }],
    };
    const metadata = { name: 'own', namespace: OPERATOR_NAMESPACE, labels: { app: 'shop' } };
    await cluster.kubectl.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
    const pod = await cluster.kubectl.get<Pod>('pod', 'own', '--namespace', OPERATOR_NAMESPACE);
    expect(pod.spec?.containers.map(({ name }) => name)).to.deep.equal(['app']);
    const words = await sidecarset('explain', 'pod', `${OPERATOR_NAMESPACE}/own`);
    expect(words).to.match(/was injected by no SidecarSet\n {2}logs {2}not chosen \(namespace-exempt\): /);
    // This operator runs outside the cluster, so there is no Deployment to read.
    expect(words).to.contain('The flags of the operator could not be read');
    await cluster.kubectl('delete', 'pod', 'own', '--namespace', OPERATOR_NAMESPACE, '--now');
  });

  it('plans a change that nobody has applied, and writes nothing', async () => {
    const versions = (): Promise<string> =>
      cluster.kubectl('get', 'pods,sidecarsets', '-A', '-o', 'jsonpath={.items[*].metadata.resourceVersion}');
    await waitFor('the status to count the pod', async () =>
      (await sidecarset('status', 'logs')).includes('matched 1'),
    );
    const before = await versions();
    const changed = JSON.stringify(LOGS).replace('agent:1', 'agent:2');
    const planning = runFile(process.execPath, [
      ...['dist/js/lib/cli/main.js', 'plan', 'logs', '-f', '-', '--kubeconfig', cluster.kubeconfigPath],
    ]);
    planning.child.stdin!.end(changed);
    const { stdout } = await planning;
    expect(stdout).to.contain(`${namespace}/late cold-upgrade: SidecarSet logs upgrades agent to agent:2 in place`);
    expect(await sidecarset('plan', 'logs')).to.contain('1 pod matched, 1 of them up to date; 0 writes now');
    expect(await versions()).to.equal(before);
  });

  it('explains why a running pod does not have the present version', async () => {
    expect(await sidecarset('explain', 'pod', `${namespace}/late`)).to.contain(', the present version\n');
    const containers = [{ name: 'agent', image: 'agent:2' }];
    await cluster.kubectl.apply({ ...LOGS, spec: { ...LOGS.spec, containers, updateStrategy: { paused: true } } });
    expect(await sidecarset('explain', 'pod', `${namespace}/late`)).to.contain(
      ', not the present version, held (paused): updateStrategy.paused is true\n',
    );
  });
});
