import { expect } from 'chai';
import { networkInterfaces } from 'node:os';
import type { Pod } from '../../lib/api/kubernetes.generated.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { answerAdmissions, type AdmissionServer, type WebhookPlace } from './admission-server.js';
import { freshNamespace } from './fresh-namespace.js';
import { sharedCluster } from './shared-cluster.js';

const WEB_SERVER = { name: 'app', image: 'nginx:1.15.1', readinessProbe: { httpGet: { port: 80 }, periodSeconds: 1 } };
const SIDECAR = { name: 'sidecar', image: 'centos:6.7', command: ['sleep', '999d'] };

describe('the test cluster', function () {
  let cluster: TestCluster;
  let namespace: string;

  before(async function () {
    cluster = await sharedCluster();
    namespace = await freshNamespace(cluster);
  });

  after(() => cluster.kubectl('delete', 'namespace', namespace, '--wait=false'));

  const create = (name: string, spec: object): Promise<string> =>
    cluster.kubectl.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec });
  const read = (name: string): Promise<Pod> => cluster.kubectl.get('pod', name, '--namespace', namespace);

  async function whenReady(name: string): Promise<Pod> {
    return waitFor(`pod ${name} to be ready`, async () => {
      const pod = await read(name);
      const ready = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
      return ready === true && pod;
    });
  }

  function patchImage(name: string, path: string, image: string): Promise<string> {
    const patch = JSON.stringify([{ op: 'replace', path: `${path}/image`, value: image }]);
    return cluster.kubectl('patch', 'pod', name, '--namespace', namespace, '--type=json', `--patch=${patch}`);
  }

  it('asks a webhook at a URL of this machine', async () => {
    const server = await refuseEverything(['127.0.0.1']);
    await expectRefusal(server, { url: `https://127.0.0.1:${server.port}/` });
  });

  it('asks a webhook behind a Service, at the endpoint of that', async function () {
    const address = ownAddress();
    if (address === undefined) this.skip();
    const service = { namespace, name: 'hook' };
    const server = await refuseEverything([`${service.name}.${namespace}.svc`]);
    await cluster.kubectl.create({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: service,
      spec: { ports: [{ port: 443, targetPort: server.port }] },
    });
    await cluster.kubectl.create({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...service, labels: { 'kubernetes.io/service-name': service.name } },
      addressType: 'IPv4',
      ports: [{ port: server.port }],
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
    });
    await expectRefusal(server, { service });
  });

  function refuseEverything(hosts: readonly string[]): Promise<AdmissionServer> {
    return answerAdmissions({ allowed: false, message: 'not on my watch', hosts });
  }

  async function expectRefusal(server: AdmissionServer, place: WebhookPlace): Promise<void> {
    try {
      await cluster.kubectl.create(server.configurationFor(namespace, place));
      await waitFor('the webhook to refuse a pod', async () => {
        const answer = await create('refused', { containers: [WEB_SERVER] }).catch((error: unknown) => error);
        if (answer instanceof Error && answer.message.includes('not on my watch')) return true;
        await cluster.kubectl('delete', 'pod', 'refused', '--namespace', namespace, '--now', '--ignore-not-found');
        throw answer instanceof Error ? answer : new Error('the pod was accepted');
      });
      expect(server.reviewedNames()).to.include('refused');
    } finally {
      await cluster.kubectl('delete', 'validatingwebhookconfiguration', server.name, '--ignore-not-found');
      await server.close();
    }
  }

  describe('its real node', () => {
    before(function () {
      if (!cluster.realNode) this.skip();
    });

    it('restarts a container in place when its image changes: app container and pod IP stay', async () => {
      await create('plain', { containers: [WEB_SERVER, SIDECAR] });
      const before = await whenReady('plain');
      await patchImage('plain', '/spec/containers/1', 'centos:7');
      const after = await whenRestarted('plain', pod => pod.status?.containerStatuses?.[1]);

      expect(after.status?.containerStatuses?.[1]?.image).to.equal('docker.io/library/centos:7');
      expect(after.status?.containerStatuses?.[1]?.imageID).not.to.equal(
        before.status?.containerStatuses?.[1]?.imageID,
      );
      expect(after.status?.containerStatuses?.[0]).to.deep.equal(before.status?.containerStatuses?.[0]);
      expect(after.status?.podIP).to.be.a('string').and.equal(before.status?.podIP);
    });

    it('restarts a native sidecar in place when its image changes', async () => {
      await create('native', { initContainers: [{ ...SIDECAR, restartPolicy: 'Always' }], containers: [WEB_SERVER] });
      const before = await whenReady('native');
      await patchImage('native', '/spec/initContainers/0', 'centos:7');
      const after = await whenRestarted('native', pod => pod.status?.initContainerStatuses?.[0]);

      expect(after.status?.initContainerStatuses?.[0]?.image).to.equal('docker.io/library/centos:7');
      expect(after.status?.containerStatuses).to.deep.equal(before.status?.containerStatuses);
      expect(after.status?.podIP).to.be.a('string').and.equal(before.status?.podIP);
    });

    it('cannot pull what was never pushed, and does once it is there', async () => {
      const image = 'example.com/team/late:1';
      await create('late', { containers: [{ name: 'app', image }] });
      await waitFor('the pull to fail', async () => {
        const reason = (await read('late')).status?.containerStatuses?.[0]?.state?.waiting?.reason;
        return reason === 'ErrImagePull' || reason === 'ImagePullBackOff';
      });
      const digest = await cluster.pushImage({ reference: image });
      const pod = await whenReady('late');
      expect(pod.status?.containerStatuses?.[0]?.imageID).to.equal(`example.com/team/late@${digest}`);
    });

    it('sees one image ID behind two tags of one image', async () => {
      await cluster.tagImage({ from: 'centos:6.7', to: 'centos:6.7-again' });
      const again = { ...SIDECAR, name: 'again', image: 'centos:6.7-again' };
      await create('tags', { containers: [SIDECAR, again] });
      const [first, second] = (await whenReady('tags')).status?.containerStatuses ?? [];
      expect(second?.imageID)
        .to.equal(first?.imageID)
        .and.match(/^docker\.io\/library\/centos@sha256:/);
    });

    it('ends a pod at once, because the stand-ins obey SIGTERM', async () => {
      await create('obedient', { terminationGracePeriodSeconds: 60, containers: [WEB_SERVER, SIDECAR] });
      await whenReady('obedient');
      const startedMs = performance.now();
      await cluster.kubectl('delete', 'pod', 'obedient', '--namespace', namespace);
      expect(performance.now() - startedMs).to.be.lessThan(30_000);
    });

    it('shows logs and runs commands in containers', async () => {
      const command = ['sh', '-c', 'echo hello; exec sleep 999d'];
      await create('talker', { containers: [{ ...SIDECAR, command }] });
      await whenReady('talker');
      expect(await cluster.kubectl('logs', 'talker', '--namespace', namespace)).to.equal('hello\n');
      const exec = ['exec', 'talker', '--namespace', namespace, '--', 'cat', '/etc/stand-in'];
      expect(await cluster.kubectl(...exec)).to.equal('centos:6.7\n');
    });
  });

  type Status = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

  function whenRestarted(name: string, statusOf: (pod: Pod) => Status | undefined): Promise<Pod> {
    return waitFor(`${name}'s sidecar to restart once`, async () => {
      const pod = await read(name);
      const status = statusOf(pod);
      return status?.restartCount === 1 && status.ready && pod;
    });
  }
});

/** An address of this machine that may stand in an EndpointSlice, where 127.0.0.1 may not. */
function ownAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap(list => list ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}
