import { expect } from 'chai';
import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { PODS, SIDECARSETS } from '../../lib/api/resources.js';
import type { OperatorHost } from './world/operator-host.js';
import { World } from './world.js';
import { HOT_SET } from './world/hot-sidecarset.js';

// The leader dies at every single await of one rollout in turn: right before and right after each call takes effect. That
// covers every phase: history written or not, a wave half written, a slot filled and the other one not empty yet, a status
// due, a mark of a reshaped pod, a lease.

const PODS_COUNT = 5;
const CALM_MS = 30_000;
const PARTS = 8;

/** What users do, and how often that changes the spec of each pod. */
interface Story {
  readonly title: string;
  readonly writesAPod: number;
  /** One after the other, each when all rests. */
  readonly acts: readonly ((world: World) => Promise<void>)[];
}

const STORIES: readonly Story[] = [
  {
    title: 'a rollout of two SidecarSets at once, one of which gets another shape afterwards',
    writesAPod: 2,
    acts: [
      async world => {
        await changeImages(world, 'mesh');
        await changeImages(world, 'logs');
      },
      changeShape,
    ],
  },
  {
    title: 'a rollout of hot sidecars, native and plain, beside a cold one: fill, then empty',
    writesAPod: 2,
    acts: [world => changeImages(world, HOT_SET)],
  },
];

/** How one story ended. */
interface End {
  readonly violations: readonly string[];
  /** Awaits of the leader while the rollout ran. */
  readonly awaits: number;
  /** How often the leader died. */
  readonly deaths: number;
  /** Of the pods: how often each spec was changed. */
  readonly specChanges: readonly number[];
  /** Writes on pods and SidecarSets that a restart made although all was done. */
  readonly idleWrites: number;
}

for (const story of STORIES) {
  describe(`An operator that dies at any await of ${story.title}`, () => {
    let whole: End;
    const points = (part: number): readonly number[] =>
      Array.from({ length: whole.awaits }, (_, index) => index + 1).filter(point => point % PARTS === part);

    before(async () => {
      whole = await tell(story);
    });

    it(`does ${String(story.writesAPod)} writes a pod when it lives`, () => {
      const specChanges = Array<number>(PODS_COUNT).fill(story.writesAPod);
      expect(whole).to.deep.include({ violations: [], deaths: 0, specChanges, idleWrites: 0 });
      expect(whole.awaits).to.be.above(100);
    });

    for (let part = 0; part < PARTS; part += 1) {
      it(`breaks no rule, upgrades no pod twice, and leaves nothing to do (part ${String(part + 1)} of ${String(PARTS)})`, async function () {
        for (const point of points(part)) {
          const end = await tell(story, point);
          const wanted = { ...whole, awaits: end.awaits, deaths: 1 };
          expect(end, `dies at await ${String(point)}`).to.deep.equal(wanted);
        }
      });
    }
  });
}

/** Pods are there and at rest, then come the acts; in the end both replicas are started anew. */
async function tell({ acts }: Story, diesAtAwait?: number): Promise<End> {
  const world = new World({ seed: 1 });
  await world.begin();
  world.faults = { delayMs: { least: 1, most: 20 }, watchDelayMs: { least: 1, most: 20 } };
  for (let number = 1; number <= PODS_COUNT; number += 1) await createPod(world, number);
  await rest(world);
  const before = await specChanges(world);
  const leader = world.hosts.find(host => host.leads) as OperatorHost;
  const awaitsBefore = leader.awaits;
  if (diesAtAwait !== undefined) leader.crashAtAwait(diesAtAwait);
  for (const act of acts) {
    await act(world);
    await rest(world);
  }
  const awaits = leader.awaits - awaitsBefore;
  const after = await specChanges(world);
  const idleWrites = await restart(world);
  world.end();
  return {
    violations: [...world.violations, ...world.unfinished()],
    awaits,
    deaths: world.counts.get('crash-at-await') ?? 0,
    specChanges: after.map((count, index) => count - (before[index] ?? 0)),
    idleWrites,
  };
}

async function createPod({ cluster }: World, number: number): Promise<void> {
  const metadata = { namespace: 'default', name: `web-${String(number)}`, labels: { app: 'web', tier: 'a' } };
  await cluster.create(PODS, {
    metadata,
    spec: { nodeName: 'node-a', containers: [{ name: 'app', image: 'app:1' }] },
  });
}

/** Of every sidecar of a SidecarSet. */
async function changeImages({ cluster }: World, name: string): Promise<void> {
  const { spec } = await cluster.get(SIDECARSETS, { name });
  const fresh = <T extends { readonly name: string }>(sidecar: T): T => ({ ...sidecar, image: `${sidecar.name}:v2` });
  const images = {
    containers: spec.containers?.map(fresh),
    ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(fresh) }),
  };
  await cluster.patch(SIDECARSETS, { name }, { type: 'merge', body: { spec: images } });
}

async function changeShape({ cluster }: World): Promise<void> {
  const { spec } = await cluster.get(SIDECARSETS, { name: 'logs' });
  const containers = spec.containers?.map(sidecar => ({ ...sidecar, env: [{ name: 'LEVEL', value: '1' }] }));
  await cluster.patch(SIDECARSETS, { name: 'logs' }, { type: 'merge', body: { spec: { containers } } });
}

/** Until nothing has been written for a while and nothing is left to do. */
async function rest(world: World): Promise<void> {
  do await world.pass(500);
  while ((world.calmForMs < CALM_MS || world.unfinished().length > 0) && world.violations.length === 0);
}

/** Both replicas die when all is done: whoever comes next looks at everything and writes nothing. */
async function restart(world: World): Promise<number> {
  const writes = (): number => (world.counts.get('upgrade') ?? 0) + (world.counts.get('status write') ?? 0);
  const before = writes();
  for (const host of world.hosts) host.crash();
  await world.pass(120_000);
  return writes() - before;
}

async function specChanges({ cluster }: World): Promise<readonly number[]> {
  const { items } = await cluster.list(PODS);
  return items.map(({ metadata }: Pod) => (metadata?.generation ?? 0) - 1);
}
