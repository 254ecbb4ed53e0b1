import { expect } from 'chai';
import type { ConfigMap, Event } from '../../lib/api/kubernetes.generated.js';
import { CONFIG_MAPS, EVENTS, LEASES } from '../../lib/api/resources.js';
import { ApiError } from '../../lib/cluster/api-error.js';
import { systemClock } from '../../lib/cluster/clock.js';
import type { Cluster, WatchQuery } from '../../lib/cluster/cluster.js';
import { createEventRecorder } from '../../lib/cluster/event-recorder.js';
import type { KubeClient } from '../../lib/cluster/kube-client.js';
import { createKubeClient } from '../../lib/cluster/kube-client.js';
import { loadKubeConfig } from '../../lib/cluster/kube-config.js';
import { runElection } from '../../lib/cluster/leader-election.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { reflect } from '../../lib/cluster/reflector.js';
import type { Term } from '../../lib/cluster/term.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { freshNamespace } from './fresh-namespace.js';
import { sharedCluster } from './shared-cluster.js';

describe('on a real API server', () => {
  let testCluster: TestCluster;
  let client: KubeClient;
  let namespace: string;

  before(async function () {
    testCluster = await sharedCluster();
    client = createKubeClient({ kubeConfig: loadKubeConfig({ file: testCluster.kubeconfigPath }) });
    namespace = await freshNamespace(testCluster);
  });
  after(async () => {
    await testCluster.kubectl('delete', 'namespace', namespace, '--wait=false');
    client.close();
  });

  for (const [via, reader] of [
    ['stream', (cluster: Cluster) => cluster],
    ['pages', withoutStreams],
  ] as const) {
    it(`a store fills from ${via}, follows the watch, and never goes behind a write of our own`, async () => {
      const store = new ObjectStore<ConfigMap>({ resource: CONFIG_MAPS });
      const stop = new AbortController();
      const lists: string[] = [];
      const observer = { listEnded: (list: { via: string }) => lists.push(list.via) };
      const query = { namespace, labelSelector: `via=${via}` };
      const labels = { via };
      for (let n = 0; n < 5; n += 1) {
        await client.create(CONFIG_MAPS, { metadata: { namespace, name: `${via}-${n}`, labels } });
      }
      const cluster = reader(client);
      const { random } = Math;
      const done = reflect({
        cluster,
        store,
        query,
        clock: systemClock,
        random,
        observer,
        signal: stop.signal,
        pageLimit: 2,
      });
      await store.whenSynced();
      expect(store.list()).to.have.length(5);
      expect(lists).to.deep.equal([via]);

      const key = { namespace, name: `${via}-0` };
      const seen: (string | undefined)[] = [];
      store.subscribe(change => seen.push(change.kind === 'updated' ? change.object.data?.count : change.kind));
      for (let n = 1; n <= 20; n += 1) {
        const patch = { type: 'merge', body: { data: { count: String(n) } } } as const;
        store.fold(await client.patch(CONFIG_MAPS, key, patch));
        expect(store.get(key)?.data).to.deep.equal({ count: String(n) });
      }
      await client.remove(CONFIG_MAPS, key);
      await waitFor('the removal to be seen', () => Promise.resolve(store.get(key) === undefined));
      expect(seen).to.deep.equal([...Array.from({ length: 20 }, (_, n) => String(n + 1)), 'removed']);
      stop.abort();
      await done;
    });
  }

  it('two replicas lead one after the other, by a lease that the API server accepts', async () => {
    const lease = { namespace, name: 'leader' };
    const log: string[] = [];
    const replica = (identity: string): { stop: AbortController; done: Promise<void> } => {
      const stop = new AbortController();
      const onLeading = async ({ signal }: Term): Promise<void> => {
        log.push(`${identity} begins`);
        await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
        log.push(`${identity} ends`);
      };
      const clock = systemClock;
      const { random } = Math;
      const done = runElection({ cluster: client, clock, random, lease, identity, onLeading, signal: stop.signal });
      return { stop, done };
    };
    const a = replica('a');
    await waitFor('a to lead', () => Promise.resolve(log.includes('a begins')));
    const b = replica('b');
    a.stop.abort();
    await a.done;
    await waitFor('b to lead', () => Promise.resolve(log.includes('b begins')));
    const { spec } = await client.get(LEASES, lease);
    expect(spec).to.include({ holderIdentity: 'b', leaseDurationSeconds: 15, leaseTransitions: 1 });
    b.stop.abort();
    await b.done;
    expect(log).to.deep.equal(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('events are taken, counted up, and stand in default for objects without a namespace', async () => {
    const recorder = createEventRecorder({
      cluster: client,
      clock: systemClock,
      random: Math.random,
      component: 'cluster-room-test',
    });
    const about = { apiVersion: 'v1', kind: 'Namespace', name: namespace, uid: 'made-up' };
    const note = { about, type: 'Normal', reason: 'test-noted', message: 'a test was here' } as const;
    recorder.note(note);
    recorder.note(note);
    await recorder.flush();
    const query = { namespace: 'default', fieldSelector: `involvedObject.name=${namespace},reason=test-noted` };
    const { items } = await client.list<Event>(EVENTS, query);
    expect(items.map(({ count, message }) => ({ count, message }))).to.deep.equal([
      { count: 2, message: note.message },
    ]);
  });
});

/** The same cluster as an older API server would serve it. */
function withoutStreams(cluster: Cluster): Cluster {
  return {
    ...wrapped(cluster),
    watch: (resource, query: WatchQuery, options) => {
      if (query.sendInitialEvents !== true) return cluster.watch(resource, query, options);
      throw new ApiError({ code: 422, reason: 'Invalid', message: 'sendInitialEvents is forbidden', call: 'watch' });
    },
  };
}

function wrapped(cluster: Cluster): Cluster {
  return {
    get: (...call) => cluster.get(...call),
    list: (...call) => cluster.list(...call),
    watch: (...call) => cluster.watch(...call),
    create: (...call) => cluster.create(...call),
    replace: (...call) => cluster.replace(...call),
    patch: (...call) => cluster.patch(...call),
    remove: (...call) => cluster.remove(...call),
  };
}
