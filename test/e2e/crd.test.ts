import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SIDECARSET_CRD } from '../../lib/api/sidecarset-crd.generated.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { defaultSidecarSet } from '../../lib/decide/definition/default-sidecarset.js';
import { validateSidecarSet } from '../../lib/decide/definition/validate-sidecarset.js';
import { startTestCluster, type TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';

/** What an author may write, or get wrong: any JSON. */
type Json = Readonly<Record<string, unknown>>;

const hot = { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: 'empty:1' };
const policy = { targetContainersMode: 'sum', resourcesExpr: { limits: { cpu: 'cpu * 50%' } } };
const anApp = { matchLabels: { app: 'web' } };

function aSidecarSet(spec: Json, { name = 'set', version = 'v1beta1' } = {}): Json {
  const complete = { selector: anApp, containers: [{ name: 'agent', image: 'agent:1' }], ...spec };
  return { apiVersion: `apps.kruise.io/${version}`, kind: 'SidecarSet', metadata: { name }, spec: complete };
}

describe('the CRD on a real API server, without the webhook', function () {
  let cluster: TestCluster;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sidecarset-crd-'));
    cluster = await startTestCluster({ node: 'none' });
    await cluster.kubectl('apply', '--server-side', '-f', await file(SIDECARSET_CRD));
    // The API server publishes a new kind a moment after it has accepted it.
    await waitFor('kubectl explain', () => cluster.kubectl('explain', 'sidecarset.spec'));
  });

  after(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true });
  });

  async function file(object: object): Promise<string> {
    const path = join(folder, 'object.json');
    await writeFile(path, JSON.stringify(object));
    return path;
  }

  async function create(object: object, ...flags: readonly string[]): Promise<SidecarSet> {
    return JSON.parse(await cluster.kubectl('create', '-o', 'json', '-f', await file(object), ...flags)) as SidecarSet;
  }

  async function refusal(spec: Json): Promise<string> {
    const failure: unknown = await create(aSidecarSet(spec), '--dry-run=server').catch((error: unknown) => error);
    return failure instanceof Error ? failure.message : 'it was accepted';
  }

  it('is established, with no complaint about the schema', async () => {
    const text = await cluster.kubectl('get', 'crd', 'sidecarsets.apps.kruise.io', '-o', 'json');
    const conditions = (JSON.parse(text) as { status: { conditions: { type: string; status: string }[] } }).status
      .conditions;
    expect(conditions.find(({ type }) => type === 'Established')?.status).to.equal('True');
    expect(conditions.some(({ type }) => type === 'NonStructuralSchema')).to.be.false;
  });

  it('can be applied on the client side too, which keeps a copy in an annotation', async () => {
    const answer = await cluster.kubectl('apply', '--dry-run=server', '-f', await file(SIDECARSET_CRD));
    expect(answer).to.contain('sidecarsets.apps.kruise.io');
  });

  it('explains sidecar fields beside the fields of a container', async () => {
    const text = await cluster.kubectl('explain', 'sidecarset.spec.containers');
    for (const field of [
      'podInjectPolicy',
      'upgradeStrategy',
      'transferEnv',
      'image',
      'env',
      'livenessProbe',
      'restartPolicy',
    ])
      expect(text).to.match(new RegExp(`^ +${field}\\s<`, 'm'));
    expect(await cluster.kubectl('explain', 'sidecarset.spec.containers.env.valueFrom.secretKeyRef')).to.contain('key');
    expect(await cluster.kubectl('explain', 'sidecarset.spec.volumes.configMap')).to.contain('defaultMode');
  });

  for (const version of ['v1alpha1', 'v1beta1'])
    it(`writes the defaults into an object of ${version} that admission would write`, async () => {
      const given = aSidecarSet(
        {
          initContainers: [{ name: 'init', image: 'init:1' }],
          patchPodMetadata: [{ annotations: { a: 'b' } }],
          containers: [
            { name: 'agent', image: 'agent:1', shareVolumeDevicePolicy: {} },
            { name: 'sized', image: 'agent:1', resourcesPolicy: policy },
          ],
        },
        { version },
      );
      const stored = await create(given, '--dry-run=server');
      expect(stored.spec).to.deep.equal(defaultSidecarSet(given as unknown as SidecarSet).spec);
      expect(stored.spec.updateStrategy).to.deep.equal({
        type: 'RollingUpdate',
        paused: false,
        partition: 0,
        maxUnavailable: 1,
      });
    });

  it('keeps what it does not know inside containers and volumes, and takes what a pod may hold', async () => {
    const containers = [
      {
        name: 'agent',
        image: 'agent:1',
        fromTheFuture: { deep: [1] },
        resources: { limits: { cpu: 0.5, memory: '1Gi', 'example.com/gpu': 1 } },
        livenessProbe: { httpGet: { port: 'http', fromTheFuture: true } },
        env: [
          { name: 'TWICE', value: '1' },
          { name: 'TWICE', value: '2' },
        ],
        ports: [{ containerPort: 80 }, { containerPort: 80 }],
      },
    ];
    const volumes = [
      { name: 'cache', emptyDir: { sizeLimit: 1.5, fromTheFuture: 'x' } },
      { name: 'keys', projected: { sources: [{ secret: { name: 'a', fromTheFuture: 1 } }] } },
    ];
    const stored = await create(aSidecarSet({ containers, volumes }), '--dry-run=server');
    expect(stored.spec.containers?.[0]).to.deep.include(containers[0]);
    expect(stored.spec.volumes).to.deep.equal(volumes);
  });

  it('keeps 64 bits of a number, more than whoever reads it with JavaScript sees: so admission refuses those', async () => {
    const digits = '9007199254740993';
    const probe = { exec: { command: ['true'] }, terminationGracePeriodSeconds: 'GRACE' };
    const sidecar = {
      name: 'agent',
      image: 'agent:1',
      livenessProbe: probe,
      resources: { limits: { memory: 'GRACE' } },
    };
    const path = await file(aSidecarSet({ containers: [sidecar] }, { name: 'large' }));
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('"GRACE"', digits));
    const stored = await cluster.kubectl('create', '-o', 'json', '-f', path, '--dry-run=server');
    expect(stored.split(digits)).to.have.length(3);
    const { problems } = validateSidecarSet({ sidecarSet: JSON.parse(stored) as SidecarSet, others: [] });
    expect(problems.map(problem => problem.path)).to.have.members([
      'spec.containers[0].livenessProbe.terminationGracePeriodSeconds',
      'spec.containers[0].resources.limits.memory',
    ]);
  });

  it('reads null as absent when an object is created', async () => {
    const containers = [{ name: 'agent', command: null, transferEnv: null, resources: { limits: null } }];
    const stored = await create(aSidecarSet({ containers, namespace: null, updateStrategy: null }), '--dry-run=server');
    expect(JSON.stringify(stored.spec)).not.to.contain('null');
    expect(stored.spec.updateStrategy?.type).to.equal('RollingUpdate');
  });

  it('gives an object back in the other version with nothing lost', async () => {
    const spec = { namespace: 'shop', customVersion: 'v7', namespaceSelector: anApp };
    await create(aSidecarSet(spec, { name: 'both', version: 'v1alpha1' }));
    for (const version of ['v1alpha1', 'v1beta1']) {
      const text = await cluster.kubectl('get', `sidecarsets.${version}.apps.kruise.io`, 'both', '-o', 'json');
      const stored = JSON.parse(text) as SidecarSet;
      expect(stored.apiVersion).to.equal(`apps.kruise.io/${version}`);
      expect(stored.spec).to.deep.include(spec);
    }
  });

  it('stores a status with conditions, counts and examples', async () => {
    await create(aSidecarSet({}, { name: 'watched' }));
    const condition = {
      type: 'Progressing',
      status: 'True',
      reason: 'RollingOut',
      message: '1 of 2 pods',
      lastTransitionTime: '2026-01-02T03:04:05Z',
    };
    const status = {
      observedGeneration: 1,
      matchedPods: 2,
      updatedPods: 1,
      readyPods: 2,
      updatedReadyPods: 1,
      revisions: [{ name: 'watched-1', pods: 1, readyPods: 1 }],
      notUpgradable: { count: 1, examples: [{ namespace: 'a', name: 'b', reason: 'reshaped' }] },
      conditions: [condition],
    };
    const patch = ['--subresource=status', '--type=merge', '-p', JSON.stringify({ status })];
    await cluster.kubectl('patch', 'sidecarset', 'watched', ...patch);
    const stored = JSON.parse(await cluster.kubectl('get', 'sidecarset', 'watched', '-o', 'json')) as SidecarSet;
    expect(stored.status).to.deep.equal(status);
    const table = await cluster.kubectl('get', 'sidecarset', 'watched');
    expect(table.split('\n')[0]?.split(/ +/)).to.deep.equal(['NAME', 'MATCHED', 'UPDATED', 'READY', 'AGE']);
    expect(table.split('\n')[1]).to.match(/^watched +2 +1 +2 /);
    expect(await cluster.kubectl('get', 'sidecarset', 'watched', '-o', 'wide')).to.contain('RollingOut');
  });

  it('lets a container be added, removed and renamed, but not change between cold and hot', async () => {
    const replace = async (containers: readonly Json[]): Promise<string> =>
      cluster.kubectl('patch', 'sidecarset', 'mesh', '--type=merge', '-p', JSON.stringify({ spec: { containers } }));
    await create(aSidecarSet({ containers: [{ name: 'mesh' }] }, { name: 'mesh' }));
    const failure: unknown = await replace([{ name: 'mesh', upgradeStrategy: hot }]).catch((error: unknown) => error);
    expect(String(failure))
      .to.contain('spec.containers[0].upgradeStrategy.upgradeType')
      .and.contain('new name instead');
    await replace([{ name: 'mesh' }, { name: 'log' }]);
    await replace([{ name: 'mesh-hot', upgradeStrategy: hot }]);
  });

  const refused: readonly (readonly [string, Json, ...string[]])[] = [
    ['a missing selector', { selector: undefined }, 'spec.selector', 'Required'],
    ['an empty selector', { selector: {} }, 'spec.selector', 'is empty'],
    ['an empty namespaceSelector', { namespaceSelector: { matchLabels: {} } }, 'spec.namespaceSelector', 'is empty'],
    [
      'an operator that selectors do not have',
      { selector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } },
      'spec.selector.matchExpressions[0].operator',
    ],
    ['no container at all', { containers: [] }, 'injects no container'],
    ['a name used twice in one list', { containers: [{ name: 'a' }, { name: 'a' }] }, 'Duplicate value'],
    ['a name in both lists', { initContainers: [{ name: 'agent' }] }, 'in containers and in initContainers'],
    [
      'a name that a hot sidecar takes',
      { containers: [{ name: 'a', upgradeStrategy: hot }], initContainers: [{ name: 'a-2' }] },
      'a hot sidecar X runs as X-1 and X-2',
    ],
    ['a name that is no DNS label', { containers: [{ name: 'A_b' }] }, 'spec.containers[0].name'],
    [
      'a hot upgrade without an empty image',
      { containers: [{ name: 'a', upgradeStrategy: { upgradeType: 'HotUpgrade' } }] },
      'spec.containers[0].upgradeStrategy',
      'HotUpgrade needs hotUpgradeEmptyImage',
    ],
    [
      'a hot upgrade whose empty image is its own',
      { containers: [{ name: 'a', image: 'twin:1', upgradeStrategy: { ...hot, hotUpgradeEmptyImage: 'twin:1' } }] },
      'spec.containers[0]',
      "hotUpgradeEmptyImage is the sidecar's own image",
    ],
    [
      'a hot native sidecar whose empty image is its own',
      {
        initContainers: [
          {
            name: 'a',
            image: 'twin:1',
            restartPolicy: 'Always',
            upgradeStrategy: { ...hot, hotUpgradeEmptyImage: 'twin:1' },
          },
        ],
      },
      'spec.initContainers[0]',
      "hotUpgradeEmptyImage is the sidecar's own image",
    ],
    [
      'a hot upgrade whose slots would have names that are too long',
      { containers: [{ name: 'a'.repeat(62), upgradeStrategy: hot }] },
      'spec.containers[0]',
      'leaves 61 characters',
    ],
    [
      'resources by two means',
      { containers: [{ name: 'a', resources: { requests: { cpu: 1 } }, resourcesPolicy: policy }] },
      'spec.containers[0]',
    ],
    [
      'a resources policy of a plain init container',
      { initContainers: [{ name: 'a', resourcesPolicy: policy }] },
      'spec.initContainers[0]',
      'native sidecars only',
    ],
    [
      'an environment source other than labels and annotations',
      {
        containers: [
          { name: 'a', transferEnv: [{ sourceContainerNameFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }] },
        ],
      },
      'sourceContainerNameFrom.fieldRef.fieldPath',
    ],
    ['an unknown word', { updateStrategy: { type: 'Rolling' } }, 'spec.updateStrategy.type', '"RollingUpdate"'],
    ['a percentage above 100', { updateStrategy: { partition: '101%' } }, 'spec.updateStrategy.partition'],
    ['a number in quotes', { updateStrategy: { partition: '5' } }, 'spec.updateStrategy.partition'],
    ['a negative partition', { updateStrategy: { partition: -1 } }, 'spec.updateStrategy.partition'],
    ['maxUnavailable 0', { updateStrategy: { maxUnavailable: 0 } }, 'spec.updateStrategy.maxUnavailable'],
    ['maxUnavailable 0%', { updateStrategy: { maxUnavailable: '0%' } }, 'spec.updateStrategy.maxUnavailable'],
    [
      'partition and selector together',
      { updateStrategy: { partition: '10%', selector: anApp } },
      'partition and selector both say which pods stay old',
    ],
    [
      'two kinds of priority',
      {
        updateStrategy: {
          priorityStrategy: {
            weightPriority: [{ weight: 1, matchSelector: {} }],
            orderPriority: [{ orderedKey: 'a' }],
          },
        },
      },
      'remove one of them',
    ],
    [
      'a weight of 101',
      { updateStrategy: { priorityStrategy: { weightPriority: [{ weight: 101, matchSelector: {} }] } } },
      'weightPriority[0].weight',
    ],
    ['a revision without a name', { injectionStrategy: { revision: { policy: 'Always' } } }, 'names no revision'],
    ['a custom version that cannot be a label', { customVersion: 'a b' }, 'spec.customVersion'],
    ['a negative history limit', { revisionHistoryLimit: -1 }, 'spec.revisionHistoryLimit'],
  ];
  for (const [what, spec, ...words] of refused)
    it(`refuses ${what}`, async () => {
      const message = await refusal(spec);
      for (const word of words) expect(message).to.contain(word);
    });

  const accepted: readonly (readonly [string, Json])[] = [
    ['a partition of zero beside a selector', { updateStrategy: { partition: 0, selector: anApp } }],
    ['a partition of zero percent beside a selector', { updateStrategy: { partition: '0%', selector: anApp } }],
    ['percentages with a leading zero', { updateStrategy: { partition: '050%', maxUnavailable: '01%' } }],
    ['all pods at once', { updateStrategy: { partition: '100%', maxUnavailable: '100%' } }],
    [
      'empty resources beside a policy, as clients written in Go send them',
      { containers: [{ name: 'a', resources: {}, resourcesPolicy: policy }] },
    ],
    [
      'a resources policy of a native sidecar',
      { initContainers: [{ name: 'a', restartPolicy: 'Always', resourcesPolicy: policy }] },
    ],
    ['init containers alone', { containers: undefined, initContainers: [{ name: 'a' }] }],
    [
      'two hot sidecars of similar names',
      {
        containers: [
          { name: 'a', upgradeStrategy: hot },
          { name: 'a-1', upgradeStrategy: hot },
        ],
      },
    ],
    ['a secret named twice', { imagePullSecrets: [{ name: 'a' }, { name: 'a' }] }],
  ];
  for (const [what, spec] of accepted)
    it(`accepts ${what}`, async () => {
      expect(await refusal(spec)).to.equal('it was accepted');
    });
});
