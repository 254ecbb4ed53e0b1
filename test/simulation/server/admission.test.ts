import { expect } from 'chai';
import type { WebhookEndpoint } from '../../../lib/api/endpoints.js';
import type { Pod } from '../../../lib/api/kubernetes.generated.js';
import { PODS } from '../../../lib/api/resources.js';
import type { JsonPatchOperation } from '../../../lib/cluster/cluster.js';
import { refusalOf } from '../../contract/subject.js';
import { seededRandom } from '../seeded-random.js';
import { SimulatedCluster } from '../simulated-cluster.js';
import { VirtualClock } from '../virtual-clock.js';
import type { JsonObject } from './frozen-json.js';

const namespace = 'default';

describe('webhooks of a simulated cluster', () => {
  const clock = new VirtualClock();
  let cluster: SimulatedCluster;
  let asked: JsonObject[];

  beforeEach(() => {
    cluster = new SimulatedCluster({ clock, random: seededRandom(1) });
    asked = [];
  });

  function endpoint(more: Partial<WebhookEndpoint> = {}): WebhookEndpoint {
    return {
      id: 'mpod',
      name: 'hook.example.com',
      path: '/',
      kind: 'mutating',
      resource: PODS,
      apiVersions: ['v1'],
      operations: ['CREATE'],
      failurePolicy: 'Fail',
      timeoutSeconds: 5,
      writtenBy: 'manifests',
      ...more,
    };
  }

  function answer(more: Partial<WebhookEndpoint>, respond: (request: JsonObject) => JsonObject): void {
    cluster.addWebhook({
      endpoint: endpoint(more),
      review: review => {
        const request = review['request'] as JsonObject;
        asked.push(request);
        return Promise.resolve({ ...review, response: { uid: request['uid'], ...respond(request) } });
      },
    });
  }

  const patchWith = (...operations: readonly JsonPatchOperation[]): JsonObject => ({
    allowed: true,
    patchType: 'JSONPatch',
    patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
  });
  const create = (dryRun = false): Promise<Pod> =>
    cluster.create(
      PODS,
      { metadata: { namespace, generateName: 'web-' }, spec: { containers: [{ name: 'app', image: 'app:1' }] } },
      { dryRun },
    );
  const addMesh = (): JsonObject =>
    patchWith({ op: 'add', path: '/spec/containers/-', value: { name: 'mesh', image: 'mesh:1' } });

  it('see a pod with its defaults, without the name that is still to be made up, and may change it', async () => {
    answer({}, addMesh);
    const pod = await create();
    expect(pod.spec?.containers.map(({ name, imagePullPolicy }) => [name, imagePullPolicy])).to.deep.equal([
      ['app', 'IfNotPresent'],
      ['mesh', 'IfNotPresent'],
    ]);
    expect(asked).to.have.length(1);
    expect(asked[0]).to.deep.include({ operation: 'CREATE', namespace, name: '', dryRun: false, oldObject: null });
    const shown = asked[0]?.['object'] as Pod;
    expect(shown.metadata?.name).to.equal(undefined);
    expect(shown.spec?.restartPolicy).to.equal('Always');
  });

  it('hear of a dry run', async () => {
    answer({}, addMesh);
    expect((await create(true)).spec?.containers).to.have.length(2);
    expect(asked[0]?.['dryRun']).to.equal(true);
    expect((await cluster.list(PODS)).items).to.deep.equal([]);
  });

  it('are asked once more when a later one has changed the object, if they wish it', async () => {
    answer({ reinvocationPolicy: 'IfNeeded' }, () => ({ allowed: true }));
    answer({ name: 'later.example.com' }, addMesh);
    await create();
    expect(asked.map(request => (request['object'] as Pod).spec?.containers.length)).to.deep.equal([1, 1, 2]);
  });

  it('refuse in their own words', async () => {
    answer({}, () => ({ allowed: false, status: { code: 403, reason: 'Forbidden', message: 'not on my watch' } }));
    const refusal = await refusalOf(create());
    expect(refusal).to.include({ code: 403, reason: 'Forbidden' });
    expect(refusal.message).to.contain('admission webhook "hook.example.com" denied the request: not on my watch');
  });

  it('that validate see what the mutating ones have made of it', async () => {
    answer({ kind: 'validating', name: 'check.example.com' }, () => ({ allowed: true }));
    answer({}, addMesh);
    await create();
    expect((asked[1]?.['object'] as Pod).spec?.containers).to.have.length(2);
  });

  for (const [failurePolicy, outcome] of [
    ['Ignore', 'created'],
    ['Fail', 'InternalError'],
  ] as const) {
    it(`that cannot be reached have their failurePolicy obeyed: ${failurePolicy}`, async () => {
      cluster.addWebhook({ endpoint: endpoint({ failurePolicy }), review: () => Promise.reject(new Error('refused')) });
      const found = await create().then(
        () => 'created',
        (error: unknown) => (error as { reason: string }).reason,
      );
      expect(found).to.equal(outcome);
    });

    it(`that do not answer in time have their failurePolicy obeyed: ${failurePolicy}`, async () => {
      cluster.addWebhook({ endpoint: endpoint({ failurePolicy }), review: () => new Promise(() => undefined) });
      let found: string | undefined;
      void create().then(
        () => (found = 'created'),
        (error: unknown) => (found = (error as { reason: string }).reason),
      );
      await clock.advance(4_999);
      expect(found).to.equal(undefined);
      await clock.advance(1);
      expect(found).to.equal(outcome);
    });
  }

  it('are not asked about updates that they have not asked for, nor once they are gone', async () => {
    const leave = cluster.addWebhook({ endpoint: endpoint(), review: () => Promise.reject(new Error('asked')) });
    leave();
    answer({}, () => ({ allowed: true }));
    const { metadata } = await create();
    const key = { namespace, name: metadata?.name ?? '' };
    await cluster.patch(PODS, key, { type: 'merge', body: { metadata: { labels: { a: 'b' } } } });
    expect(asked).to.have.length(1);
  });

  it('see an update with what was before', async () => {
    const { metadata } = await create();
    answer({ operations: ['UPDATE'] }, () =>
      patchWith({ op: 'add', path: '/metadata/annotations', value: { seen: '1' } }),
    );
    const key = { namespace, name: metadata?.name ?? '' };
    const pod = await cluster.patch(PODS, key, { type: 'merge', body: { metadata: { labels: { a: 'b' } } } });
    expect(pod.metadata).to.deep.include({ labels: { a: 'b' }, annotations: { seen: '1' } });
    expect((asked[0]?.['oldObject'] as Pod).metadata?.labels).to.equal(undefined);
  });
});
