import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import type { KubernetesObject, Secret } from '../../lib/api/kubernetes.generated.js';
import { WEBHOOK_ENDPOINTS } from '../../lib/api/endpoints.js';
import { CERTIFICATE_SECRET, OPERATOR_NAME } from '../../lib/api/permissions.js';
import { MUTATING_WEBHOOKS, NAMESPACES, SECRETS, VALIDATING_WEBHOOKS } from '../../lib/api/resources.js';
import type { Cluster } from '../../lib/cluster/cluster.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { reflect } from '../../lib/cluster/reflector.js';
import { createMetrics } from '../../lib/telemetry/metrics.js';
import type { CertifiedKey } from '../../webhook/certificate-authority.js';
import { certificateHosts } from '../../webhook/certificate-hosts.js';
import { CERTIFICATE_TIMES, keepCertificates, startServingCertificates } from '../../webhook/certificate-keeper.js';
import { seededRandom } from '../simulation/seeded-random.js';
import { SimulatedCluster } from '../simulation/simulated-cluster.js';
import { VirtualClock } from '../simulation/virtual-clock.js';
import { aLog } from './webhook-fixture.js';

const NAMESPACE = 'sidecarset-system';
const HOUR_MS = 3_600_000;
const TIMES = { ...CERTIFICATE_TIMES, servingLifeMs: 72 * HOUR_MS };

/** A webhook configuration as the manifests have it: no caBundle. Somebody else's webhook stands between ours. */
function aConfiguration(kind: 'mutating' | 'validating'): KubernetesObject {
  const webhook = (name: string) => ({
    name,
    clientConfig: { service: { name: OPERATOR_NAME, namespace: NAMESPACE } },
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
  });
  const names = WEBHOOK_ENDPOINTS.filter(endpoint => endpoint.kind === kind).map(endpoint => endpoint.name);
  return {
    metadata: { name: OPERATOR_NAME },
    webhooks: ['first.of.others', ...names].map(webhook),
  } as KubernetesObject;
}

/** One operator process: a replica that serves, and that leads when it is told to. */
class Replica {
  readonly served: CertifiedKey[] = [];
  readonly log = aLog();
  readonly metrics = createMetrics({ version: '0', processMetrics: false });
  readonly #stop = new AbortController();
  readonly #ends: Promise<void>[] = [];
  readonly #world: World;
  readonly #cluster: Cluster;
  readonly #secrets = new ObjectStore({ resource: SECRETS });

  constructor(world: World, hosts: readonly string[] = []) {
    this.#world = world;
    this.#cluster = world.cluster;
    this.#reflect(this.#secrets);
    this.#ends.push(startServingCertificates({ ...this.#tools(hosts), onCertificate: pair => this.served.push(pair) }));
  }

  lead(hosts: readonly string[] = []): void {
    const mutatingWebhooks = new ObjectStore({ resource: MUTATING_WEBHOOKS });
    const validatingWebhooks = new ObjectStore({ resource: VALIDATING_WEBHOOKS });
    this.#reflect(mutatingWebhooks);
    this.#reflect(validatingWebhooks);
    this.#ends.push(keepCertificates({ ...this.#tools(hosts), mutatingWebhooks, validatingWebhooks }));
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error('the test is over'));
    await Promise.all(this.#ends);
  }

  steps(): readonly unknown[] {
    return this.log.lines.filter(line => line['event'] === 'certificate-step').map(line => line['reason']);
  }

  #tools(hosts: readonly string[]) {
    return {
      cluster: this.#cluster,
      clock: this.#world.clock,
      random: () => 0,
      secrets: this.#secrets,
      namespace: NAMESPACE,
      hosts: certificateHosts({ namespace: NAMESPACE, extra: hosts }),
      times: TIMES,
      log: this.log,
      metrics: this.metrics,
      signal: this.#stop.signal,
    };
  }

  #reflect<T extends KubernetesObject>(store: ObjectStore<T>): void {
    const { clock } = this.#world;
    this.#ends.push(reflect({ cluster: this.#cluster, store, clock, random: () => 0, signal: this.#stop.signal }));
  }
}

class World {
  readonly clock = new VirtualClock();
  readonly cluster = new SimulatedCluster({ clock: this.clock, random: seededRandom(1) });
  readonly #replicas: Replica[] = [];

  async applyManifests(): Promise<void> {
    await this.cluster.create(MUTATING_WEBHOOKS, aConfiguration('mutating'));
    await this.cluster.create(VALIDATING_WEBHOOKS, aConfiguration('validating'));
  }

  start(hosts: readonly string[] = []): Replica {
    const replica = new Replica(this, hosts);
    this.#replicas.push(replica);
    return replica;
  }

  /** A replica that leads, serves for the first time, and is trusted by all webhooks of the manifests. */
  async startTrusted(): Promise<Replica> {
    await this.applyManifests();
    const replica = this.start();
    replica.lead();
    // The leader may be through before the replica, which makes a certificate of its own first, has seen who won.
    await this.until(() => replica.served.length === 1);
    await this.until(() => this.isTrusted().catch(() => false));
    return replica;
  }

  /** Lets everybody work until something is true. Cryptography takes time of this machine, not of the virtual clock. */
  async until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await isTrue())) {
      // Watches of the simulated API server take a moment of its own time.
      await this.clock.advance(10);
      await new Promise(resolve => setTimeout(resolve, 1));
    }
  }

  async secret(): Promise<Secret> {
    return this.cluster.get(SECRETS, { namespace: NAMESPACE, name: CERTIFICATE_SECRET });
  }

  /** What the API server trusts, by webhook. */
  async bundles(): Promise<Readonly<Record<string, string | undefined>>> {
    const key = { name: OPERATOR_NAME };
    const mutating = await this.cluster.get(MUTATING_WEBHOOKS, key);
    const validating = await this.cluster.get(VALIDATING_WEBHOOKS, key);
    const webhooks = [...(mutating.webhooks ?? []), ...(validating.webhooks ?? [])];
    return Object.fromEntries(webhooks.map(({ name, clientConfig }) => [name, clientConfig.caBundle]));
  }

  /** Do all of our webhooks trust what the Secret says? */
  async isTrusted(): Promise<boolean> {
    const bundle = (await this.secret()).data?.['ca.crt'];
    const bundles = await this.bundles();
    return WEBHOOK_ENDPOINTS.every(({ name }) => bundles[name] === bundle);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#replicas.map(replica => replica.stop()));
  }
}

function read(pair: CertifiedKey | undefined): X509Certificate {
  return new X509Certificate(pair?.certificate ?? '');
}

describe('the keeping of certificates', () => {
  let world: World;

  beforeEach(async () => {
    world = new World();
    await world.cluster.create(NAMESPACES, { metadata: { name: NAMESPACE } });
  });

  afterEach(() => world.stop());

  it('makes replicas that start together serve with one certificate', async () => {
    const replicas = [world.start(), world.start(), world.start()];
    await world.until(() => replicas.every(replica => replica.served.length > 0));
    const fingerprints = replicas.map(({ served }) => served.map(pair => read(pair).fingerprint256));
    expect(fingerprints[0]).to.have.length(1);
    expect(fingerprints[1]).to.deep.equal(fingerprints[0]);
    expect(fingerprints[2]).to.deep.equal(fingerprints[0]);
    expect(read(replicas[0]?.served[0]).checkHost('sidecarset-operator.sidecarset-system.svc')).to.not.equal(undefined);
  });

  it('makes our webhooks trust it, and touches no other webhook', async () => {
    const replica = await world.startTrusted();
    expect((await world.bundles())['first.of.others']).to.equal(undefined);
    const text = await replica.metrics.text();
    expect(text).to.contain('sidecarset_certificate_steps_total{step="set-bundle",reason="bundle-differs"} 2');
    const notAfterSeconds = Date.parse(read(replica.served[0]).validTo) / 1000;
    expect(text).to.contain(`sidecarset_certificate_not_after_seconds{certificate="serving"} ${notAfterSeconds}`);
  });

  it('makes them trust it when the manifests are applied after the operator was started', async () => {
    const replica = world.start();
    replica.lead();
    await world.until(() => replica.served.length > 0);
    await world.applyManifests();
    await world.until(() => world.isTrusted());
  });

  it('brings the trust back when somebody takes it out', async () => {
    await world.startTrusted();
    const operations = [{ op: 'remove', path: '/webhooks/1/clientConfig/caBundle' } as const];
    const patch = { type: 'json', operations } as const;
    const { webhooks = [] } = await world.cluster.patch(VALIDATING_WEBHOOKS, { name: OPERATOR_NAME }, patch);
    expect(webhooks[1]?.clientConfig.caBundle).to.equal(undefined);
    await world.until(() => world.isTrusted());
  });

  it('renews the serving certificate at two thirds of its life and hands it over', async () => {
    const replica = world.start();
    replica.lead();
    await world.until(() => replica.served.length === 1);
    // It counts from an hour before it was issued, to three days after.
    await world.clock.advance(47 * HOUR_MS);
    expect(replica.served).to.have.length(1);
    await world.clock.advance(HOUR_MS);
    await world.until(() => replica.served.length === 2);
    expect(Date.parse(read(replica.served[1]).validTo) - world.clock.nowMs()).to.be.greaterThan(71 * HOUR_MS);
    expect(replica.steps().filter(reason => reason === 'serving-due')).to.have.length(1);
  });

  it('repairs a Secret that was edited by hand, and serves with the old certificate until then', async () => {
    const replica = world.start();
    await world.until(() => replica.served.length === 1);
    const secret = await world.secret();
    const data = { ...secret.data, 'tls.key': Buffer.from('oops').toString('base64') };
    await world.cluster.replace(SECRETS, { ...secret, data });
    await world.clock.advance(HOUR_MS);
    expect(replica.served).to.have.length(1);
    replica.lead();
    await world.until(() => replica.served.length === 2);
    expect(replica.steps()).to.include('serving-unreadable');
  });

  it('makes everything anew when the Secret is deleted', async () => {
    const replica = await world.startTrusted();
    await world.cluster.remove(SECRETS, { namespace: NAMESPACE, name: CERTIFICATE_SECRET });
    await world.until(() => replica.served.length === 2);
    await world.until(() => world.isTrusted());
  });

  it('issues anew when the operator is to be reached at another address', async () => {
    const replica = world.start();
    await world.until(() => replica.served.length === 1);
    const moved = world.start(['127.0.0.1']);
    moved.lead(['127.0.0.1']);
    await world.until(() => replica.served.length === 2);
    expect(read(replica.served[1]).checkIP('127.0.0.1')).to.equal('127.0.0.1');
    expect(moved.steps()).to.include('hosts-changed');
  });

  it('tells of a step that fails, and tries again', async () => {
    const replica = world.start();
    await world.until(() => replica.served.length === 1);
    await world.applyManifests();
    let refusals = 2;
    const { cluster } = world;
    const patch = cluster.patch.bind(cluster);
    cluster.patch = (resource, ...rest) => {
      if (resource.plural !== MUTATING_WEBHOOKS.plural || refusals === 0) return patch(resource, ...rest);
      refusals -= 1;
      return Promise.reject(new Error('refused'));
    };
    replica.lead();
    await world.until(async () => {
      await world.clock.advance(1000);
      return world.isTrusted();
    });
    const failures = replica.log.lines.filter(line => line['event'] === 'certificate-step-failed');
    expect(failures.map(line => line['retryInMs'])).to.deep.equal([500, 1000]);
  });
});
