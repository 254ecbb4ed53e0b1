import { expect } from 'chai';
import type { ContainerStatus, Pod, PodSpec } from '../../../lib/api/kubernetes.generated.js';
import { LEASES, NODES, PODS } from '../../../lib/api/resources.js';
import type { Cluster } from '../../../lib/cluster/cluster.js';
import { refusalOf } from '../../contract/subject.js';
import { FaultyCluster } from '../faults/faulty-cluster.js';
import { seededRandom } from '../seeded-random.js';
import { SimulatedCluster } from '../simulated-cluster.js';
import { VirtualClock } from '../virtual-clock.js';
import type { SimulatedImage } from './image-catalogue.js';
import type { Kubelet, KubeletOptions } from './start-kubelet.js';
import { startKubelet } from './start-kubelet.js';

const namespace = 'default';
const key = { namespace, name: 'web' };
/** Longer than anything that goes well takes. */
const CALM_MS = 60_000;

describe('the simulated kubelet', () => {
  let clock: VirtualClock;
  let cluster: SimulatedCluster;
  let kubelet: Kubelet | undefined;
  let images: Record<string, SimulatedImage>;

  beforeEach(() => {
    clock = new VirtualClock();
    cluster = new SimulatedCluster({ clock, random: seededRandom(1) });
    images = {};
  });
  afterEach(async () => {
    await kubelet?.stop();
    kubelet = undefined;
  });

  function start(options: Partial<KubeletOptions> = {}): Kubelet {
    const catalogue = (image: string): SimulatedImage => images[image] ?? {};
    kubelet = startKubelet({ cluster, clock, random: seededRandom(1), nodeName: 'n1', images: catalogue, ...options });
    return kubelet;
  }

  const create = (spec: Partial<PodSpec> = {}, name = 'web'): Promise<Pod> =>
    cluster.create(PODS, {
      metadata: { namespace, name },
      spec: {
        nodeName: 'n1',
        containers: [
          { name: 'app', image: 'app:1' },
          { name: 'mesh', image: 'mesh:1' },
        ],
        ...spec,
      },
    });
  const get = (name = 'web'): Promise<Pod> => cluster.get(PODS, { namespace, name });
  const setImage = (image: string, list = 'containers', name = 'mesh'): Promise<Pod> =>
    cluster.patch(PODS, key, { type: 'strategic', body: { spec: { [list]: [{ name, image }] } } });
  const statusOf = (pod: Pod, name: string): ContainerStatus => {
    const all = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
    const found = all.find(status => status.name === name);
    if (found === undefined) throw new Error(`no status of ${name}`);
    return found;
  };
  const condition = (pod: Pod, type: string): string | undefined =>
    pod.status?.conditions?.find(each => each.type === type)?.status;

  /** What somebody who watches the pod sees, each time that it differs from before. */
  function record(see: (pod: Pod) => string): string[] {
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const event of cluster.watch(PODS, { resourceVersion: '0', timeoutSeconds: 3_000 })) {
        if (event.type === 'BOOKMARK') continue;
        const text = event.type === 'DELETED' ? 'gone' : see(event.object);
        if (seen.at(-1) !== text) seen.push(text);
      }
    };
    void read();
    return seen;
  }

  it('brings a pod up: Pending first, Running, then Ready', async () => {
    const seen = record(pod => `${pod.status?.phase ?? ''} ${condition(pod, 'Ready') ?? '-'}`);
    start();
    await create();
    await clock.advance(CALM_MS);
    expect(seen).to.deep.equal(['Pending -', 'Pending False', 'Running False', 'Running True']);
    const pod = await get();
    expect(['PodScheduled', 'Initialized', 'ContainersReady'].map(type => condition(pod, type))).to.deep.equal([
      'True',
      'True',
      'True',
    ]);
    expect(pod.status?.podIP).to.match(/^10\./);
    expect(statusOf(pod, 'mesh')).to.deep.include({
      ready: true,
      started: true,
      restartCount: 0,
      image: 'docker.io/library/mesh:1',
    });
    expect(statusOf(pod, 'mesh').containerID).to.match(/^containerd:\/\/[0-9a-f]{64}$/);
    expect(statusOf(pod, 'mesh').containerID).not.to.equal(statusOf(pod, 'app').containerID);
    expect(pod.status?.conditions?.every(({ reason }) => reason === undefined)).to.equal(true);
  });

  it('runs init containers one after the other, native sidecars along, before all the rest', async () => {
    const began: string[] = [];
    const seen = record(pod => {
      for (const { name, containerID } of [
        ...(pod.status?.initContainerStatuses ?? []),
        ...(pod.status?.containerStatuses ?? []),
      ]) {
        if (containerID !== undefined && !began.includes(name)) began.push(name);
      }
      return condition(pod, 'Initialized') ?? '-';
    });
    start();
    await create({
      initContainers: [
        { name: 'first', image: 'first:1' },
        { name: 'native', image: 'native:1', restartPolicy: 'Always' },
        { name: 'last', image: 'last:1' },
      ],
    });
    await clock.advance(CALM_MS);
    expect(began.slice(0, 3)).to.deep.equal(['first', 'native', 'last']);
    expect(began.slice(3)).to.have.members(['app', 'mesh']);
    expect(seen).to.deep.equal(['-', 'False', 'True']);
    const pod = await get();
    expect(statusOf(pod, 'first').state?.terminated).to.include({ exitCode: 0, reason: 'Completed' });
    expect(statusOf(pod, 'native').state?.running).not.to.equal(undefined);
    expect(condition(pod, 'Ready')).to.equal('True');
  });

  for (const [what, list, spec] of [
    ['container', 'containers', {}],
    [
      'native sidecar',
      'initContainers',
      {
        containers: [{ name: 'app', image: 'app:1' }],
        initContainers: [{ name: 'mesh', image: 'mesh:1', restartPolicy: 'Always' }],
      },
    ],
  ] as const) {
    it(`restarts a ${what} whose image changes, and nothing else`, async () => {
      start();
      await create(spec);
      await clock.advance(CALM_MS);
      const before = await get();
      const seen = record(pod => {
        const { ready, image, restartCount } = statusOf(pod, 'mesh');
        return [ready ? 'ready' : 'not ready', image.slice(-1), restartCount, condition(pod, 'Ready')].join(' ');
      });
      await setImage('mesh:2', list);
      await clock.advance(CALM_MS);
      expect(seen).to.deep.equal(['ready 1 0 True', 'not ready 1 0 False', 'not ready 2 1 False', 'ready 2 1 True']);
      const after = await get();
      expect(statusOf(after, 'app')).to.deep.equal(statusOf(before, 'app'));
      expect(statusOf(after, 'mesh').containerID).not.to.equal(statusOf(before, 'mesh').containerID);
      expect(statusOf(after, 'mesh').imageID).not.to.equal(statusOf(before, 'mesh').imageID);
      expect(statusOf(after, 'mesh').lastState?.terminated?.containerID).to.equal(statusOf(before, 'mesh').containerID);
      expect(after.status?.podIP).to.equal(before.status?.podIP);
      expect(condition(after, 'Initialized')).to.equal('True');
    });
  }

  it('reports one image ID for two tags that are one image', async () => {
    images = { 'mesh:1': { imageID: 'same' }, 'mesh:2': { imageID: 'same' } };
    start();
    await create();
    await clock.advance(CALM_MS);
    await setImage('mesh:2');
    await clock.advance(CALM_MS);
    expect(statusOf(await get(), 'mesh')).to.deep.include({
      imageID: 'same',
      image: 'docker.io/library/mesh:2',
      ready: true,
    });
  });

  it('waits with ErrImagePull and ImagePullBackOff for an image that cannot be had, and takes the next one at once', async () => {
    images = { 'mesh:2': { pull: 'fails' } };
    start();
    await create();
    await clock.advance(CALM_MS);
    const seen = record(pod => {
      const { state, imageID, restartCount } = statusOf(pod, 'mesh');
      return [
        state?.waiting?.reason ?? Object.keys(state ?? {})[0],
        /mesh@sha256:(.)/.exec(imageID) !== null,
        restartCount,
      ].join(' ');
    });
    await setImage('mesh:2');
    await clock.advance(8_000);
    expect(seen).to.deep.equal([
      'running true 0',
      'terminated true 0',
      'ErrImagePull true 0',
      'ImagePullBackOff true 0',
    ]);
    await setImage('mesh:3');
    await clock.advance(8_000);
    expect(statusOf(await get(), 'mesh')).to.deep.include({ ready: true, restartCount: 1 });
  });

  it('pulls again until the image can be had', async () => {
    images = { 'mesh:1': { pull: 'fails' } };
    start();
    await create();
    await clock.advance(CALM_MS);
    expect((await get()).status?.phase).to.equal('Pending');
    expect(statusOf(await get(), 'mesh')).to.deep.include({ imageID: '', restartCount: 0 });
    images = {};
    await clock.advance(300_000);
    expect(condition(await get(), 'Ready')).to.equal('True');
  });

  it('restarts a container that crashes, ever more slowly', async () => {
    images = { 'mesh:1': { run: 'crashes' } };
    start();
    await create();
    await clock.advance(300_000);
    const pod = await get();
    expect(statusOf(pod, 'mesh').state?.waiting?.reason).to.equal('CrashLoopBackOff');
    expect(statusOf(pod, 'mesh').lastState?.terminated?.exitCode).to.equal(1);
    expect(statusOf(pod, 'mesh').restartCount).to.be.within(3, 6);
    expect(statusOf(pod, 'app').ready).to.equal(true);
    expect(condition(pod, 'Ready')).to.equal('False');
  });

  it('never calls a container ready that never is', async () => {
    images = { 'mesh:1': { run: 'never-ready' } };
    start();
    await create();
    await clock.advance(300_000);
    expect(statusOf(await get(), 'mesh')).to.deep.include({ ready: false, started: true, restartCount: 0 });
  });

  it('does not restart for an image that is taken back before it was used', async () => {
    start({ delays: { stop: [1_000, 1_000] } });
    await create();
    await clock.advance(CALM_MS);
    const before = await get();
    await setImage('mesh:2');
    await clock.advance(500);
    await setImage('mesh:1');
    await clock.advance(CALM_MS);
    expect((await get()).status).to.deep.equal(before.status);
  });

  it('waits for readiness gates and keeps the conditions of others', async () => {
    start();
    await create({ readinessGates: [{ conditionType: 'example.com/gate' }] });
    await clock.advance(CALM_MS);
    expect([condition(await get(), 'ContainersReady'), condition(await get(), 'Ready')]).to.deep.equal([
      'True',
      'False',
    ]);
    const conditions = [{ type: 'example.com/gate', status: 'True' }];
    await cluster.patch(PODS, key, { type: 'strategic', body: { status: { conditions } } }, { subresource: 'status' });
    await clock.advance(CALM_MS);
    expect([condition(await get(), 'example.com/gate'), condition(await get(), 'Ready')]).to.deep.equal([
      'True',
      'True',
    ]);
  });

  it('stops a pod that is deleted, and lets it go', async () => {
    start();
    await create();
    await clock.advance(CALM_MS);
    const seen = record(
      pod => `${pod.metadata?.deletionTimestamp === undefined ? 'stays' : 'goes'} ${condition(pod, 'Ready') ?? ''}`,
    );
    await cluster.remove(PODS, key);
    await clock.advance(CALM_MS);
    expect(seen).to.deep.equal(['stays True', 'goes True', 'goes False', 'gone']);
    expect((await refusalOf(get())).reason).to.equal('NotFound');
    expect(kubelet?.podCount).to.equal(0);
  });

  it('takes a new pod of the same name for what it is', async () => {
    start();
    await create();
    await clock.advance(CALM_MS);
    const first = statusOf(await get(), 'app').containerID;
    await cluster.remove(PODS, key, { gracePeriodSeconds: 0 });
    await create();
    await clock.advance(CALM_MS);
    expect(condition(await get(), 'Ready')).to.equal('True');
    expect(statusOf(await get(), 'app').containerID).not.to.equal(first);
  });

  it('leaves the pods of other nodes and unscheduled ones alone, unless it is to bind them', async () => {
    start();
    await create({ nodeName: 'n2' }, 'other');
    const spec = { containers: [{ name: 'app', image: 'app:1' }] };
    await cluster.create(PODS, { metadata: { namespace, name: 'free' }, spec });
    await clock.advance(CALM_MS);
    expect([(await get('other')).status?.phase, (await get('free')).status?.phase]).to.deep.equal([
      'Pending',
      'Pending',
    ]);
    await kubelet?.stop();
    start({ bindsPods: true });
    await clock.advance(CALM_MS);
    expect((await get('other')).status?.phase).to.equal('Pending');
    expect((await get('free')).spec?.nodeName).to.equal('n1');
    expect(condition(await get('free'), 'Ready')).to.equal('True');
  });

  it('registers its node and renews its lease', async () => {
    start();
    await clock.advance(CALM_MS);
    const node = await cluster.get(NODES, { name: 'n1' });
    expect(node.status?.conditions?.map(({ type, status }) => `${type}=${status}`)).to.deep.equal(['Ready=True']);
    const lease = await cluster.get(LEASES, { namespace: 'kube-node-lease', name: 'n1' });
    expect(clock.nowMs() - Date.parse(lease.spec?.renewTime ?? '')).to.be.below(20_000);
  });

  it('gets over calls and watches that fail', async () => {
    const plan = {
      lostCalls: 0.1,
      lostAnswers: 0.1,
      serverErrors: 0.1,
      brokenWatches: 0.2,
      expiredWatches: 0.1,
      repeatedEvents: 0.2,
    };
    const bad: Cluster = new FaultyCluster({ cluster, clock, random: seededRandom(3), plan });
    start({ cluster: bad });
    for (let index = 0; index < 20; index += 1) await create({}, `web-${index}`);
    await clock.advance(600_000);
    const ready = (await cluster.list(PODS)).items.filter(pod => condition(pod, 'Ready') === 'True');
    expect(ready).to.have.length(20);
  });

  it('does nothing more once it is stopped', async () => {
    start();
    await create();
    await clock.advance(1_000);
    await kubelet?.stop();
    const before = await get();
    await clock.advance(CALM_MS);
    expect(await get()).to.deep.equal(before);
    expect(clock.pending).to.equal(0);
  });

  it('runs two thousand pods within moments, the same way each time', async () => {
    const run = async (): Promise<string> => {
      clock = new VirtualClock();
      cluster = new SimulatedCluster({ clock, random: seededRandom(1) });
      start();
      for (let index = 0; index < 2_000; index += 1) await create({}, `web-${index}`);
      await clock.advance(CALM_MS);
      const { items, metadata } = await cluster.list(PODS);
      expect(items.filter(pod => condition(pod, 'Ready') === 'True')).to.have.length(2_000);
      await kubelet?.stop();
      return JSON.stringify([items, metadata]);
    };
    expect(await run()).to.equal(await run());
  });
});
