import { expect } from 'chai';

import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { waitFor } from '../cluster/wait-for.js';
import { imageOf, isReady, runs, statusOf } from '../operator/pod-history.js';
import type { Room } from './operated-cluster.js';
import { aBarePod, aDeployment, openRoom } from './operated-cluster.js';

type Sidecars = Readonly<Record<string, string>>;

/** Sidecars by name, that sleep. */
function sleepers(images: Sidecars): { readonly name: string; readonly image: string; readonly command: string[] }[] {
  return Object.entries(images).map(([name, image]) => ({ name, image, command: ['sleep', '999d'] }));
}

const natives = (images: Sidecars): object[] =>
  sleepers(images).map(sidecar => ({ ...sidecar, restartPolicy: 'Always' as const }));

describe('an upgrade in place, on a real kubelet', () => {
  let room: Room;

  beforeEach(async function () {
    room = await openRoom();
    if (!room.cluster.realNode) this.skip();
  });

  afterEach(() => room.leave());

  const populate = async (count: number): Promise<void> => {
    await room.cluster.kubectl.apply(aDeployment('web', room.namespace, count));
    await room.pods.until(`${String(count)} ready pods`, all => all.length === count && all.every(isReady));
  };
  const everyPodIsUpdated = (count: number, name?: string): Promise<void> =>
    room.untilStatus(
      `that ${String(count)} pods are updated and ready`,
      ({ updatedReadyPods }) => updatedReadyPods === count,
      name,
    );
  const restarts = (container: string): readonly number[] =>
    room.pods.pods().map(pod => statusOf(pod, container)?.restartCount ?? -1);

  it('restarts the one of several sidecars that changes, native or not, and no other container', async () => {
    const ask = (proxy: string, agent: string): Promise<void> =>
      room.apply({
        initContainers: natives({ proxy, tracer: 'centos:6.7' }) as never,
        containers: sleepers({ agent, shipper: 'centos:6.7' }),
        updateStrategy: { maxUnavailable: '100%' },
      });
    await ask('centos:6.7', 'centos:6.7');
    await populate(2);
    await ask('centos:7', 'centos:6.7');
    await room.pods.until('native sidecars of the new image', all => all.every(pod => runs(pod, 'proxy', 'centos:7')));
    await everyPodIsUpdated(2);
    for (const name of ['tracer', 'agent', 'shipper', 'app']) expect(restarts(name), name).to.deep.equal([0, 0]);
    await ask('centos:7', 'centos:7');
    await room.pods.until('sidecars of the new image', all => all.every(pod => runs(pod, 'agent', 'centos:7')));
    await everyPodIsUpdated(2);
    for (const name of ['tracer', 'shipper', 'app']) expect(restarts(name), name).to.deep.equal([0, 0]);
    for (const name of ['proxy', 'agent']) expect(restarts(name), name).to.deep.equal([1, 1]);
  });

  it('ends for another tag of the same image, for a digest, and for every way to write a name', async () => {
    const digest = await room.cluster.pushImage({ reference: 'centos:tagged' });
    await room.cluster.tagImage({ from: 'centos:tagged', to: 'centos:retagged' });
    // By default a name without a tag is pulled always, and a change of that would take new pods.
    const ask = (image: string): Promise<void> =>
      room.apply({
        containers: sleepers({ agent: image }).map(sidecar => ({ ...sidecar, imagePullPolicy: 'IfNotPresent' })),
      });
    await ask('centos:tagged');
    await populate(1);
    const images = [
      'centos:retagged',
      `centos@${digest}`,
      `docker.io/library/centos:tagged@${digest}`,
      'busybox',
      'docker.io/busybox:latest',
    ];
    for (const [index, image] of images.entries()) {
      await ask(image);
      await room.pods.until(`a pod that asks for ${image}`, all => all.some(pod => imageOf(pod, 'agent') === image));
      // By name and ID it is the image that ran before: the status may say that the pod has it while the kubelet restarts it.
      await room.pods.until(`its restart for ${image}`, () => restarts('agent')[0] === index + 1);
      await everyPodIsUpdated(1);
    }
    expect(restarts('agent')).to.deep.equal([images.length]);
    expect(restarts('app')).to.deep.equal([0]);
  });

  it('leaves pods alone whose SidecarSet has nothing but init containers that end', async () => {
    const ask = (image: string): Promise<void> =>
      room.apply({ initContainers: [{ name: 'prepare', image, command: ['true'] }] });
    await ask('centos:6.7');
    await populate(1);
    const [before] = room.pods.pods();
    await ask('centos:7');
    await everyPodIsUpdated(1);
    const [after] = room.pods.pods();
    expect(after?.spec).to.deep.equal(before?.spec);
    expect(after?.metadata?.annotations).to.deep.equal(before?.metadata?.annotations);
  });

  it('brings two SidecarSets into the same pods at the same time', async () => {
    const [one, two] = [`${room.namespace}-one`, `${room.namespace}-two`];
    const ask = async (image: string): Promise<void> => {
      const updateStrategy = { maxUnavailable: 1 };
      await Promise.all([
        room.apply({ containers: sleepers({ one: image }), updateStrategy }, one),
        room.apply({ containers: sleepers({ two: image }), updateStrategy }, two),
      ]);
    };
    await ask('centos:6.7');
    await populate(3);
    await ask('centos:7');
    await everyPodIsUpdated(3, one);
    await everyPodIsUpdated(3, two);
    for (const pod of room.pods.pods()) {
      expect(runs(pod, 'one', 'centos:7') && runs(pod, 'two', 'centos:7'), pod.metadata?.name).to.equal(true);
      expect([statusOf(pod, 'one')?.restartCount, statusOf(pod, 'two')?.restartCount]).to.deep.equal([1, 1]);
    }
    expect(restarts('app')).to.deep.equal([0, 0, 0]);
  });

  it('goes on when the pod in hand is deleted, evicted or over, or its node is gone', async () => {
    const { kubectl } = room.cluster;
    await room.apply({ containers: sleepers({ agent: 'centos:6.7' }) });
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) await kubectl.apply(aBarePod(name, room.namespace));
    await room.pods.until('ready pods', all => all.length === names.length && all.every(isReady));
    await placeOnNodeThatWillGo(room);
    const upgraded = (): readonly Pod[] => room.pods.pods().filter(pod => imageOf(pod, 'agent') === 'centos:broken');
    const nameOf = (pod: Pod | undefined): string => pod?.metadata?.name ?? '';
    const done = new Set<string>();
    const next = async (what: string): Promise<string> => {
      await room.pods.until(`a pod in hand, to be ${what}`, () => upgraded().some(pod => !done.has(nameOf(pod))));
      const inHand = upgraded().filter(pod => !done.has(nameOf(pod)));
      expect(inHand, 'pods in hand at the same time').to.have.length(1);
      done.add(nameOf(inHand[0]));
      return nameOf(inHand[0]);
    };
    await room.apply({ containers: sleepers({ agent: 'centos:broken' }) });
    const ends: ((name: string) => Promise<unknown>)[] = [
      name => kubectl('delete', 'pod', name, '-n', room.namespace, '--wait=false'),
      name => evict(room, name),
      // The kubelet ends it, and its phase is Failed.
      name =>
        kubectl(
          'patch',
          'pod',
          name,
          '-n',
          room.namespace,
          '--type=merge',
          '-p',
          '{"spec":{"activeDeadlineSeconds":1}}',
        ),
    ];
    for (let count = 0; count < names.length + 1; count += 1) {
      const name = await next('ended');
      if (name === 'lost') await kubectl('delete', 'node', 'leaving');
      else await (ends.shift() ?? (() => Promise.resolve()))(name);
    }
    expect([...done].toSorted()).to.deep.equal([...names, 'lost']);
  });
});

/** A pod that is ready, on a node that no kubelet serves. */
async function placeOnNodeThatWillGo({ cluster, namespace }: Room): Promise<void> {
  const { kubectl } = cluster;
  await kubectl.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'leaving' } });
  await kubectl.create(aBarePod('lost', namespace, { nodeName: 'leaving', tolerations: [{ operator: 'Exists' }] }));
  const ready = (name: string, image: string): object => ({
    name,
    image: `docker.io/library/${image}`,
    imageID: `docker.io/library/${image}`,
    containerID: `containerd://${name}`,
    ready: true,
    restartCount: 0,
    state: { running: {} },
  });
  const now = new Date().toISOString().replace(/\.\d+/, '');
  const status = {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: now }],
    containerStatuses: [ready('app', 'nginx:1.15.1'), ready('agent', 'centos:6.7')],
  };
  const patch = JSON.stringify({ status });
  await kubectl('patch', 'pod', 'lost', '-n', namespace, '--subresource=status', '--type=merge', '-p', patch);
  await waitFor('the pod to be injected', async () => {
    const pod = await kubectl.get<Pod>('pod', 'lost', '-n', namespace);
    return imageOf(pod, 'agent') === 'centos:6.7';
  });
}

/** What `kubectl drain` asks for. */
async function evict({ cluster, namespace }: Room, name: string): Promise<void> {
  const { writeFile, rm } = await import('node:fs/promises');
  const file = `${cluster.directory}/eviction.json`;
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  await writeFile(file, JSON.stringify(eviction));
  await cluster.kubectl('create', '--raw', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, '-f', file);
  await rm(file);
}
