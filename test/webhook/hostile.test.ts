import { Agent } from 'node:https';
import { expect } from 'chai';
import fc from 'fast-check';
import type { ConfigMap, Namespace } from '../../lib/api/kubernetes.generated.js';
import { CONFIG_MAPS, CONTROLLER_REVISIONS, NAMESPACES, SIDECARSETS } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { systemClock } from '../../lib/cluster/clock.js';
import { createMetrics } from '../../lib/telemetry/metrics.js';
import { podHandler } from '../../webhook/handle-pod.js';
import { mutateSidecarSetHandler, validateSidecarSetHandler } from '../../webhook/handle-sidecarset.js';
import type { WebhookServerOptions } from '../../webhook/server.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import { spoil, spoilings } from './hostile-json.js';
import { aStore } from './store-fixture.js';
import type { Answer, RunningWebhook, TestPki } from './webhook-fixture.js';
import { aPki, aReview, ask, startWebhook } from './webhook-fixture.js';

/** SidecarSets that read everything of a pod that can be read. */
const CURIOUS: readonly SidecarSet[] = [
  aSidecarSet(
    {
      containers: [
        aSidecar({
          upgradeStrategy: { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: 'idle:1' },
          shareVolumePolicy: { type: 'enabled' },
          shareVolumeDevicePolicy: { type: 'enabled' },
          transferEnv: [
            { sourceContainerName: 'app', envName: 'A' },
            {
              sourceContainerNameFrom: { fieldRef: { apiVersion: 'v1', fieldPath: "metadata.labels['app']" } },
              envNames: ['B'],
            },
          ],
        }),
      ],
      patchPodMetadata: [{ annotations: { settings: '{"a":{"b":1}}' }, patchPolicy: 'MergePatchJson' }],
    },
    { name: 'greedy' },
  ),
  aSidecarSet(
    {
      containers: [
        aSidecar({
          name: 'sized',
          resourcesPolicy: {
            targetContainersMode: 'sum',
            targetContainersNameRegex: '^a.*',
            resourcesExpr: { limits: { cpu: 'max(cpu*50%, 50m)' }, requests: { memory: 'memory/2' } },
          },
        }),
      ],
      initContainers: [aSidecar({ name: 'native', restartPolicy: 'Always' })],
      volumes: [{ name: 'logs', emptyDir: {} }],
      imagePullSecrets: [{ name: 'pull' }],
    },
    { name: 'sizing' },
  ),
];

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    generateName: 'web-',
    creationTimestamp: null,
    labels: { app: 'web' },
    annotations: {
      settings: '{"a":{"c":2}}',
      'kruise.io/sidecarset-hash': '{"greedy":{"hash":"h","sidecarList":["agent"]}}',
      'kruise.io/sidecarset-hash-without-image': '{"greedy":"h"}',
      'kruise.io/sidecarset-injected-list': 'other,greedy',
      'kruise.io/sidecarset-inplace-update-state': '{"greedy":{"revision":"h","lastContainerStatuses":{"agent":{}}}}',
      'kruise.io/sidecarset-working-hotupgrade-container': '{"agent":"agent-1"}',
      'version.sidecarset.kruise.io/agent-1': '1',
    },
  },
  spec: {
    containers: [
      {
        name: 'app',
        env: [{ name: 'A', value: '1' }],
        volumeMounts: [{ name: 'data', mountPath: '/data', subPathExpr: '$(A)' }],
        volumeDevices: [{ name: 'disk', devicePath: '/disk' }],
        resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1' } },
      },
    ],
    initContainers: [{ name: 'init', env: [{ name: 'IS_INJECTED', value: 'true' }] }],
    volumes: [{ name: 'data', emptyDir: {} }],
    imagePullSecrets: [{ name: 'own' }],
    terminationGracePeriodSeconds: 30,
  },
  status: { phase: 'Pending' },
};

const WHITELIST = {
  rules: [{ selector: { matchLabels: { team: 'a' } }, annotationKeyExprs: ['^settings$', '^example\\.com/'] }, {}],
};

describe('hostile input', () => {
  let pki: TestPki;
  let running: RunningWebhook | undefined;
  let agent: Agent;

  before(async () => {
    pki = await aPki();
  });

  beforeEach(() => {
    agent = new Agent({ keepAlive: true });
  });

  afterEach(async () => {
    agent.destroy();
    await running?.server.drain();
    running = undefined;
  });

  async function start(configuration?: string): Promise<void> {
    const sidecarSets = aStore(SIDECARSETS, CURIOUS);
    const revisions = aStore(CONTROLLER_REVISIONS, []);
    const data = configuration === undefined ? undefined : { SidecarSet_PatchPodMetadata_WhiteList: configuration };
    const configMaps = aStore<ConfigMap>(CONFIG_MAPS, [
      {
        metadata: { name: 'kruise-configuration', namespace: 'kruise-system', resourceVersion: '1' },
        ...(data && { data }),
      },
    ]);
    const podMetadata = { configMaps, namespace: 'kruise-system', patchPodMetadataDefaultsAllowed: true };
    const definitions = { sidecarSets, revisions, podMetadata };
    const handle = podHandler({
      sidecarSets,
      revisions,
      namespaces: aStore<Namespace>(NAMESPACES, [{ metadata: { name: 'default', resourceVersion: '1' } }]),
      cluster: { get: () => Promise.reject(new Error('nobody to ask')) },
      clock: systemClock,
      metrics: createMetrics({ version: '0', processMetrics: false }),
      events: { note: () => undefined },
    });
    const handlers: WebhookServerOptions['handlers'] = {
      mpod: handle,
      msidecarset: mutateSidecarSetHandler(definitions),
      vsidecarset: validateSidecarSetHandler(definitions),
    };
    running = await startWebhook(pki, handle, { handlers });
  }

  function send(path: string, body: string | Buffer): Promise<Answer> {
    return ask({ port: running!.port, ca: pki.authority.certificate, path, body, agent });
  }

  /** Every answer is a decision, or says what is wrong with the question; nothing crashed on the way. */
  function expectReasoned({ code, text }: Answer): Record<string, unknown> {
    const answer = JSON.parse(text) as {
      readonly message?: string;
      readonly response?: { readonly allowed: boolean };
    } & Record<string, unknown>;
    expect(code, text).to.be.oneOf([200, 400]);
    if (code === 400) expect(answer.message).to.match(/../);
    else expect(answer.response?.allowed).to.be.a('boolean');
    expect(running!.log.lines.filter(line => line['event'] === 'admission-crashed')).to.deep.equal([]);
    return answer;
  }

  /** Deep values can be written by no JSON.stringify: they go in as text. */
  function reviewText(request: Readonly<Record<string, unknown>>): string {
    try {
      return JSON.stringify(aReview(request));
    } catch {
      return '';
    }
  }

  it('spoilt pods are decided about or refused with a reason', async () => {
    await start();
    await fc.assert(
      fc.asyncProperty(spoilings(POD), async changes => {
        const body = reviewText({ object: spoil(POD, changes) });
        if (body !== '') expectReasoned(await send('/mutate-pod', body));
      }),
      { numRuns: 150 },
    );
  });

  it('spoilt reviews are answered with a reason', async () => {
    await start();
    const review = aReview({ object: POD });
    await fc.assert(
      fc.asyncProperty(spoilings(review), async changes => {
        const spoilt = spoil(review, changes);
        fc.pre(isWritable(spoilt));
        expectReasoned(await send('/mutate-pod', JSON.stringify(spoilt)));
      }),
      { numRuns: 80 },
    );
  });

  for (const path of ['/mutate-apps-kruise-io-sidecarset', '/validate-apps-kruise-io-sidecarset']) {
    it(`spoilt SidecarSets are judged by ${path.split('-')[0] ?? ''}`, async () => {
      await start(JSON.stringify(WHITELIST));
      const good = JSON.parse(JSON.stringify(CURIOUS[0])) as object;
      const resource = { group: 'apps.kruise.io', version: 'v1beta1', resource: 'sidecarsets' };
      await fc.assert(
        fc.asyncProperty(spoilings(good), fc.boolean(), async (changes, isUpdate) => {
          const update = isUpdate ? { operation: 'UPDATE', oldObject: good } : {};
          const body = reviewText({ resource, object: spoil(good, changes), ...update });
          if (body !== '') expectReasoned(await send(path, body));
        }),
        { numRuns: 80 },
      );
    });
  }

  it('a spoilt list of allowed annotations makes refusals that say so, and nothing else', async () => {
    const resource = { group: 'apps.kruise.io', version: 'v1beta1', resource: 'sidecarsets' };
    const body = JSON.stringify(aReview({ resource, object: { ...CURIOUS[0], metadata: { name: 'new' } } }));
    await fc.assert(
      fc.asyncProperty(spoilings(WHITELIST), async changes => {
        const list = spoil(WHITELIST, changes);
        fc.pre(isWritable(list));
        await start(JSON.stringify(list));
        expectReasoned(await send('/validate-apps-kruise-io-sidecarset', body));
        await running!.server.drain();
      }),
      { numRuns: 30 },
    );
  });

  it('a pod that nests very deep where it is copied from is refused', async () => {
    await start();
    const deep = '{"a":['.repeat(20_000) + '1' + ']}'.repeat(20_000);
    const app = { ...POD.spec.containers[0], env: [{ name: 'A', value: 'DEEP' }] };
    const object = { ...POD, spec: { ...POD.spec, containers: [app] } };
    const answer = await send('/mutate-pod', reviewText({ object }).replace('"DEEP"', deep));
    expect(expectReasoned(answer)).to.have.property('message').that.contains('nests more than 200 levels');
  });

  it('a SidecarSet that nests very deep is refused, also when it changes another', async () => {
    await start();
    const resource = { group: 'apps.kruise.io', version: 'v1beta1', resource: 'sidecarsets' };
    for (const request of [{ object: 'DEEP' }, { operation: 'UPDATE', object: 'DEEP', oldObject: CURIOUS[0] }]) {
      const body = reviewText({ resource, ...request }).replace(
        '"DEEP"',
        '{"spec":'.repeat(20_000) + '1' + '}'.repeat(20_000),
      );
      const answer = await send('/mutate-apps-kruise-io-sidecarset', body);
      expect(expectReasoned(answer)).to.have.property('message').that.contains('nests more than 200 levels');
    }
  });

  it('a pod without containers, as Go writes it, is injected all the same', async () => {
    await start();
    const object = { ...POD, metadata: { ...POD.metadata, annotations: null }, spec: { containers: null } };
    const answer = expectReasoned(await send('/mutate-pod', reviewText({ object })));
    expect(answer).to.have.nested.property('response.status.message').that.contains('no container of the pod matches');
  });

  it('a body that is no UTF-8 is refused: what its bytes become would be anybody’s guess', async () => {
    await start();
    const [head = '', tail = ''] = reviewText({ object: POD }).split('"app":"web"');
    const body = Buffer.concat([Buffer.from(`${head}"app":"`), Buffer.from([0xff, 0xc0]), Buffer.from(`"${tail}`)]);
    const answer = expectReasoned(await send('/mutate-pod', body));
    expect(answer['message']).to.equal('the body is no UTF-8');
  });

  it('a pod with a hundred thousand labels costs no more than reading them', async () => {
    await start();
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`l${String(at)}`, 'x']));
    const object = { ...POD, metadata: { ...POD.metadata, labels: { ...many, app: 'web' } } };
    expect(expectReasoned(await send('/mutate-pod', reviewText({ object })))).to.have.nested.property('response.patch');
  });

  it('ten megabytes are refused before they are read', async () => {
    await start();
    const answer = await send('/mutate-pod', ' '.repeat(10_000_000)).catch((error: unknown) => error);
    // The server hangs up on a client that goes on sending.
    if (answer instanceof Error) expect(answer).to.have.property('code').that.is.oneOf(['EPIPE', 'ECONNRESET']);
    else expect(answer).to.have.property('code', 413);
    expectReasoned(await send('/mutate-pod', reviewText({ object: POD })));
  });

  it('repeated names and __proto__ mean nothing more than to Kubernetes', async () => {
    await start();
    const body = reviewText({ object: POD }).replace('"labels":{', '"labels":{"app":"db","__proto__":{"app":"web"},');
    expect(expectReasoned(await send('/mutate-pod', body)))
      .to.have.property('message')
      .that.contains('labels.__proto__');
    const repeated = reviewText({ object: POD }).replace('"labels":{', '"labels":{"app":"db",');
    expect(expectReasoned(await send('/mutate-pod', repeated))).to.have.nested.property('response.patch');
  });

  it('numbers that JavaScript cannot hold stay as they are: no operation touches them', async () => {
    await start();
    const body = reviewText({ object: POD }).replace(':30}', ':9223372036854775807}');
    expect(body).to.contain('9223372036854775807');
    const answer = expectReasoned(await send('/mutate-pod', body)) as { readonly response: { readonly patch: string } };
    const patch = Buffer.from(answer.response.patch, 'base64').toString('utf8');
    expect(patch).to.not.contain('922337203685477').and.to.not.contain('terminationGracePeriodSeconds');
    const operations = JSON.parse(patch) as readonly { readonly path: string }[];
    expect(operations.map(({ path }) => path)).to.not.include.members(['', '/spec', '/spec/containers']);
  });

  it('lone surrogates pass through unharmed', async () => {
    await start();
    const object = { ...POD, metadata: { ...POD.metadata, annotations: { settings: '{"x":"\\ud800"}' } } };
    const answer = expectReasoned(await send('/mutate-pod', reviewText({ object }))) as {
      readonly response: { readonly patch: string };
    };
    const patch = JSON.parse(Buffer.from(answer.response.patch, 'base64').toString('utf8')) as readonly {
      readonly path: string;
      readonly value: unknown;
    }[];
    const settings = patch.find(({ path }) => path === '/metadata/annotations/settings');
    expect(settings?.value).to.equal('{"x":"\\ud800","a":{"b":1}}');
  });

  function isWritable(value: unknown): boolean {
    try {
      JSON.stringify(value);
      return true;
    } catch {
      return false;
    }
  }
});
