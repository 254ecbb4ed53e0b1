import { expect } from 'chai';

import type { MutatingWebhook } from '../../lib/api/kubernetes.generated.js';
import { OPERATOR_NAME } from '../../lib/api/permissions.js';
import { MUTATING_WEBHOOKS, SIDECARSETS } from '../../lib/api/resources.js';
import type { SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import { ApiError } from '../../lib/cluster/api-error.js';
import type { Coverage } from '../../lib/decide/admission-scope/coverage.js';
import type { Cluster, Patch } from '../../lib/cluster/cluster.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { reflect } from '../../lib/cluster/reflector.js';
import { fillOperatorProps } from '../../lib/constructs/operator-props.js';
import { mutatingWebhookConfiguration } from '../../lib/constructs/webhook-configuration.js';
import { createMetrics } from '../../lib/telemetry/metrics.js';
import { CoverageBook } from '../../webhook/coverage-book.js';
import { keepScope } from '../../webhook/scope-keeper.js';
import { aSidecarSet } from '../build/a-sidecarset.js';
import { GrantedCluster } from '../simulation/granted-cluster.js';
import { seededRandom } from '../simulation/seeded-random.js';
import { SimulatedCluster } from '../simulation/simulated-cluster.js';
import { VirtualClock } from '../simulation/virtual-clock.js';
import { aLog } from './webhook-fixture.js';

const NAMESPACE = 'sidecarset-system';
const KEY = { name: OPERATOR_NAME };

/** A leader that keeps the webhooks, with no other rights than the controller's. */
class World {
  readonly clock = new VirtualClock();
  readonly cluster = new SimulatedCluster({ clock: this.clock, random: seededRandom(1) });
  readonly log = aLog();
  book = new CoverageBook();
  patches = 0;
  broken = false;
  readonly #stop = new AbortController();
  readonly #ends: Promise<void>[] = [];

  async applyManifests(): Promise<void> {
    const { webhooks = [], ...rest } = mutatingWebhookConfiguration(fillOperatorProps({ namespace: NAMESPACE }));
    const trusting = webhooks.map(one => ({ ...one, clientConfig: { ...one.clientConfig, caBundle: 'Q0E=' } }));
    await this.cluster.create(MUTATING_WEBHOOKS, { ...rest, webhooks: [aStranger, ...trusting] });
  }

  readonly #sidecarSets = new ObjectStore({ resource: SIDECARSETS });

  async createSet(name: string, spec: Partial<SidecarSetSpec> = {}): Promise<void> {
    await this.cluster.create(SIDECARSETS, { ...aSidecarSet(spec), metadata: { name } });
  }

  lead(): void {
    const { clock, log } = this;
    const random = (): number => 0;
    const granted = new GrantedCluster(this.#counting(), { roles: ['controller'] });
    const sidecarSets = this.#sidecarSets;
    const mutatingWebhooks = new ObjectStore({ resource: MUTATING_WEBHOOKS });
    const { signal } = this.#stop;
    const common = { cluster: granted, clock, random, signal };
    this.#ends.push(
      reflect({ ...common, store: sidecarSets }),
      reflect({ ...common, store: mutatingWebhooks, query: { fieldSelector: `metadata.name=${OPERATOR_NAME}` } }),
      keepScope({
        ...common,
        sidecarSets,
        mutatingWebhooks,
        settings: { ownNamespace: NAMESPACE, exemptNamespaces: [], defaultFailurePolicy: 'Ignore' },
        book: this.book,
        log,
        metrics: createMetrics({ version: '0', processMetrics: false }),
      }),
    );
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error('the test is over'));
    await Promise.all(this.#ends);
  }

  async until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
    for (let attempts = 0; !(await isTrue()); attempts += 1) {
      if (attempts > 2000) throw new Error(`never came true; log: ${JSON.stringify(this.log.lines.slice(-3))}`);
      await this.clock.advance(10);
    }
  }

  async webhooks(): Promise<readonly MutatingWebhook[]> {
    return (await this.cluster.get(MUTATING_WEBHOOKS, KEY)).webhooks ?? [];
  }

  async podWebhooks(): Promise<readonly MutatingWebhook[]> {
    return (await this.webhooks()).filter(({ name }) => name.startsWith('mpod'));
  }

  /** What the book says of the SidecarSet that now has this name. */
  coverageOf(name: string): Coverage | undefined {
    const sidecarSet = this.#sidecarSets.get({ name });
    return sidecarSet && this.book.of(sidecarSet);
  }

  uidOf(name: string): string | undefined {
    return this.#sidecarSets.get({ name })?.metadata?.uid;
  }

  isCovered(name: string): boolean {
    return this.coverageOf(name)?.covered === true;
  }

  #counting(): Cluster {
    const { cluster } = this;
    const patch = (resource: never, key: never, body: Patch): Promise<unknown> => {
      if (this.broken) {
        return Promise.reject(
          new ApiError({ code: 500, reason: 'InternalError', message: 'etcd is away', call: 'patch' }),
        );
      }
      this.patches += 1;
      return cluster.patch(resource, key, body);
    };
    return new Proxy(cluster, {
      get: (target, name) =>
        name === 'patch' ? patch : (Reflect.get(target, name) as (...args: unknown[]) => unknown).bind(target),
    });
  }
}

/** Somebody else's webhook in our configuration. */
const aStranger: MutatingWebhook = {
  name: 'stranger.example.com',
  clientConfig: { url: 'https://stranger.example.com/' },
  admissionReviewVersions: ['v1'],
  sideEffects: 'None',
};

describe('the keeping of the pod webhooks', () => {
  let world: World;

  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.stop());

  it('adds a webhook for the pods of a SidecarSet, at the address that the manifests say, and leaves others alone', async () => {
    await world.applyManifests();
    world.lead();
    await world.createSet('set');
    await world.until(() => world.isCovered('set'));
    const names = (await world.webhooks()).map(({ name }) => name);
    expect(names).to.deep.equal([
      'stranger.example.com',
      'msidecarset.sidecarset.kruise.io',
      'mpod.sidecarset.kruise.io',
    ]);
    const [webhook] = await world.podWebhooks();
    expect(webhook).to.deep.include({ failurePolicy: 'Ignore', timeoutSeconds: 5, reinvocationPolicy: 'IfNeeded' });
    expect(webhook?.clientConfig).to.deep.equal({
      service: { name: OPERATOR_NAME, namespace: NAMESPACE, path: '/mutate-pod', port: 443 },
      caBundle: 'Q0E=',
    });
  });

  it('says that a SidecarSet is covered only after the configuration that covers it has been stored', async () => {
    await world.applyManifests();
    world.lead();
    await world.createSet('first');
    await world.until(() => world.isCovered('first'));
    world.broken = true;
    await world.createSet('second', { selector: { matchLabels: { app: 'other' } } });
    await world.until(() => world.coverageOf('second') !== undefined);
    expect(world.coverageOf('second')).to.include({ covered: false, reason: 'scope-not-written' });
    expect(world.coverageOf('second')?.message).to.contain('etcd is away');
    expect(world.isCovered('first')).to.equal(true);
    world.broken = false;
    await world.until(() => world.isCovered('second'));
    expect(JSON.stringify(await world.podWebhooks())).to.contain('other');
  });

  it('takes the last pod webhook away with the last SidecarSet', async () => {
    await world.applyManifests();
    world.lead();
    await world.createSet('set');
    await world.until(() => world.isCovered('set'));
    await world.cluster.remove(SIDECARSETS, { name: 'set' });
    await world.until(async () => (await world.podWebhooks()).length === 0);
  });

  it('writes back what somebody else has changed', async () => {
    await world.applyManifests();
    world.lead();
    await world.createSet('set');
    await world.until(() => world.isCovered('set'));
    const index = (await world.webhooks()).findIndex(({ name }) => name.startsWith('mpod'));
    const path = `/webhooks/${String(index)}/objectSelector`;
    const operations = [{ op: 'add', path, value: { matchLabels: { nobody: 'x' } } }] as const;
    await world.cluster.patch(MUTATING_WEBHOOKS, KEY, { type: 'json', operations });
    await world.until(async () => !JSON.stringify(await world.podWebhooks()).includes('nobody'));
  });

  it('writes nothing when it begins anew, nor for changes of a status', async () => {
    await world.applyManifests();
    world.lead();
    await world.createSet('set');
    await world.until(() => world.isCovered('set'));
    await world.stop();
    const { patches } = world;
    const successor = new World();
    Object.assign(successor, { cluster: world.cluster, clock: world.clock });
    world = successor;
    world.lead();
    await world.until(() => world.isCovered('set'));
    const status = { matchedPods: 1 };
    await world.cluster.patch(
      SIDECARSETS,
      { name: 'set' },
      { type: 'merge', body: { status } },
      { subresource: 'status' },
    );
    await world.clock.advance(5_000);
    expect([patches, world.patches]).to.deep.equal([1, 0]);
  });

  it('knows nothing yet of a SidecarSet that takes the name of a deleted one', async () => {
    await world.applyManifests();
    world.lead();
    await world.createSet('set');
    await world.until(() => world.isCovered('set'));
    const uid = world.uidOf('set');
    await world.cluster.remove(SIDECARSETS, { name: 'set' });
    await world.createSet('set', { selector: { matchLabels: { app: 'another' } } });
    await world.until(() => ![undefined, uid].includes(world.uidOf('set')));
    expect(world.coverageOf('set')).to.equal(undefined);
    await world.until(() => world.isCovered('set'));
    expect(JSON.stringify(await world.podWebhooks())).to.contain('another');
  });

  it('writes a hundred SidecarSets that come at once in a few writes', async () => {
    await world.applyManifests();
    world.lead();
    for (let index = 0; index < 100; index += 1) {
      await world.createSet(`set-${String(index)}`, {
        selector: { matchLabels: { [`label-${String(index)}`]: 'on' } },
      });
    }
    await world.until(() => world.isCovered('set-99'));
    expect(world.patches).to.be.below(20);
  });

  it('says what is missing when the manifests are not applied, and goes on when they are', async () => {
    world.lead();
    await world.createSet('set');
    await world.until(() => world.coverageOf('set') !== undefined);
    expect(world.coverageOf('set')).to.include({ covered: false, reason: 'configuration-missing' });
    expect(world.coverageOf('set')?.message).to.contain('apply the manifests');
    await world.applyManifests();
    await world.until(() => world.isCovered('set'));
  });

  it('says of a paused SidecarSet that no pods are sent for it', async () => {
    await world.applyManifests();
    world.lead();
    await world.createSet('set', { injectionStrategy: { paused: true } });
    await world.until(() => world.coverageOf('set') !== undefined);
    expect(world.coverageOf('set')).to.include({ covered: false, reason: 'injection-paused' });
    expect(await world.podWebhooks()).to.deep.equal([]);
  });

  it('tells readers of the book about each SidecarSet whose coverage has changed, and of no other', async () => {
    const told: string[] = [];
    world.book.subscribe(name => told.push(name));
    await world.applyManifests();
    world.lead();
    await world.createSet('a');
    await world.until(() => world.isCovered('a'));
    await world.createSet('b');
    await world.until(() => world.isCovered('b'));
    expect(told).to.deep.equal(['a', 'b']);
  });
});
