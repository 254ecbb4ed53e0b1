import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { parse } from 'yaml';

import type { KubernetesObject } from '../../lib/api/kubernetes.generated.js';
import { OPERATOR_NAME, OPERATOR_NAMESPACE, PERMISSIONS } from '../../lib/api/permissions.js';
import { OperatorChart } from '../../lib/constructs/operator-chart.js';
import { SidecarSet } from '../../lib/constructs/sidecarset.js';
import { startTestCluster, type TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { allQuestions, isGranted, toReview } from './access-matrix.js';

const MANIFEST = `dist/manifests/${OPERATOR_NAME}.k8s.yaml`;

/** Controllers of Kubernetes write to these by themselves; the others change only when somebody applies a change. */
const ATTENDED = ['CustomResourceDefinition', 'Deployment', 'Namespace', 'PodDisruptionBudget', 'ResourceQuota'];

describe('the shipped manifest on a real API server', function () {
  let cluster: TestCluster;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sidecarset-manifests-'));
    cluster = await startTestCluster({ node: 'none' });
    await apply();
  });

  after(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true });
  });

  function apply(...flags: readonly string[]): Promise<string> {
    return cluster.kubectl('apply', '--server-side', '-f', MANIFEST, ...flags);
  }

  async function readAll(): Promise<readonly KubernetesObject[]> {
    const list = JSON.parse(await cluster.kubectl('get', '-f', MANIFEST, '-o', 'json')) as {
      items: KubernetesObject[];
    };
    return list.items;
  }

  it('changes nothing when it is applied a second time', async () => {
    const before = await readAll();
    await apply();
    const after = await readAll();
    const versions = (objects: readonly KubernetesObject[]): readonly unknown[] =>
      objects.map(({ kind = '', metadata }) => ({
        kind,
        generation: metadata?.generation,
        ...(ATTENDED.includes(kind) ? {} : { resourceVersion: metadata?.resourceVersion }),
      }));
    expect(before).to.have.length(13);
    expect(versions(after)).to.deep.equal(versions(before));
  });

  it('differs from what is stored in nothing that it says', async () => {
    // kubectl diff ends with an error when there is a difference.
    expect(await cluster.kubectl('diff', '--server-side', '-f', MANIFEST)).to.equal('');
  });

  it('leaves the caBundle alone that the operator has filled in', async () => {
    const path = '/webhooks/0/clientConfig/caBundle';
    const caBundle = Buffer.from('a certificate').toString('base64');
    const patch = JSON.stringify([{ op: 'add', path, value: caBundle }]);
    const target = ['mutatingwebhookconfiguration', OPERATOR_NAME] as const;
    await cluster.kubectl('patch', ...target, '--type=json', `--field-manager=${OPERATOR_NAME}`, '-p', patch);
    await apply();
    const stored = await cluster.kubectl('get', ...target, '-o', 'jsonpath={.webhooks[0].clientConfig.caBundle}');
    expect(stored).to.equal(caBundle);
  });

  it('explains a SidecarSet to its reader', async () => {
    const explain = (field: string): Promise<string> => cluster.kubectl('explain', field);
    // The API server publishes a new definition a moment after it has accepted it.
    const text = await waitFor('kubectl explain', () => explain('sidecarset.spec'));
    for (const field of ['selector', 'containers', 'injectionStrategy', 'updateStrategy'])
      expect(text).to.contain(field);
    expect(await explain('sidecarset.spec.updateStrategy.maxUnavailable')).to.match(/DESCRIPTION:\s+\S/);
    expect(await explain('sidecarset.spec.containers.transferEnv')).to.match(/DESCRIPTION:\s+\S/);
  });

  it('has its pods admitted under their Pod Security level and priority class', async () => {
    const pods = await waitFor('the pods of the Deployment', async () => {
      const query = ['get', 'pods', '-n', OPERATOR_NAMESPACE, '-o', 'jsonpath={.items[*].spec.priority}'] as const;
      const priorities = (await cluster.kubectl(...query)).split(' ').filter(priority => priority !== '');
      return priorities.length === 2 && priorities;
    });
    expect(pods).to.deep.equal(['2000000000', '2000000000']);
  });

  it('grants the account what the permission table says, and nothing else', async () => {
    const user = `system:serviceaccount:${OPERATOR_NAMESPACE}:${OPERATOR_NAME}`;
    const questions = allQuestions(PERMISSIONS, [OPERATOR_NAMESPACE, 'default', '']);
    const file = join(folder, 'questions.json');
    const items = questions.map(question => toReview(question, user));
    await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    const lines = await cluster.kubectl('create', '-f', file, '-o', 'jsonpath={.status.allowed}{"\\n"}');
    const answers = lines.trim().split('\n');
    expect(answers).to.have.length(questions.length);
    const wrong = questions
      .map((question, index) => ({ ...question, answer: answers[index] }))
      .filter(question => question.answer !== String(isGranted(PERMISSIONS, question, OPERATOR_NAMESPACE)));
    expect(wrong).to.deep.equal([]);
  });

  it('stores a SidecarSet of the typed builder exactly as it was rendered', async () => {
    // Nobody answers for the webhooks here, and they refuse a SidecarSet rather than let it in unseen.
    const webhooks = 'mutatingwebhookconfiguration,validatingwebhookconfiguration';
    await cluster.kubectl('delete', webhooks, OPERATOR_NAME);
    const app = new App();
    new SidecarSet(new Chart(app, 'chart'), 'agent', {
      selector: { matchLabels: { app: 'shop' } },
      containers: [{ name: 'agent', image: 'agent:1', ports: [{ containerPort: 80 }], shareVolumeDevicePolicy: {} }],
      initContainers: [{ name: 'mesh', image: 'mesh:1', restartPolicy: 'Always', ...{ futureField: { deep: [1] } } }],
      patchPodMetadata: [{ annotations: { note: 'x' } }],
      injectionStrategy: { revision: { customVersion: 'v1' } },
    });
    const file = join(folder, 'sidecarset.yaml');
    await writeFile(file, app.synthYaml());
    await cluster.kubectl('apply', '--server-side', '-f', file);
    expect(await cluster.kubectl('diff', '--server-side', '-f', file)).to.equal('');
    const stored = JSON.parse(await cluster.kubectl('get', '-f', file, '-o', 'json')) as KubernetesObject;
    expect(stored)
      .to.have.property('spec')
      .that.deep.equals((parse(app.synthYaml()) as { spec: unknown }).spec);
    await apply();
  });

  it('can be turned into one for an operator outside the cluster', async () => {
    const app = new App();
    const outsideCluster = { url: 'https://127.0.0.1:9443' };
    new OperatorChart(app, OPERATOR_NAME, { namespace: 'outside', outsideCluster });
    const file = join(folder, 'outside.yaml');
    await writeFile(file, app.synthYaml());
    await cluster.kubectl('apply', '--server-side', '-f', file);
    const urls = 'jsonpath={.webhooks[*].clientConfig.url}';
    const stored = await cluster.kubectl('get', 'mutatingwebhookconfiguration', OPERATOR_NAME, '-o', urls);
    expect(stored.split(' ')[0]).to.equal('https://127.0.0.1:9443/mutate-apps-kruise-io-sidecarset');
    expect(await cluster.kubectl('get', 'deployments', '-n', 'outside', '-o', 'name')).to.equal('');
  });
});
