import { runController } from '../../controller/controller.js';
import { BY_SIDECARSET, injectorsOf } from '../../controller/observe-rollout.js';
import { projectPod } from '../../controller/project-pod.js';
import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { OPERATOR_NAMESPACE } from '../../lib/api/permissions.js';
import { CONTROLLER_REVISIONS, NAMESPACES, PODS, SIDECARSETS } from '../../lib/api/resources.js';
import type { SidecarSet, UpdateStrategy } from '../../lib/api/sidecarset.generated.js';
import type { Cluster } from '../../lib/cluster/cluster.js';
import type { EventNote } from '../../lib/cluster/event-correlator.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { reflect } from '../../lib/cluster/reflector.js';
import { createLog } from '../../lib/telemetry/log.js';
import { aPod } from '../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import { GrantedCluster } from '../simulation/granted-cluster.js';
import type { ImageCatalogue } from '../simulation/kubelet/image-catalogue.js';
import { startKubelet } from '../simulation/kubelet/start-kubelet.js';
import { seededRandom } from '../simulation/seeded-random.js';
import { SimulatedCluster } from '../simulation/simulated-cluster.js';
import { VirtualClock } from '../simulation/virtual-clock.js';

const IMAGES: ImageCatalogue = image => (image.includes('crashing') ? { run: 'crashes' } : {});

/** A controller with the rights of the controller, pods that run, and time that moves when it is told to. */
export interface RolloutWorld {
  readonly clock: VirtualClock;
  readonly cluster: SimulatedCluster;
  /** What was told as events. */
  readonly notes: readonly EventNote[];
  /** How writes on pods ended, in the words of the metric. */
  readonly ends: readonly string[];
  /** Creates pods that hold `agent:1`, and lets them become ready. */
  populate(...names: readonly string[]): Promise<void>;
  /** Creates or changes the SidecarSet `set`, which asks for this image. */
  ask(image: string, updateStrategy?: UpdateStrategy): Promise<void>;
  set(): Promise<SidecarSet>;
  /** Pod → the image that its spec asks for in `agent`, with a `!` while it is not ready. */
  images(): Promise<Readonly<Record<string, string>>>;
  /** Lets a quarter of an hour go by at most. */
  until(isTrue: () => Promise<boolean>): Promise<void>;
  stop(): Promise<void>;
}

/** @param between - stands between the controller and the cluster */
export function aRolloutWorld(between: (cluster: Cluster) => Cluster = cluster => cluster): RolloutWorld {
  const clock = new VirtualClock();
  const cluster = new SimulatedCluster({ clock, random: seededRandom(1) });
  const end = new AbortController();
  const notes: EventNote[] = [];
  const ends: string[] = [];
  const rolloutObserver = {
    planned: () => undefined,
    wrote: (_set: string, _step: string, end: string) => void ends.push(end),
    gone: () => undefined,
  };
  const kubelet = startKubelet({ cluster, clock, random: seededRandom(2), nodeName: 'node-a', images: IMAGES });
  const controlled = between(new GrantedCluster(cluster, { roles: ['controller'] }));
  const stores = {
    sidecarSets: new ObjectStore({ resource: SIDECARSETS }),
    namespaces: new ObjectStore({ resource: NAMESPACES }),
    revisions: new ObjectStore({ resource: CONTROLLER_REVISIONS }),
    pods: new ObjectStore<Pod>({ resource: PODS, project: projectPod, indexes: { [BY_SIDECARSET]: injectorsOf } }),
  };
  const running = { cluster: controlled, clock, random: seededRandom(3), signal: end.signal };
  const log = createLog({ nowMs: () => clock.nowMs(), write: () => undefined });
  const work = Promise.all([
    reflect({ ...running, store: stores.sidecarSets }),
    reflect({ ...running, store: stores.namespaces }),
    reflect({ ...running, store: stores.revisions, query: { namespace: OPERATOR_NAMESPACE } }),
    reflect({ ...running, store: stores.pods }),
    Promise.all(Object.values(stores).map(store => store.whenSynced())).then(() =>
      runController({
        ...running,
        stores,
        namespace: OPERATOR_NAMESPACE,
        log,
        events: { note: note => notes.push(note) },
        rolloutObserver,
      }),
    ),
  ]);
  const list = async (): Promise<readonly Pod[]> => (await cluster.list(PODS, { namespace: 'default' })).items;
  const until: RolloutWorld['until'] = async isTrue => {
    for (let second = 0; second < 900; second += 1) {
      if (await isTrue()) return;
      await clock.advance(1_000);
    }
    throw new Error(`still waiting for ${isTrue.toString()}; pods: ${JSON.stringify(readImages(await list()))}`);
  };
  return {
    clock,
    cluster,
    notes,
    ends,
    async populate(...names) {
      await cluster.create(NAMESPACES, { metadata: { name: OPERATOR_NAMESPACE } });
      for (const name of names) await cluster.create(PODS, newPod(name));
      await until(async () => (await list()).every(isReady));
    },
    async ask(image, updateStrategy = {}) {
      const { spec } = aSidecarSet({ containers: [aSidecar({ image })], updateStrategy });
      const { items } = await cluster.list(SIDECARSETS);
      if (items.length === 0) await cluster.create(SIDECARSETS, { metadata: { name: 'set' }, spec });
      else await cluster.patch(SIDECARSETS, { name: 'set' }, { type: 'merge', body: { spec } });
    },
    set: () => cluster.get(SIDECARSETS, { name: 'set' }),
    images: async () => readImages(await list()),
    until,
    async stop() {
      end.abort(new Error('over'));
      await kubelet.stop();
      await work;
    },
  };
}

function newPod(name: string): Pod {
  const injectedBy = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] });
  const { metadata, spec } = aPod(name, { injectedBy });
  const { namespace, labels, annotations } = metadata ?? {};
  return {
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
    spec: { containers: spec?.containers ?? [], nodeName: 'node-a' },
  };
}

function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: holds }) => type === 'Ready' && holds === 'True') === true;
}

function readImages(pods: readonly Pod[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pods.map(pod => {
      const image = pod.spec?.containers.find(({ name }) => name === 'agent')?.image ?? '';
      return [pod.metadata?.name ?? '', isReady(pod) ? image : `${image}!`];
    }),
  );
}
