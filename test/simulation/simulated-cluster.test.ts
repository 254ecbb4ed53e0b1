import { expect } from 'chai';
import type { ConfigMap } from '../../lib/api/kubernetes.generated.js';
import { CONFIG_MAPS, LEASES, NAMESPACES, PODS, SIDECARSETS } from '../../lib/api/resources.js';
import type { WatchEvent } from '../../lib/cluster/cluster.js';
import { refusalOf } from '../contract/subject.js';
import { seededRandom } from './seeded-random.js';
import { SimulatedCluster } from './simulated-cluster.js';
import type { SimulatedClusterOptions } from './simulated-cluster.js';
import { VirtualClock } from './virtual-clock.js';

const namespace = 'default';

describe('SimulatedCluster', () => {
  let clock: VirtualClock;
  const start = (options: Partial<SimulatedClusterOptions> = {}): SimulatedCluster => {
    clock = new VirtualClock();
    return new SimulatedCluster({ clock, random: seededRandom(1), ...options });
  };
  const create = (cluster: SimulatedCluster, name: string): Promise<ConfigMap> =>
    cluster.create(CONFIG_MAPS, { metadata: { namespace, name }, data: { key: 'value' } });

  it('hands out objects that nobody can change', async () => {
    const cluster = start();
    const stored = await create(cluster, 'a');
    expect(() => Object.assign(stored.data ?? {}, { key: 'other' })).to.throw(TypeError);
    const [listed] = (await cluster.list(CONFIG_MAPS)).items;
    expect(() => Object.assign(listed?.metadata ?? {}, { name: 'b' })).to.throw(TypeError);
  });

  it('makes the same uids and names from the same seed', async () => {
    const first = await start().create(CONFIG_MAPS, { metadata: { namespace, generateName: 'x-' } });
    const second = await start().create(CONFIG_MAPS, { metadata: { namespace, generateName: 'x-' } });
    expect(first).to.deep.equal(second);
  });

  it('ends watches and pages that are older than its memory: 410', async () => {
    const cluster = start({ historyLimit: 2 });
    const { resourceVersion } = (await cluster.list(CONFIG_MAPS)).metadata;
    for (const name of ['a', 'b', 'c', 'd', 'e']) await create(cluster, name);
    const watch = cluster.watch(CONFIG_MAPS, { resourceVersion })[Symbol.asyncIterator]();
    expect(await refusalOf(watch.next())).to.include({ code: 410, reason: 'Expired' });

    const page = await cluster.list(CONFIG_MAPS, { limit: 1 });
    cluster.forgetHistory();
    const next = cluster.list(CONFIG_MAPS, { limit: 1, continue: page.metadata.continue ?? '' });
    expect(await refusalOf(next)).to.include({ code: 410, reason: 'Expired' });
  });

  it('forgets a page token after five minutes: 410', async () => {
    const cluster = start();
    for (const name of ['a', 'b', 'c']) await create(cluster, name);
    const page = await cluster.list(CONFIG_MAPS, { limit: 1 });
    const next = () => cluster.list(CONFIG_MAPS, { limit: 1, continue: page.metadata.continue ?? '' });
    await clock.advance(299_000);
    expect((await next()).items.map(item => item.metadata?.name)).to.deep.equal(['b']);
    await clock.advance(2_000);
    expect(await refusalOf(next())).to.include({ code: 410 });
  });

  it('has no answer yet for a version that is still to come: Timeout', async () => {
    const refusal = await refusalOf(start().list(CONFIG_MAPS, { resourceVersion: '999999' }));
    expect(refusal).to.include({ code: 504, reason: 'Timeout', retryAfterMs: 1_000 });
    expect(refusal.causes.map(cause => cause.reason)).to.deep.equal(['ResourceVersionTooLarge']);
  });

  it('refuses to stream its state when it is one of the older ones: Invalid', async () => {
    const cluster = start({ streamsState: false });
    const watch = cluster.watch(CONFIG_MAPS, { resourceVersion: '', sendInitialEvents: true });
    expect(await refusalOf(watch[Symbol.asyncIterator]().next())).to.include({ code: 422, reason: 'Invalid' });
  });

  it('sends a bookmark every minute in which something has changed', async () => {
    const cluster = start();
    const events: WatchEvent<ConfigMap>[] = [];
    const read = async (): Promise<void> => {
      for await (const event of cluster.watch(CONFIG_MAPS, { resourceVersion: '0', namespace })) events.push(event);
    };
    void read();
    await clock.advance(60_000);
    expect(events).to.deep.equal([]);
    await cluster.create(CONFIG_MAPS, { metadata: { namespace: 'kube-system', name: 'elsewhere' } });
    await clock.advance(60_000);
    expect(events.map(({ type }) => type)).to.deep.equal(['BOOKMARK']);
  });

  it('ends a watch at the latest after an hour', async () => {
    const cluster = start();
    let ended = false;
    const read = async (): Promise<void> => {
      for await (const event of cluster.watch(CONFIG_MAPS, { resourceVersion: '0' })) expect.fail(event.type);
      ended = true;
    };
    void read();
    await clock.advance(1_799_000);
    expect(ended).to.equal(false);
    await clock.advance(1_801_000);
    expect(ended).to.equal(true);
    expect(clock.pending).to.equal(0);
  });

  it('leaves nothing behind of a watch that is left', async () => {
    const cluster = start();
    for await (const event of cluster.watch(NAMESPACES, { resourceVersion: '0' })) {
      expect(event.type).to.equal('ADDED');
      break;
    }
    expect(clock.pending).to.equal(0);
  });

  it('takes nothing more into a namespace that is being removed: Forbidden', async () => {
    const cluster = start();
    await cluster.create(NAMESPACES, { metadata: { name: 'going' } });
    await cluster.remove(NAMESPACES, { name: 'going' });
    expect((await cluster.get(NAMESPACES, { name: 'going' })).status?.phase).to.equal('Terminating');
    const late = cluster.create(CONFIG_MAPS, { metadata: { namespace: 'going', name: 'late' } });
    expect(await refusalOf(late)).to.include({ code: 403, reason: 'Forbidden' });
  });

  it('says so when it is asked for something that it does not simulate', async () => {
    const cluster = start();
    await create(cluster, 'a');
    const apply = cluster.patch(CONFIG_MAPS, { namespace, name: 'a' }, { type: 'apply', body: {} });
    expect(await refusalOf(apply)).to.include({ code: 501, reason: 'NotImplemented' });
    const orphan = cluster.remove(CONFIG_MAPS, { namespace, name: 'a' }, { propagationPolicy: 'Orphan' });
    expect(await refusalOf(orphan)).to.include({ code: 501, reason: 'NotImplemented' });
  });

  it('serves no resource that nobody has told it of: NotFound', async () => {
    const unknown = { group: 'apps', version: 'v1', plural: 'daemonsets', kind: 'DaemonSet', namespaced: true };
    expect(await refusalOf(start().list(unknown))).to.include({ code: 404, reason: 'NotFound' });
  });

  it('lets one of two simultaneous guarded writers win', async () => {
    const cluster = start();
    const lease = await cluster.create(LEASES, { metadata: { namespace, name: 'l' }, spec: {} });
    const claim = (holderIdentity: string) => cluster.replace(LEASES, { ...lease, spec: { holderIdentity } });
    const outcomes = await Promise.allSettled([claim('a'), claim('b')]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected']);
  });

  it('runs ten thousand pods through a list, a page and a watch within moments', async function () {
    const cluster = start({ historyLimit: 100_000 });
    const { resourceVersion } = (await cluster.list(PODS)).metadata;
    for (let index = 0; index < 10_000; index += 1) {
      await cluster.create(PODS, {
        metadata: { namespace, name: `p-${index}` },
        spec: { containers: [{ name: 'c', image: 'c' }] },
      });
    }
    expect((await cluster.list(PODS)).items).to.have.length(10_000);
    expect((await cluster.list(PODS, { limit: 500 })).metadata.remainingItemCount).to.equal(9_500);
    let seen = 0;
    for await (const event of cluster.watch(PODS, { resourceVersion })) {
      expect(event.type).to.equal('ADDED');
      seen += 1;
      if (seen === 10_000) break;
    }
  });

  it('knows a SidecarSet by any Resource that names it', async () => {
    const cluster = start();
    const spelled = { ...SIDECARSETS };
    await cluster.create(spelled, { metadata: { name: 's' }, spec: { selector: {} } });
    expect((await cluster.get(SIDECARSETS, { name: 's' })).kind).to.equal('SidecarSet');
  });
});
