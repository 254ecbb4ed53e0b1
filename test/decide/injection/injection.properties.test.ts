import { expect } from 'chai';
import fc from 'fast-check';

import type { Container, EnvVar, Pod, VolumeMount } from '../../../lib/api/kubernetes.generated.js';
import type { Sidecar, SidecarSet } from '../../../lib/api/sidecarset.generated.js';
import { injectPod } from '../../../lib/decide/injection/inject-pod.js';
import type { InjectionDecision } from '../../../lib/decide/injection/injection-snapshot.js';
import { diffJson } from '../../../lib/decide/json-patch.js';
import { applyJsonPatch } from '../../simulation/server/json-patch.js';
import { deepFreeze } from '../../build/deep-freeze.js';

const VOLUMES = ['data', 'conf', 'logs'];
const PATHS = ['/data', '/conf', 'C:\\logs'];
const APP_NAMES = ['app', 'web', 'db'];

const env: fc.Arbitrary<EnvVar[]> = fc.uniqueArray(
  fc.record({ name: fc.constantFrom('ZONE', 'POD', 'TEAM'), value: fc.constantFrom('a', 'b') }),
  { selector: ({ name }) => name, maxLength: 3 },
);

const volumeMounts: fc.Arbitrary<VolumeMount[]> = fc.uniqueArray(
  fc.record(
    {
      name: fc.constantFrom(...VOLUMES),
      mountPath: fc.constantFrom(...PATHS),
      subPathExpr: fc.constantFrom('$(ZONE)/x', '$$(TEAM)', '$(POD)$(TEAM)'),
    },
    { requiredKeys: ['name', 'mountPath'] },
  ),
  { selector: ({ mountPath }) => mountPath, maxLength: 3 },
);

const resources = fc.record({
  limits: fc.record({ cpu: fc.constantFrom('1', '500m') }, { requiredKeys: [] }),
  requests: fc.record({ cpu: fc.constantFrom('250m', '0.1') }, { requiredKeys: [] }),
});

const appContainer = (name: string): fc.Arbitrary<Container> =>
  fc.record(
    { name: fc.constant(name), image: fc.constant(`${name}:1`), env, volumeMounts, resources },
    { requiredKeys: ['name', 'image'] },
  );

const aPod: fc.Arbitrary<Pod> = fc
  .record(
    {
      apps: fc.uniqueArray(fc.constantFrom(...APP_NAMES), { minLength: 1 }),
      inits: fc.uniqueArray(fc.constantFrom('migrate', 'fetch')),
      volumes: fc.subarray(VOLUMES).map(names => names.map(name => ({ name, emptyDir: {} }))),
      imagePullSecrets: fc.subarray(['a', 'b']).map(names => names.map(name => ({ name }))),
      annotations: fc.dictionary(fc.constantFrom('example.com/note', 'example.com/main'), fc.constantFrom('{}', 'app')),
      extra: fc.record(
        {
          hostNetwork: fc.constant(true),
          os: fc.constantFrom({ name: 'windows' }, { name: 'linux' }),
          fieldOfTomorrow: fc.constant({ deep: [1] }),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['apps', 'inits', 'extra'] },
  )
  .chain(({ apps, inits, volumes, imagePullSecrets, annotations, extra }) =>
    fc
      .tuple(fc.tuple(...apps.map(appContainer)), fc.tuple(...inits.map(appContainer)))
      .map(([containers, initContainers]) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'web-0', labels: { app: 'web' }, ...(annotations === undefined ? {} : { annotations }) },
        spec: {
          ...extra,
          containers,
          ...(inits.length === 0 ? {} : { initContainers }),
          ...(volumes === undefined ? {} : { volumes }),
          ...(imagePullSecrets === undefined ? {} : { imagePullSecrets }),
        },
      })),
  )
  .map(deepFreeze);

function without<T extends object>(object: T, fields: readonly string[]): T {
  return Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field))) as T;
}

const SHARING = fc.constantFrom({ type: 'enabled' as const }, { type: 'disabled' as const });

const sidecar = (name: string): fc.Arbitrary<Sidecar> =>
  fc.record(
    {
      name: fc.constant(name),
      image: fc.constantFrom('x:1', 'x:2'),
      env,
      volumeMounts,
      podInjectPolicy: fc.constantFrom('BeforeAppContainer' as const, 'AfterAppContainer' as const),
      upgradeStrategy: fc.constantFrom(
        { upgradeType: 'ColdUpgrade' as const },
        { upgradeType: 'HotUpgrade' as const, hotUpgradeEmptyImage: 'idle:1' },
      ),
      shareVolumePolicy: SHARING,
      shareVolumeDevicePolicy: SHARING,
      transferEnv: fc.constantFrom(
        [{ sourceContainerName: 'app', envNames: ['ZONE', 'POD'] }],
        [
          {
            sourceContainerNameFrom: {
              fieldRef: { apiVersion: 'v1', fieldPath: "metadata.annotations['example.com/main']" },
            },
            envName: 'TEAM',
          },
        ],
      ),
      resourcesPolicy: fc.constant({
        targetContainersMode: 'sum' as const,
        resourcesExpr: { limits: { cpu: 'cpu * 50%' }, requests: { cpu: 'max(cpu, 10m)' } },
      }),
      restartPolicy: fc.constant('Always'),
    },
    { requiredKeys: ['name', 'image'] },
  );

/** Its containers bear its name, so that no two SidecarSets inject one of the same name. */
const aSet = (name: string): fc.Arbitrary<SidecarSet> =>
  fc
    .record(
      {
        containers: fc.nat({ max: 2 }),
        initContainers: fc.nat({ max: 2 }),
        volumes: fc.subarray(VOLUMES).map(names => names.map(volume => ({ name: volume, hostPath: { path: '/' } }))),
        imagePullSecrets: fc.subarray(['a', 'c']).map(names => names.map(secret => ({ name: secret }))),
        patchPodMetadata: fc.constantFrom(
          [{ annotations: { 'example.com/note': '{"a":1}' }, patchPolicy: 'MergePatchJson' as const }],
          [{ annotations: { [`example.com/${name}`]: name }, patchPolicy: 'Overwrite' as const }],
          [{ annotations: { 'example.com/main': 'web' } }],
        ),
      },
      { requiredKeys: ['containers', 'initContainers'] },
    )
    .chain(({ containers, initContainers, ...spec }) => {
      const named = (list: string, count: number): fc.Arbitrary<Sidecar[]> =>
        fc.tuple(...Array.from({ length: count }, (_, index) => sidecar(`${name}-${list}-${index}`)));
      return fc
        .tuple(named('c', Math.max(containers, 1 - initContainers)), named('i', initContainers))
        .map(([main, init]): SidecarSet => ({
          apiVersion: 'apps.kruise.io/v1beta1',
          kind: 'SidecarSet',
          metadata: { name },
          spec: {
            selector: { matchLabels: { app: 'web' } },
            ...spec,
            containers: main.map(one => without(one, ['restartPolicy'])),
            initContainers: init,
          },
        }));
    });

const someSets: fc.Arbitrary<readonly SidecarSet[]> = fc
  .subarray(['logs', 'mesh', 'audit'], { minLength: 1 })
  .chain(names => fc.tuple(...names.map(aSet)))
  .map(deepFreeze);

function decide(pod: Pod, sidecarSets: readonly SidecarSet[]): InjectionDecision {
  return injectPod({ pod, namespace: 'default', sidecarSets, now: '2024-05-01T12:00:00Z' });
}

/** The injected pod; pods that are rejected are not looked at here. */
function injected(pod: Pod, sidecarSets: readonly SidecarSet[]): Pod {
  const decision = decide(pod, sidecarSets);
  fc.pre(decision.kind === 'inject');
  return decision.pod;
}

const property = (check: (pod: Pod, sets: readonly SidecarSet[]) => void): void =>
  fc.assert(fc.property(aPod, someSets, check), { numRuns: 100 });

const isOurs = ({ env: variables = [] }: Container): boolean => variables.some(({ name }) => name === 'IS_INJECTED');
const notOurs = (containers: readonly Container[] = []): readonly Container[] => containers.filter(one => !isOurs(one));

describe('injection, whatever the pod and the SidecarSets', () => {
  it('does inject most pods of these tests', () => {
    const decisions = fc
      .sample(fc.tuple(aPod, someSets), { numRuns: 300, seed: 1 })
      .map(([pod, sets]) => decide(pod, sets));
    expect(decisions.filter(({ kind }) => kind === 'inject')).to.have.length.above(150);
  });

  it('changes nothing about what it has injected', () => {
    property((pod, sets) => {
      expect(decide(injected(pod, sets), sets)).to.include({ kind: 'leave', reason: 'already-injected' });
    });
  });

  it('changes nothing when another webhook has put in a container meanwhile', () => {
    property((pod, sets) => {
      const { spec, ...rest } = injected(pod, sets);
      const containers = [{ name: 'of-another-webhook' }, ...(spec?.containers ?? [])];
      expect(decide({ ...rest, spec: { ...spec, containers } }, sets)).to.include({ reason: 'already-injected' });
    });
  });

  it('adds the rest, and moves nothing, when half of it is done already', () => {
    property((pod, sets) => {
      const half = injected(pod, sets.slice(0, 1));
      fc.pre(sets.length > 1);
      const whole = injected(half, sets);
      const before = (half.spec?.containers ?? []).map(({ name }) => name);
      const after = (whole.spec?.containers ?? []).map(({ name }) => name);
      expect(after.filter(name => before.includes(name))).to.deep.equal(before);
      expect(decide(whole, sets)).to.include({ reason: 'already-injected' });
    });
  });

  it('never moves, changes or drops a container that is not ours', () => {
    property((pod, sets) => {
      const { spec } = injected(pod, sets);
      expect(notOurs(spec?.containers)).to.deep.equal(pod.spec?.containers);
      expect(notOurs(spec?.initContainers)).to.deep.equal(pod.spec?.initContainers ?? []);
    });
  });

  it('leaves everything else of the pod as it is, and adds to lists only behind', () => {
    property((pod, sets) => {
      const after = injected(pod, sets);
      const { volumes = [], imagePullSecrets = [] } = pod.spec!;
      const lists = ['containers', 'initContainers', 'volumes', 'imagePullSecrets'];
      expect(after.spec).to.deep.include(without(pod.spec!, lists));
      expect(after.spec?.volumes?.slice(0, volumes.length) ?? []).to.deep.equal(volumes);
      expect(after.spec?.imagePullSecrets?.slice(0, imagePullSecrets.length) ?? []).to.deep.equal(imagePullSecrets);
      expect({ ...after.metadata, annotations: {} }).to.deep.equal({ ...pod.metadata, annotations: {} });
    });
  });

  it('gives every container one name, every container of ours the mark once, and each path one mount', () => {
    property((pod, sets) => {
      const { containers, initContainers = [] } = injected(pod, sets).spec!;
      const all = [...containers, ...initContainers];
      const isUnique = (values: readonly string[]): boolean => new Set(values).size === values.length;
      expect(isUnique(all.map(({ name }) => name))).to.equal(true);
      for (const ours of all.filter(isOurs)) {
        expect(isUnique((ours.env ?? []).map(({ name }) => name)), `${ours.name} env`).to.equal(true);
        expect(isUnique((ours.volumeMounts ?? []).map(({ mountPath }) => mountPath)), ours.name).to.equal(true);
      }
    });
  });

  it('does not depend on the order in which SidecarSets are known', () => {
    property((pod, sets) => {
      expect(decide(pod, sets.toReversed())).to.deep.equal(decide(pod, sets));
    });
  });

  it('travels as a JSON patch without loss', () => {
    property((pod, sets) => {
      const after = injected(pod, sets);
      expect(applyJsonPatch(pod, diffJson(pod, after))).to.deep.equal(JSON.parse(JSON.stringify(after)));
    });
  });
});
