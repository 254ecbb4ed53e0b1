import { connect } from 'node:tls';

import { expect } from 'chai';

import type { KubernetesObject, LabelSelector, Pod } from '../../lib/api/kubernetes.generated.js';
import { CERTIFICATE_SECRET, OPERATOR_NAME } from '../../lib/api/permissions.js';
import { PODS } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { createKubeClient } from '../../lib/cluster/kube-client.js';
import type { KubeClient } from '../../lib/cluster/kube-client.js';
import { loadKubeConfig } from '../../lib/cluster/kube-config.js';
import { OperatorCertificates } from '../../lib/constructs/operator-certificates.js';
import { freePorts } from '../cluster/machine/ports.js';
import { run } from '../cluster/machine/run.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { CertManager, installCertManagerKinds } from '../operator/cert-manager.js';
import { whenInjectionReady } from '../operator/install-operator.js';
import type { ApiServerDoor } from '../operator/operator-pods.js';
import { installOperatorPods, removeOperatorPods } from '../operator/operator-pods.js';
import { connectionsOf } from '../operator/pod-connections.js';
import { freshNamespace } from './fresh-namespace.js';
import { OPERATOR_IMAGE, podsCluster } from './pods-cluster.js';

const SET: SidecarSet = {
  apiVersion: 'apps.kruise.io/v1beta1',
  kind: 'SidecarSet',
  metadata: { name: 'optional' },
  spec: {
    selector: { matchLabels: { app: 'optional' } },
    injectionStrategy: { failurePolicy: 'Fail' },
    containers: [{ name: 'agent', image: 'centos:6.7' }],
  },
};

describe('the operator as pods, installed with', function () {
  let cluster: TestCluster;
  let door: ApiServerDoor;
  let client: KubeClient | undefined;
  let namespace: string;

  before(async function () {
    const started = await podsCluster();
    ({ cluster } = started);
    if (started.door === undefined) return this.skip();
    ({ door } = started);
    client = createKubeClient({ kubeConfig: loadKubeConfig({ file: cluster.kubeconfigPath }) });
    namespace = await freshNamespace(cluster);
  });

  after(() => client?.close());

  const rolledOut = (home: string): Promise<string> =>
    cluster.kubectl('rollout', 'status', `deployment/${OPERATOR_NAME}`, `--namespace=${home}`, '--timeout=300s');

  const podsOf = async (home: string): Promise<readonly Pod[]> =>
    (await client!.list(PODS, { namespace: home, labelSelector: `app.kubernetes.io/name=${OPERATOR_NAME}` })).items;

  const aPod = (name = 'optional'): Pod => ({
    metadata: { name, namespace, labels: { app: 'optional' } },
    spec: { containers: [{ name: 'app', image: 'nginx:1.15.1' }] },
  });

  /** What becomes of a pod that is created now: the API server answers as always, and stores nothing. */
  const createPod = (name?: string): Promise<string> =>
    client!
      .create(PODS, aPod(name), { dryRun: true })
      .then(
        ({ spec }) =>
          spec?.containers.some(container => container.name === 'agent') === true ? 'injected' : 'not injected',
        String,
      );

  const applySet = (): Promise<unknown> =>
    waitFor('the SidecarSet to be accepted', async () => {
      await cluster.kubectl.apply(SET);
      return true;
    });

  describe('certificates of cert-manager, and a NetworkPolicy,', () => {
    const home = 'certified';
    let certManager: CertManager;

    before(async () => {
      certManager = new CertManager(cluster, home);
      await installCertManagerKinds(cluster);
      const certificates = OperatorCertificates.certManager();
      const props = { image: OPERATOR_IMAGE, namespace: home, certificates, networkPolicy: true };
      await installOperatorPods(cluster, door, props);
    });

    after(async () => {
      await cluster.kubectl('delete', 'sidecarset', 'optional', '--ignore-not-found');
      await removeOperatorPods(cluster, home);
    });

    it('is ready once its Secret is there, and is trusted by what the CA injector writes', async () => {
      await certManager.issueMissing();
      await rolledOut(home);
      await certManager.injectAuthority();
      await applySet();
      await whenInjectionReady(cluster, 'optional');
      expect(await createPod()).to.equal('injected');
    });

    it('is trusted at every moment while its certificate is renewed, however late the CA injector is', async () => {
      const ips = (await podsOf(home)).map(({ status }) => status?.podIP ?? '');
      const query = [
        'validatingwebhookconfiguration',
        OPERATOR_NAME,
        '-o',
        'jsonpath={.webhooks[0].clientConfig.caBundle}',
      ];
      const ca = Buffer.from(await cluster.kubectl('get', ...query), 'base64').toString();
      const before = await Promise.all(ips.map(host => serialServedBy({ host, ca, home })));
      const answers: string[] = [];
      const ask = async (): Promise<readonly string[]> => {
        answers.push(await createPod());
        // An API server keeps its connections; one that connects anew trusts what it is told to.
        return Promise.all(ips.map(host => serialServedBy({ host, ca, home })));
      };
      await certManager.renewServing();
      await waitFor('both copies to serve the new certificate', async () => {
        const now = await ask();
        return now.every((serial, index) => serial !== before[index]);
      });
      expect(await ask()).not.to.include('untrusted');
      await certManager.injectAuthority();
      expect(await ask()).not.to.include('untrusted');
      expect(answers.filter(answer => answer !== 'injected')).to.deep.equal([]);
    });

    it('is trusted anew after another authority has taken over, by its pod webhooks too', async () => {
      await certManager.replaceAuthority();
      const authority = await certManager.injectAuthority();
      await waitFor('a pod to be injected', async () => (await createPod()) === 'injected');
      const written = Buffer.from(authority).toString('base64');
      const list = 'jsonpath={range .webhooks[*]}{.name} {.clientConfig.caBundle}{"\\n"}{end}';
      const lines = (await cluster.kubectl('get', 'mutatingwebhookconfiguration', OPERATOR_NAME, '-o', list)).trim();
      expect(lines.split('\n').map(line => line.split(' ')[1])).to.deep.equal([written, written]);
      const secret = await cluster.kubectl('get', 'secret', CERTIFICATE_SECRET, `--namespace=${home}`, '-o', 'name');
      expect(secret.trim()).to.equal(`secret/${CERTIFICATE_SECRET}`);
    });

    it('lets in exactly the ports that its pods listen on, and its pods talk to the API server alone', async () => {
      const { spec } = await cluster.kubectl.get<NetworkPolicy>('networkpolicy', OPERATOR_NAME, `--namespace=${home}`);
      expect(spec.policyTypes).to.deep.equal(['Ingress']);
      const pods = await podsOf(home);
      expect(pods).to.have.length(2);
      for (const pod of pods) {
        for (const [key, value] of Object.entries(spec.podSelector.matchLabels ?? {})) {
          expect(pod.metadata?.labels).to.include({ [key]: value });
        }
        const named = new Map(pod.spec?.containers[0]?.ports?.map(port => [port.name, port.containerPort] as const));
        const open = spec.ingress.flatMap(({ ports }) => ports.map(({ port }) => named.get(String(port))));
        const { listening, talkingTo } = await connectionsOf(pod);
        expect(open).to.have.members([...listening]);
        expect(talkingTo).to.deep.equal([`${door.address}:${String(door.port)}`]);
      }
    });
  });

  describe('the network of its nodes', () => {
    const home = 'on-the-host';
    let manifests: string;

    before(async () => {
      const [webhookPort = 0, healthPort = 0] = await freePorts(2);
      const ports = { webhookPort, healthPort };
      // A second copy would need a second node.
      manifests = await installOperatorPods(cluster, door, {
        image: OPERATOR_IMAGE,
        namespace: home,
        hostNetwork: true,
        replicas: 1,
        ...ports,
      });
    });

    after(async () => {
      await removeOperatorPods(cluster, home);
    });

    it('runs there, and injects', async () => {
      await rolledOut(home);
      const [pod] = await podsOf(home);
      expect(pod?.status?.podIP).to.equal(pod?.status?.hostIP);
      await applySet();
      await whenInjectionReady(cluster, 'optional');
      expect(await createPod()).to.equal('injected');
    });

    it('gives its ports back in time for its next version', async () => {
      const deployment = ['rollout', 'restart', `deployment/${OPERATOR_NAME}`, `--namespace=${home}`];
      const [old] = await podsOf(home);
      await cluster.kubectl(...deployment);
      await rolledOut(home);
      await waitFor('the old pod to be gone', async () => {
        const pods = await podsOf(home);
        return pods.length === 1 && pods[0]?.metadata?.uid !== old?.metadata?.uid;
      });
      await waitFor('a pod to be injected', async () => (await createPod()) === 'injected');
    });

    it('is taken away without a trace, and pods keep what they have', async () => {
      await client!.create(PODS, aPod());
      const configurations = 'mutatingwebhookconfiguration,validatingwebhookconfiguration';
      await cluster.kubectl('delete', configurations, OPERATOR_NAME);
      await waitFor('a pod that nobody is asked about', async () => (await createPod('next')) === 'not injected');
      await run(
        cluster.kubectlPath,
        ['--kubeconfig', cluster.kubeconfigPath, 'delete', '--ignore-not-found', '-f', '-'],
        { input: manifests },
      );
      const label = `app.kubernetes.io/name=${OPERATOR_NAME}`;
      const kinds = `${configurations},clusterrole,clusterrolebinding,customresourcedefinition`;
      expect(await cluster.kubectl('get', kinds, '--selector', label, '--output=name')).to.equal('');
      expect(await cluster.kubectl('get', 'namespace', home, '--ignore-not-found')).to.equal('');
      expect(await createPod('next')).to.equal('not injected');
      const kept = await client!.get(PODS, { namespace, name: 'optional' });
      expect(kept.spec?.containers.map(({ name }) => name)).to.deep.equal(['agent', 'app']);
      expect(kept.metadata).not.to.have.property('deletionTimestamp');
    });
  });
});

/** The part of a NetworkPolicy that is looked at here. */
interface NetworkPolicy extends KubernetesObject {
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly policyTypes: readonly string[];
    readonly ingress: readonly { readonly ports: readonly { readonly port: string | number }[] }[];
  };
}

/** Serial number of the certificate that a webhook serves with; `untrusted` when an API server would not take it. */
function serialServedBy(pod: { readonly host: string; readonly ca: string; readonly home: string }): Promise<string> {
  const { host, ca, home } = pod;
  return new Promise((resolve, reject) => {
    const servername = `${OPERATOR_NAME}.${home}.svc`;
    const socket = connect({ host, port: 9443, ca, servername, rejectUnauthorized: false }, () => {
      resolve(socket.authorized ? socket.getPeerCertificate().serialNumber : 'untrusted');
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
