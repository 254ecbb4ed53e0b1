import { startTestCluster } from './test/cluster/test-cluster.js';
import { loadKubeConfig } from './lib/cluster/kube-config.js';
import { createKubeClient } from './lib/cluster/kube-client.js';
import { CONFIG_MAPS } from './lib/api/resources.js';
import { ObjectStore } from './lib/cluster/object-store.js';
import { reflect } from './lib/cluster/reflector.js';
import { systemClock } from './lib/cluster/clock.js';
const cluster = await startTestCluster({ node: 'none' });
try {
  const waits: any[] = [];
  const c = createKubeClient({ kubeConfig: loadKubeConfig({ file: cluster.kubeconfigPath }), queriesPerSecond: 1e6, burst: 1e6, observer: { watchEnded: w => console.log('watchEnded', w.reason, w.durationMs), callRetried: r => console.log('retried', r.reason) } });
  const cm = (n: number) => ({ metadata: { namespace: 'default', name: 'p-' + n }, data: { text: 'x'.repeat(200) } });
  const time = async (what: string, count: number, f: (n: number) => Promise<unknown>, parallel = 1) => {
    const t = performance.now(); const lat: number[] = []; let next = 0;
    await Promise.all(Array.from({ length: parallel }, async () => { while (next < count) { const n = next++; const s = performance.now(); await f(n); lat.push(performance.now() - s); } }));
    lat.sort((a, b) => a - b);
    console.log(what, 'per s', Math.round(count / (performance.now() - t) * 1000), 'p50', lat[count >> 1]!.toFixed(2), 'p99', lat[Math.floor(count * .99)]!.toFixed(2));
  };
  await time('create', 300, n => c.create(CONFIG_MAPS, cm(n)));
  await time('get', 300, n => c.get(CONFIG_MAPS, { namespace: 'default', name: 'p-' + n }));
  await time('create x50', 5000, n => c.create(CONFIG_MAPS, cm(n + 1000)), 50);
  await time('get x50', 5000, n => c.get(CONFIG_MAPS, { namespace: 'default', name: 'p-' + (n + 1000) }), 50);
  const stop = new AbortController();
  const store = new ObjectStore({ resource: CONFIG_MAPS });
  const t = performance.now();
  void reflect({ cluster: c, store, clock: systemClock, random: Math.random, observer: { listEnded: l => console.log('list', l.via, l.count, Math.round(l.durationMs)), watchEnded: w => console.log('watchEnded', w.reason, w.durationMs, w.error) }, signal: stop.signal });
  await store.whenSynced(); console.log('synced', Math.round(performance.now() - t));
  await new Promise(r => setTimeout(r, 75_000));
  const seen = new Promise<void>(r => store.subscribe(ch => { if (ch.kind === 'added' && ch.object.metadata!.name === 'p-99999') r(); }));
  await c.create(CONFIG_MAPS, cm(99999)); await seen; console.log('watch alive after 75 s of silence');
  stop.abort(); c.close();
} finally { await cluster.stop(); }
