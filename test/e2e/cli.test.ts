import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { expect } from 'chai';

import type { TestCluster } from '../cluster/test-cluster.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { InstalledOperator } from '../operator/install-operator.js';
import { installOperator, whenInjectionReady } from '../operator/install-operator.js';
import { freshNamespace } from './fresh-namespace.js';

const runFile = promisify(execFile);

const LOGS = {
  apiVersion: 'apps.kruise.io/v1beta1',
  kind: 'SidecarSet',
  metadata: { name: 'logs' },
  spec: { selector: { matchLabels: { app: 'shop' } }, containers: [{ name: 'agent', image: 'agent:1' }] },
};

describe('the command line against a real API server', function () {
  let cluster: TestCluster;
  let operator: InstalledOperator | undefined;
  let namespace: string;

  before(async () => {
    cluster = await startTestCluster({ node: 'none' });
    operator = await installOperator(cluster);
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
    await operator?.process.stop();
    await cluster.stop();
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
