import { expect } from 'chai';

import { OPERATOR_NAME } from '../../lib/api/permissions.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { run } from '../cluster/machine/run.js';
import type { InstalledOperator } from '../operator/install-operator.js';
import { applyServerSide, installOperator, whenInjectionReady } from '../operator/install-operator.js';
import { freshNamespace } from './fresh-namespace.js';

const LOGS: SidecarSet = {
  apiVersion: 'apps.kruise.io/v1beta1',
  kind: 'SidecarSet',
  metadata: { name: 'logs' },
  spec: { selector: { matchLabels: { app: 'shop' } }, containers: [{ name: 'agent', image: 'agent:1' }] },
};

describe('sidecarset doctor on a real API server', () => {
  let cluster: TestCluster;
  let operator: InstalledOperator | undefined;

  before(async () => {
    cluster = await startTestCluster({ node: 'none' });
    operator = await installOperator(cluster);
    await freshNamespace(cluster);
    await cluster.kubectl.apply(LOGS);
    await whenInjectionReady(cluster, 'logs');
  });

  after(async () => {
    await operator?.process.stop();
    await cluster.stop();
  });

  /** What it prints; behind a problem an Error carries it. */
  async function doctor(): Promise<string> {
    const args = ['dist/js/lib/cli/main.js', 'doctor', `--kubeconfig=${cluster.kubeconfigPath}`];
    return run(process.execPath, args).catch(String);
  }

  it('finds nothing wrong, and leaves nothing', async () => {
    const lines = await doctor();
    expect(lines).to.not.match(/^(problem|skipped)/m);
    for (const check of [
      'leader',
      'permissions',
      'certificate',
      'webhook for SidecarSets',
      'scope',
      'injection logs',
    ]) {
      expect(lines).to.match(new RegExp(`^ok +${check}: `, 'm'));
    }
    expect(lines).to.contain('comes back injected by logs');
    const all = await cluster.kubectl('get', 'pods,sidecarsets', '--all-namespaces', '--output=name');
    expect(all.trim()).to.equal('sidecarset.apps.kruise.io/logs');
  });

  it('says that nobody leads and nobody answers when the operator is gone', async () => {
    await operator?.process.stop();
    const lines = await doctor();
    expect(lines).to.match(/^problem +leader: nobody leads/m);
    expect(lines).to.match(/^problem +webhook for SidecarSets: .*failed calling webhook "msidecarset/m);
    expect(lines).to.match(/^problem +injection logs: a pod that it selects comes back without sidecars/m);
  });

  it('says which webhooks do not trust the certificate, until the leader has repaired it', async () => {
    const value = Buffer.from('no certificate').toString('base64');
    const patch = JSON.stringify([{ op: 'replace', path: '/webhooks/0/clientConfig/caBundle', value }]);
    await cluster.kubectl('patch', 'mutatingwebhookconfiguration', OPERATOR_NAME, '--type=json', '-p', patch).catch(
      // The API server takes nothing but certificates: then there is none.
      () => cluster.kubectl('patch', 'mutatingwebhookconfiguration', OPERATOR_NAME, '--type=json', '-p', REMOVED),
    );
    expect(await doctor()).to.match(/^problem +certificate: caBundle of msidecarset\S* does not trust/m);
    await operator?.restart();
    await waitFor('the doctor to be content', async () => !/^problem/m.test(await doctor()));
  });

  it('says which rights are missing', async () => {
    await cluster.kubectl('delete', 'clusterrolebinding', OPERATOR_NAME);
    await waitFor('the API server to notice', async () =>
      /^problem +permissions: .* may not .*patch pods.*; apply the manifests again/m.test(await doctor()),
    );
    await applyServerSide(cluster, operator?.manifests ?? '');
  });
});

const REMOVED = JSON.stringify([{ op: 'remove', path: '/webhooks/0/clientConfig/caBundle' }]);
