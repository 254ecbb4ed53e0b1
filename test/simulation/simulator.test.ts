import { expect } from 'chai';
import type { KubernetesObject, Lease } from '../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../lib/api/resources.js';
import { HASH_ANNOTATION } from '../../lib/api/names.js';
import { LEASES, PODS, SIDECARSETS } from '../../lib/api/resources.js';
import type { SidecarSet, UpdateStrategy } from '../../lib/api/sidecarset.generated.js';
import type { CallOptions, ObjectKey, WriteOptions } from '../../lib/cluster/cluster.js';
import { simulate } from './simulate.js';
import type { Saboteur } from './world/operator-host.js';
import { InterceptedCluster } from './world/intercepted-cluster.js';
import { ForgingCluster } from './world/forging-cluster.js';
import { LyingCluster } from './world/lying-cluster.js';

/** The operator is shown another strategy than SidecarSets have. */
const withStrategy =
  (strategy: UpdateStrategy) =>
  ({ spec, ...others }: SidecarSet): SidecarSet => ({
    ...others,
    spec: { ...spec, updateStrategy: { ...spec.updateStrategy, ...strategy } },
  });

/** Every replica is told that the lease is its own. */
class Usurper extends InterceptedCluster {
  override async replace<T extends KubernetesObject>(
    resource: Resource<T>,
    object: T,
    options?: WriteOptions,
  ): Promise<T> {
    return (resource as Resource) === (LEASES as Resource) ? object : this.cluster.replace(resource, object, options);
  }

  override async get<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    options?: CallOptions,
  ): Promise<T> {
    const object = await this.cluster.get(resource, key, options);
    if ((resource as Resource) !== (LEASES as Resource)) return object;
    return { ...object, spec: { ...(object as Lease).spec, holderIdentity: '' } };
  }
}

const lies =
  (strategy: UpdateStrategy): Saboteur =>
  cluster =>
    new LyingCluster(cluster, withStrategy(strategy));

const forges =
  (
    resource: Resource,
    forge: (body: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
  ): Saboteur =>
  cluster =>
    new ForgingCluster(cluster, resource, forge);

const part = (value: unknown): Readonly<Record<string, unknown>> => value as Readonly<Record<string, unknown>>;

const SABOTAGE: readonly (readonly [does: string, wanted: RegExp, sabotage: Saboteur])[] = [
  ['ignores maxUnavailable', /unavailable because of us/, lies({ maxUnavailable: '100%' })],
  [
    'ignores maxUnavailablePerWorkload',
    /others of .* were unavailable because of us/,
    lies({ maxUnavailablePerWorkload: '100%' }),
  ],
  ['ignores the partition', /were new already/, lies({ partition: 0 })],
  ['ignores the pause', /it is paused/, lies({ paused: false })],
  ['ignores NotUpdate', /its type is NotUpdate/, lies({ type: 'RollingUpdate' })],
  ['ignores the selector', /the pod is not selected/, lies({ selector: {} })],
  ['never upgrades', /nothing holds .* and yet they are old/, lies({ type: 'NotUpdate' })],
  [
    'changes app containers',
    /changed more of .* than its sidecars/,
    forges(PODS, body => ({
      ...body,
      spec: { ...part(body['spec']), containers: [{ name: 'app', image: 'app:forged' }] },
    })),
  ],
  [
    'writes ledgers that cannot be read',
    /does not read back/,
    forges(PODS, ({ metadata, ...body }) => ({
      ...body,
      metadata: { ...part(metadata), annotations: { ...part(part(metadata)['annotations']), [HASH_ANNOTATION]: '{' } },
    })),
  ],
  [
    'claims in the ledger what the pod does not have',
    /has not become current, or its ledger says otherwise/,
    forges(PODS, ({ metadata }) => ({ metadata })),
  ],
  [
    'observes generations before they are there',
    /which is ahead/,
    forges(SIDECARSETS, body => ({ ...body, status: { ...part(body['status']), observedGeneration: 1_000 } })),
  ],
  ['leads without a lease', /while "[^"]*" held the lease/, cluster => new Usurper(cluster)],
];

describe('The simulator', () => {
  it('tells the same story for the same seed', async () => {
    const [one, two, other] = [await simulate(7), await simulate(7), await simulate(8)];
    expect(two.trace).to.deep.equal(one.trace);
    expect([...two.counts]).to.deep.equal([...one.counts]);
    expect(other.trace).not.to.deep.equal(one.trace);
  });

  describe('notices an operator that', () => {
    for (const [does, wanted, sabotage] of SABOTAGE) {
      it(does, async function () {
        expect(await firstViolation(sabotage, wanted)).to.match(wanted);
      });
    }
  });
});

/** Different stories give a rule different chances to be broken; a hundred of them are enough for each. */
async function firstViolation(sabotage: Saboteur, wanted: RegExp): Promise<string> {
  const seen: string[] = [];
  for (let seed = 1; seed <= 100; seed += 1) {
    const { violations } = await simulate(seed, { sabotage });
    const found = violations.find(violation => wanted.test(violation));
    if (found !== undefined) return found;
    seen.push(...violations);
  }
  return `nobody noticed; only: ${seen.join('\n')}`;
}
