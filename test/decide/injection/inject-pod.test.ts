import { expect } from 'chai';
import fc from 'fast-check';

import type { Container, Pod } from '../../../lib/api/kubernetes.generated.js';
import type { Sidecar, SidecarSet, SidecarSetSpec } from '../../../lib/api/sidecarset.generated.js';
import { hashSidecarSet } from '../../../lib/decide/hash.js';
import { injectPod } from '../../../lib/decide/injection/inject-pod.js';
import type { InjectionDecision } from '../../../lib/decide/injection/injection-snapshot.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';
import { deepFreeze } from '../../build/deep-freeze.js';

const MARK = { name: 'IS_INJECTED', value: 'true' };

function newPod(spec: Partial<NonNullable<Pod['spec']>> = {}, metadata: NonNullable<Pod['metadata']> = {}): Pod {
  return deepFreeze({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-0', labels: { app: 'web' }, ...metadata },
    spec: { containers: [{ name: 'app', image: 'app:1' }], ...spec },
  });
}

function decide(pod: Pod, ...sidecarSets: readonly SidecarSet[]): InjectionDecision {
  return injectPod({ pod, namespace: 'default', namespaceLabels: {}, sidecarSets, now: '2024-05-01T12:00:00Z' });
}

function inject(pod: Pod, ...sidecarSets: readonly SidecarSet[]): Pod {
  const decision = decide(pod, ...sidecarSets);
  if (decision.kind !== 'inject') throw new Error(`not injected: ${JSON.stringify(decision)}`);
  return decision.pod;
}

const names = (containers: readonly Container[] | undefined): readonly string[] =>
  (containers ?? []).map(({ name }) => name);
const set = (name: string, spec: Partial<SidecarSetSpec>): SidecarSet => aSidecarSet(spec, { name });
const onlySidecar = (sidecar: Partial<Sidecar>, pod = newPod()): Container =>
  inject(pod, aSidecarSet({ containers: [aSidecar(sidecar)] })).spec!.containers.find(({ name }) => name === 'agent')!;

describe('injectPod: containers', () => {
  it('puts a sidecar ahead of the app containers, or behind them when it says so', () => {
    const { spec } = inject(
      newPod(),
      aSidecarSet({
        containers: [
          aSidecar({ name: 'before-1' }),
          aSidecar({ name: 'after', podInjectPolicy: 'AfterAppContainer' }),
          aSidecar({ name: 'before-2', podInjectPolicy: 'BeforeAppContainer' }),
        ],
      }),
    );
    expect(names(spec!.containers)).to.deep.equal(['before-1', 'before-2', 'app', 'after']);
  });

  it('puts init sidecars behind the init containers of the pod, sorted by name', () => {
    const pod = newPod({ initContainers: [{ name: 'migrate' }] });
    const { spec } = inject(pod, aSidecarSet({ initContainers: [aSidecar({ name: 'b' }), aSidecar({ name: 'a' })] }));
    expect(names(spec!.initContainers)).to.deep.equal(['migrate', 'a', 'b']);
  });

  it('puts an init sidecar ahead of them when it says so', () => {
    const pod = newPod({ initContainers: [{ name: 'migrate' }] });
    const { spec } = inject(
      pod,
      aSidecarSet({ initContainers: [aSidecar({ name: 'z', podInjectPolicy: 'BeforeAppContainer' })] }),
    );
    expect(names(spec!.initContainers)).to.deep.equal(['z', 'migrate']);
  });

  it('marks what it injects, and keeps fields of the sidecar that it does not know', () => {
    const container = onlySidecar({ fieldOfTomorrow: { deep: [1] } } as Partial<Sidecar>);
    expect(container).to.deep.equal({ name: 'agent', image: 'agent:2', fieldOfTomorrow: { deep: [1] }, env: [MARK] });
  });

  it('leaves the fields that only a SidecarSet knows out of the pod', () => {
    const container = onlySidecar({
      podInjectPolicy: 'BeforeAppContainer',
      upgradeStrategy: { upgradeType: 'ColdUpgrade' },
      shareVolumePolicy: { type: 'disabled' },
      shareVolumeDevicePolicy: { type: 'disabled' },
      transferEnv: [],
    });
    expect(Object.keys(container)).to.have.members(['name', 'image', 'env']);
  });

  it('applies several SidecarSets in the order of their names', () => {
    const { spec } = inject(
      newPod(),
      set('b', { containers: [aSidecar({ name: 'from-b' })] }),
      set('a', { containers: [aSidecar({ name: 'from-a' })] }),
    );
    expect(names(spec!.containers)).to.deep.equal(['from-a', 'from-b', 'app']);
  });

  it('refuses a pod whose own container has the name of a sidecar, and names both', () => {
    const decision = decide(newPod({ containers: [{ name: 'agent' }] }), aSidecarSet());
    expect(decision).to.include({ kind: 'reject', reason: 'container-name-taken' });
    expect(JSON.stringify(decision)).to.include('SidecarSet set').and.to.include('agent');
  });

  it('replaces a container of ours where it stands', () => {
    const pod = newPod({ containers: [{ name: 'app' }, { name: 'agent', image: 'agent:0', env: [MARK] }] });
    const { spec } = inject(pod, aSidecarSet());
    expect(spec!.containers.map(({ name, image }) => `${name} ${image ?? ''}`)).to.deep.equal([
      'app ',
      'agent agent:2',
    ]);
  });

  it('opens two slots for a hot sidecar, the second one idle', () => {
    const hot = aSidecar({ upgradeStrategy: { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: 'idle:1' } });
    const { spec, metadata } = inject(newPod(), aSidecarSet({ containers: [hot] }));
    expect(spec!.containers.map(({ name, image }) => [name, image])).to.deep.equal([
      ['agent-1', 'agent:2'],
      ['agent-2', 'idle:1'],
      ['app', 'app:1'],
    ]);
    expect(metadata!.annotations).to.include({
      'version.sidecarset.kruise.io/agent-1': '1',
      'versionalt.sidecarset.kruise.io/agent-1': '0',
      'version.sidecarset.kruise.io/agent-2': '0',
      'versionalt.sidecarset.kruise.io/agent-2': '1',
      'kruise.io/sidecarset-working-hotupgrade-container': '{"agent":"agent-1"}',
    });
  });
});

describe('injectPod: hot init sidecars', () => {
  const upgradeStrategy = { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: 'idle:1' } as const;

  it('opens two slots for a native sidecar', () => {
    const native = aSidecar({ restartPolicy: 'Always', upgradeStrategy });
    const { spec } = inject(newPod(), aSidecarSet({ containers: [], initContainers: [native] }));
    expect(names(spec!.initContainers)).to.deep.equal(['agent-1', 'agent-2']);
  });

  it('opens none for an init container that ends', () => {
    const { spec } = inject(newPod(), aSidecarSet({ containers: [], initContainers: [aSidecar({ upgradeStrategy })] }));
    expect(names(spec!.initContainers)).to.deep.equal(['agent']);
  });
});

describe('injectPod: what a sidecar takes over from the app', () => {
  const app = {
    name: 'app',
    env: [
      { name: 'HOST', value: 'a' },
      { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'OTHER', value: 'x' },
    ],
    volumeMounts: [
      { name: 'data', mountPath: '/data', subPathExpr: '$(HOST)' },
      { name: 'own', mountPath: '/own' },
    ],
  };

  it('copies the variables that it asks for, value or source, and skips those that are not there', () => {
    const container = onlySidecar(
      { transferEnv: [{ sourceContainerName: 'app', envName: 'NODE', envNames: ['HOST', 'ABSENT'] }] },
      newPod({ containers: [app] }),
    );
    expect(container.env).to.deep.equal([app.env[1], app.env[0], MARK]);
  });

  it('keeps its own variable of the same name', () => {
    const container = onlySidecar(
      { env: [{ name: 'HOST', value: 'mine' }], transferEnv: [{ sourceContainerName: 'app', envName: 'HOST' }] },
      newPod({ containers: [app] }),
    );
    expect(container.env).to.deep.equal([{ name: 'HOST', value: 'mine' }, MARK]);
  });

  it('finds the source container by a label of the pod', () => {
    const fieldRef = { apiVersion: 'v1', fieldPath: "metadata.labels['main']" };
    const container = onlySidecar(
      { transferEnv: [{ sourceContainerNameFrom: { fieldRef }, envName: 'OTHER' }] },
      newPod({ containers: [app] }, { labels: { app: 'web', main: 'app' } }),
    );
    expect(container.env).to.deep.equal([app.env[2], MARK]);
  });

  it('shares the mounts of the app, but for paths that it uses itself, and the variables that they name', () => {
    const container = onlySidecar(
      { volumeMounts: [{ name: 'mine', mountPath: '/own' }], shareVolumePolicy: { type: 'enabled' } },
      newPod({ containers: [app] }),
    );
    expect(container.volumeMounts).to.deep.equal([{ name: 'mine', mountPath: '/own' }, app.volumeMounts[0]]);
    expect(container.env).to.deep.equal([app.env[0], MARK]);
  });

  it('shares no mount of another sidecar', () => {
    const { spec } = inject(
      newPod({
        containers: [{ name: 'app' }, { name: 'old', env: [MARK], volumeMounts: [{ name: 'v', mountPath: '/v' }] }],
      }),
      aSidecarSet({ containers: [aSidecar({ shareVolumePolicy: { type: 'enabled' } })] }),
    );
    expect(spec!.containers[0]!.volumeMounts).to.equal(undefined);
  });
});

describe('injectPod: resources derived from the app', () => {
  const apps = [
    { name: 'app', resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m' } } },
    { name: 'web', resources: { limits: { cpu: '500m' }, requests: { cpu: '200m', memory: '64Mi' } } },
  ];
  const resources = (policy: Partial<NonNullable<Sidecar['resourcesPolicy']>>): Container['resources'] =>
    onlySidecar(
      { resourcesPolicy: { targetContainersMode: 'sum', resourcesExpr: {}, ...policy } },
      newPod({ containers: apps }),
    ).resources;

  it('sums what the app containers have, exactly', () => {
    const resourcesExpr = {
      limits: { cpu: 'cpu * 10%' },
      requests: { cpu: 'max(cpu / 3, 50m)', memory: 'memory + 1Mi' },
    };
    expect(resources({ resourcesExpr })).to.deep.equal({
      limits: { cpu: '150m' },
      requests: { cpu: '100m', memory: '65Mi' },
    });
  });

  it('takes the largest, of those whose names match', () => {
    const resourcesExpr = { limits: { cpu: 'cpu' } };
    expect(resources({ targetContainersMode: 'max', resourcesExpr })).to.deep.equal({ limits: { cpu: '1' } });
    expect(resources({ targetContainersNameRegex: '^web$', resourcesExpr })).to.deep.equal({ limits: { cpu: '500m' } });
  });

  it('leaves out a limit where an app container has none', () => {
    expect(resources({ resourcesExpr: { limits: { cpu: 'cpu', memory: 'memory / 2' } } })).to.deep.equal({
      limits: { cpu: '1500m' },
    });
  });

  it('refuses the pod when nothing matches, or the result is negative or divides by zero', () => {
    const refusal = (policy: Partial<NonNullable<Sidecar['resourcesPolicy']>>): string => {
      const sidecar = aSidecar({ resourcesPolicy: { targetContainersMode: 'sum', resourcesExpr: {}, ...policy } });
      const decision = decide(newPod({ containers: apps }), aSidecarSet({ containers: [sidecar] }));
      expect(decision).to.include({ kind: 'reject', reason: 'resources-not-computable' });
      return 'message' in decision ? decision.message : '';
    };
    expect(refusal({ targetContainersNameRegex: 'nobody' }))
      .to.include('SidecarSet set')
      .and.include('nobody');
    expect(refusal({ resourcesExpr: { limits: { cpu: 'cpu - 9' } } })).to.include('negative');
    expect(refusal({ resourcesExpr: { requests: { cpu: '1 / (memory - memory)' } } })).to.include('zero');
  });
});

describe('injectPod: the rest of the pod', () => {
  it('adds the volumes that an injected container mounts, and no other', () => {
    const { spec } = inject(
      newPod({ volumes: [{ name: 'taken', emptyDir: {} }] }),
      aSidecarSet({
        containers: [
          aSidecar({
            volumeMounts: [
              { name: 'used', mountPath: '/u' },
              { name: 'taken', mountPath: '/t' },
            ],
          }),
        ],
        volumes: [
          { name: 'used', emptyDir: {} },
          { name: 'unused', emptyDir: {} },
          { name: 'taken', hostPath: { path: '/' } },
        ],
      }),
    );
    expect(spec!.volumes).to.deep.equal([
      { name: 'taken', emptyDir: {} },
      { name: 'used', emptyDir: {} },
    ]);
  });

  it('adds pull secrets once', () => {
    const { spec } = inject(
      newPod({ imagePullSecrets: [{ name: 'a' }] }),
      aSidecarSet({ imagePullSecrets: [{ name: 'a' }, { name: 'b' }] }),
    );
    expect(spec!.imagePullSecrets).to.deep.equal([{ name: 'a' }, { name: 'b' }]);
  });

  it('patches annotations by policy', () => {
    const patchPodMetadata = [
      { annotations: { kept: 'new', fresh: 'new' } },
      { annotations: { replaced: 'new' }, patchPolicy: 'Overwrite' as const },
      { annotations: { merged: '{"b":2,"c":null}' }, patchPolicy: 'MergePatchJson' as const },
    ];
    const pod = newPod(
      {},
      { labels: { app: 'web' }, annotations: { kept: 'old', replaced: 'old', merged: '{"a":1,"c":3}' } },
    );
    expect(inject(pod, aSidecarSet({ patchPodMetadata })).metadata!.annotations).to.include({
      kept: 'old',
      fresh: 'new',
      replaced: 'new',
      merged: '{"a":1,"b":2}',
    });
  });

  it('refuses a pod whose annotation is to be merged and is no JSON, naming SidecarSet and key', () => {
    const patchPodMetadata = [{ annotations: { config: '{}' }, patchPolicy: 'MergePatchJson' as const }];
    const pod = newPod({}, { labels: { app: 'web' }, annotations: { config: 'a=b' } });
    const decision = decide(pod, aSidecarSet({ patchPodMetadata }));
    expect(decision).to.include({ kind: 'reject', reason: 'metadata-not-json' });
    expect(JSON.stringify(decision)).to.include('SidecarSet set').and.to.include('config');
  });

  it('writes down by which SidecarSets and in which version it was injected', () => {
    const sidecarSet = aSidecarSet({
      containers: [aSidecar({ name: 'z' })],
      initContainers: [aSidecar({ name: 'n', restartPolicy: 'Always' }), aSidecar({ name: 'i' })],
    });
    const annotations = inject(newPod(), sidecarSet).metadata!.annotations!;
    const record = { updateTimestamp: '2024-05-01T12:00:00Z', sidecarSetName: 'set', sidecarList: ['n', 'z'] };
    const { specHash, shapeHash } = hashSidecarSet(sidecarSet);
    expect(JSON.parse(annotations['kruise.io/sidecarset-hash']!)).to.deep.equal({ set: { ...record, hash: specHash } });
    expect(JSON.parse(annotations['kruise.io/sidecarset-hash-without-image']!)).to.deep.equal({
      set: { ...record, hash: shapeHash },
    });
    expect(annotations['kruise.io/sidecarset-injected-list']).to.equal('set');
  });
});

describe('injectPod: who is injected', () => {
  const choice = (pod: Pod, sidecarSet: SidecarSet): string => decide(pod, sidecarSet).choices[0]!.reason;

  it('leaves a pod that nothing selects, and says why for each SidecarSet', () => {
    const other = set('other', { selector: { matchLabels: { app: 'other' } } });
    expect(decide(newPod(), other)).to.deep.equal({
      kind: 'leave',
      reason: 'not-selected',
      choices: [{ sidecarSet: 'other', chosen: false, reason: 'labels-differ' }],
    });
  });

  it('leaves out paused SidecarSets and those that are being deleted', () => {
    expect(choice(newPod(), aSidecarSet({ injectionStrategy: { paused: true } }))).to.equal('injection-paused');
    expect(choice(newPod(), aSidecarSet({}, { deletionTimestamp: '2024-01-01T00:00:00Z' }))).to.equal('being-deleted');
  });

  it('lets a canary stand in for its base', () => {
    const canary = aSidecarSet(
      { containers: [aSidecar({ image: 'agent:3' })] },
      {
        name: 'canary',
        annotations: { 'apps.kruise.io/sidecarset-canary': 'true', 'apps.kruise.io/sidecarset-base': 'set' },
      },
    );
    const decision = decide(newPod(), aSidecarSet(), canary);
    expect(decision.choices.map(({ sidecarSet, reason }) => [sidecarSet, reason])).to.deep.equal([
      ['canary', 'selected'],
      ['set', 'shadowed-by-canary'],
    ]);
  });

  it('leaves pods that are finished or going', () => {
    const finished: Pod = { ...newPod(), status: { phase: 'Succeeded' } };
    expect(decide(finished, aSidecarSet())).to.include({ kind: 'leave', reason: 'pod-finished' });
    const going = newPod({}, { labels: { app: 'web' }, deletionTimestamp: '2024-01-01T00:00:00Z' });
    expect(decide(going, aSidecarSet())).to.include({ kind: 'leave', reason: 'pod-being-deleted' });
  });
});

describe('injectPod: asked again', () => {
  const sidecar = fc.record({
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    image: fc.constantFrom('x:1', 'x:2'),
    podInjectPolicy: fc.constantFrom('BeforeAppContainer' as const, 'AfterAppContainer' as const),
    upgradeStrategy: fc.constantFrom(
      { upgradeType: 'ColdUpgrade' as const },
      { upgradeType: 'HotUpgrade' as const, hotUpgradeEmptyImage: 'idle:1' },
    ),
  });
  const sidecars = fc.uniqueArray(sidecar, { selector: ({ name }) => name, minLength: 1 });

  it('changes nothing about a pod that it has injected', () => {
    fc.assert(
      fc.property(sidecars, containers => {
        const sidecarSet = aSidecarSet({ containers });
        expect(decide(inject(newPod(), sidecarSet), sidecarSet)).to.include({
          kind: 'leave',
          reason: 'already-injected',
        });
      }),
    );
  });

  it('never moves, changes or drops an app container', () => {
    fc.assert(
      fc.property(
        sidecars,
        fc.uniqueArray(fc.constantFrom('app', 'web', 'db'), { minLength: 1 }),
        (containers, apps) => {
          const own = apps.map(name => ({ name, image: `${name}:1`, args: [name] }));
          const { spec } = inject(newPod({ containers: own }), aSidecarSet({ containers }));
          expect(spec!.containers.filter(({ name }) => apps.some(app => app === name))).to.deep.equal(own);
        },
      ),
    );
  });
});
