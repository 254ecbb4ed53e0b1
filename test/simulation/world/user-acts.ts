import type { Pod } from '../../../lib/api/kubernetes.generated.js';
import { BASE_ANNOTATION, CANARY_ANNOTATION } from '../../../lib/api/names.js';
import { NAMESPACES, PODS, SIDECARSETS } from '../../../lib/api/resources.js';
import type { SidecarSet, SidecarSetSpec, UpdateStrategy } from '../../../lib/api/sidecarset.generated.js';
import { isApiError } from '../../../lib/cluster/api-error.js';
import type { Cluster } from '../../../lib/cluster/cluster.js';
import type { SeededRandom } from '../seeded-random.js';
import type { ImageCatalogue } from '../kubelet/image-catalogue.js';
import { BudgetKeepers } from './budget-acts.js';
import { failureInForce } from './failure-invariant.js';
import { HOT_SET, hotSpec } from './hot-sidecarset.js';

const TEAM_NAMESPACE = 'team-a';
const POD_NAMESPACES = ['default', 'default', TEAM_NAMESPACE];
export const NODE_NAMES: readonly string[] = ['node-a', 'node-b', 'node-c'];
const SIDECAR_SETS = ['mesh', 'logs', HOT_SET];
const MOST_PODS = 16;
/** A SidecarSet that comes and goes, and the one that it shadows meanwhile. */
export const CANARY = { name: 'mesh-canary', base: 'mesh' };

/** Images say in their tag what is wrong with them. */
export const IMAGES: ImageCatalogue = image => {
  // Two tags of one image: the kubelet reports one image ID for both.
  if (image.includes('same')) return { imageID: `sha256:${image.split(':')[0] ?? ''}` };
  if (image.includes('missing')) return { pull: 'fails' };
  if (image.includes('slow')) return { pull: 'slow' };
  if (image.includes('crashing')) return { run: 'crashes' };
  return image.includes('stuck') ? { run: 'never-ready' } : {};
};

/** Who uses the cluster: creates and deletes pods, and changes SidecarSets as people under pressure do. */
export class Users {
  readonly #cluster: Cluster;
  readonly #random: SeededRandom;
  /** Apart, so that what it draws changes nothing about the rest of a story. */
  readonly #protection: SeededRandom;
  readonly #budgetKeepers: BudgetKeepers;
  readonly #onPod: (asked: Pod, created: Pod) => void;
  readonly #say: (what: string) => void;
  readonly #acts: readonly (() => Promise<string>)[] = [
    () => this.#createPod(),
    () => this.#createPod(),
    () => this.#deletePod(),
    () => this.#relabelPod(),
    () => this.#changeAppImage(),
    () => this.#changeImage(this.#goodTag()),
    () => this.#changeImage(this.#goodTag()),
    () => this.#changeImage(this.#badTag()),
    () => this.#changeStrategy({ paused: true }),
    () => this.#changeStrategy({ paused: null }),
    () => this.#changeStrategy({ type: this.#random.pick(['NotUpdate', 'RollingUpdate', 'RollingUpdate']) }),
    () => this.#changeStrategy({ partition: this.#random.pick([0, 1, 3, '10%', '50%', '100%']), selector: null }),
    () =>
      this.#changeStrategy({
        maxUnavailable: this.#random.pick([1, 2, 3, '25%', '50%']),
        maxUnavailablePerWorkload: this.#protection.pick([null, null, 1, 2, '50%']),
        onFailure: this.#protection.pick([null, null, ...FAILURE_RESPONSES]),
      }),
    () => this.#changeStrategy({ selector: this.#random.pick([null, TIER_A]), partition: null }),
    () => this.#budgetKeepers.act(),
    () => this.#changeStrategy({ respectPodDisruptionBudgets: this.#protection.pick([null, true, true]) }),
    () => this.#changeOrder(),
    () => this.#changeNamespaces(),
    () => this.#relabelNamespace(),
    () => this.#turnCanary(),
    () => this.#changeShape(),
    () => this.#replaceSidecarSet(),
  ];
  #serial = 0;

  constructor(options: {
    readonly cluster: Cluster;
    readonly random: SeededRandom;
    /** Told of each pod as it was asked for and as it was stored. */
    readonly onPod: (asked: Pod, created: Pod) => void;
    /** Told what was done, for people. */
    readonly say: (what: string) => void;
  }) {
    this.#cluster = options.cluster;
    this.#random = options.random.fork('users');
    this.#protection = options.random.fork('protection');
    const namespaces = ['default', TEAM_NAMESPACE];
    this.#budgetKeepers = new BudgetKeepers({
      cluster: this.#cluster,
      random: options.random.fork('budgets'),
      namespaces,
    });
    this.#onPod = options.onPod;
    this.#say = options.say;
  }

  async begin(): Promise<void> {
    await this.#cluster.create(NAMESPACES, { metadata: { name: TEAM_NAMESPACE, labels: { team: 'a' } } });
    for (const name of SIDECAR_SETS) await this.#create(name);
    for (let count = this.#protection.pick([0, 1, 2]); count > 0; count -= 1)
      await this.#try(() => this.#budgetKeepers.act());
  }

  async populate(): Promise<void> {
    for (let count = this.#random.between(4, 12); count > 0; count -= 1) this.#say(await this.#createPod());
  }

  /** Does one thing that users do. What the API server refuses has not been done. */
  async act(): Promise<void> {
    await this.#try(this.#random.pick(this.#acts));
  }

  async #try(act: () => Promise<string>): Promise<void> {
    try {
      this.#say(await act());
    } catch (error) {
      if (!isApiError(error)) throw error;
      this.#say(`refused: ${error.message}`);
    }
  }

  /**
   * Leaves behind images that work; what is paused or partitioned stays so more often than not. Where sidecars have failed
   * and the rollout knows, people may leave it at that.
   */
  async settle(): Promise<void> {
    for (const said of await this.#budgetKeepers.settle()) this.#say(said);
    for (const name of SIDECAR_SETS) {
      const hasFailed = failureInForce(await this.#cluster.get(SIDECARSETS, { name })) !== undefined;
      if (hasFailed && this.#protection.chance(0.7)) continue;
      this.#say(await this.#changeImage(this.#goodTag(), name));
      if (this.#random.chance(0.5)) {
        this.#say(await this.#changeStrategy({ paused: null, partition: null, selector: null, type: null }, name));
      }
    }
  }

  /** Gives up on pods that hold a bad image which no SidecarSet can or may change any more. */
  async removeBadPods(): Promise<void> {
    for (const { metadata, spec } of await this.#pods()) {
      const { namespace = '', name = '' } = metadata ?? {};
      const images = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(({ image = '' }) =>
        IMAGES(image),
      );
      if (images.every(({ pull, run }) => pull !== 'fails' && run === undefined)) continue;
      await this.#cluster.remove(PODS, { namespace, name });
      this.#say(`gives up on pod ${name}`);
    }
  }

  async #createPod(): Promise<string> {
    const pods = await this.#pods();
    if (pods.length >= MOST_PODS) return 'no room for another pod';
    const name = `web-${String((this.#serial += 1))}`;
    const pod: Pod = {
      metadata: {
        namespace: this.#random.pick(POD_NAMESPACES),
        name,
        labels: { app: this.#random.pick(['web', 'web', 'db']), tier: this.#random.pick(['a', 'b']) },
        ...workloadOfPod(this.#serial),
      },
      spec: { nodeName: this.#random.pick(NODE_NAMES), containers: [{ name: 'app', image: 'app:1' }] },
    };
    this.#onPod(pod, await this.#cluster.create(PODS, pod));
    return `creates pod ${name}`;
  }

  async #deletePod(): Promise<string> {
    const pod = await this.#anyPod();
    if (pod === undefined) return 'has no pod to delete';
    await this.#cluster.remove(PODS, pod, { gracePeriodSeconds: this.#random.pick([0, 5]) });
    return `deletes pod ${pod.name}`;
  }

  async #relabelPod(): Promise<string> {
    const labels = this.#random.pick([{ app: 'web' }, { app: 'none' }, { tier: 'a' }, { tier: 'b' }]);
    return this.#patchPod({ metadata: { labels } });
  }

  /** The users' own upgrade in place: it makes the pod unready for a while, and we have no part in it. */
  async #changeAppImage(): Promise<string> {
    const image = `app:${String((this.#serial += 1))}`;
    return this.#patchPod({ spec: { containers: [{ name: 'app', image }] } });
  }

  async #patchPod(body: Readonly<Record<string, unknown>>): Promise<string> {
    const pod = await this.#anyPod();
    if (pod === undefined) return 'has no pod to change';
    await this.#cluster.patch(PODS, pod, { type: 'strategic', body });
    return `changes pod ${pod.name}: ${JSON.stringify(body)}`;
  }

  async #changeImage(tag: string, name: string = this.#random.pick(SIDECAR_SETS)): Promise<string> {
    const { spec } = await this.#cluster.get(SIDECARSETS, { name });
    const fresh = <T extends { readonly image?: string }>(sidecar: T): T => ({
      ...sidecar,
      image: `${sidecar.image?.split(':')[0] ?? ''}:${tag}`,
    });
    const images = {
      containers: spec.containers?.map(fresh),
      ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(fresh) }),
    };
    return this.#change(name, { spec: images });
  }

  async #changeStrategy(
    strategy: { readonly [K in keyof UpdateStrategy]: UpdateStrategy[K] | null },
    name: string = this.#random.pick(SIDECAR_SETS),
  ): Promise<string> {
    return this.#change(name, { spec: { updateStrategy: strategy } });
  }

  /** Who comes first must make no difference to what is allowed. */
  async #changeOrder(): Promise<string> {
    const weightPriority = [{ weight: 50, matchSelector: TIER_A }];
    const orderPriority = [{ orderedKey: 'tier' }];
    return this.#changeStrategy({
      priorityStrategy: this.#random.pick([null, { weightPriority }, { orderPriority }]),
      scatterStrategy: this.#random.pick([null, [{ key: 'tier', value: '*' }], [{ key: 'app', value: 'web' }]]),
    });
  }

  async #changeNamespaces(): Promise<string> {
    const spec = this.#random.pick([
      { namespace: null, namespaceSelector: null },
      { namespace: 'default', namespaceSelector: null },
      { namespace: null, namespaceSelector: TEAM_A },
    ]);
    return this.#change(this.#random.pick(SIDECAR_SETS), { spec });
  }

  async #relabelNamespace(): Promise<string> {
    const body = { metadata: { labels: { team: this.#random.pick(['a', 'b']) } } };
    await this.#cluster.patch(NAMESPACES, { name: TEAM_NAMESPACE }, { type: 'merge', body });
    return `changes namespace ${TEAM_NAMESPACE}: ${JSON.stringify(body)}`;
  }

  /** New pods get the canary instead of its base as long as it is there. */
  async #turnCanary(): Promise<string> {
    const { items } = await this.#cluster.list(SIDECARSETS);
    if (items.some(({ metadata }) => metadata?.name === CANARY.name)) {
      await this.#cluster.remove(SIDECARSETS, { name: CANARY.name });
      return `deletes ${CANARY.name}`;
    }
    const { spec } = await this.#cluster.get(SIDECARSETS, { name: CANARY.base });
    const annotations = { [CANARY_ANNOTATION]: 'true', [BASE_ANNOTATION]: CANARY.base };
    await this.#cluster.create(SIDECARSETS, {
      metadata: { name: CANARY.name, annotations },
      spec: { ...spec, selector: { matchLabels: { app: 'web', tier: 'a' } }, updateStrategy: { type: 'NotUpdate' } },
    });
    return `creates ${CANARY.name}`;
  }

  /** Pods that exist cannot be brought up to this any more. */
  async #changeShape(): Promise<string> {
    const name = this.#random.pick(SIDECAR_SETS);
    const { spec } = await this.#cluster.get(SIDECARSETS, { name });
    const env = [{ name: 'LEVEL', value: String((this.#serial += 1)) }];
    return this.#change(name, { spec: { containers: spec.containers?.map(sidecar => ({ ...sidecar, env })) } });
  }

  async #change(name: string, body: Readonly<Record<string, unknown>>): Promise<string> {
    await this.#cluster.patch(SIDECARSETS, { name }, { type: 'merge', body });
    return `changes ${name}: ${JSON.stringify(body)}`;
  }

  async #replaceSidecarSet(): Promise<string> {
    const name = this.#random.pick(SIDECAR_SETS);
    await this.#cluster.remove(SIDECARSETS, { name });
    await this.#create(name);
    return `deletes ${name} and creates it anew`;
  }

  async #create(name: string): Promise<void> {
    const sidecarSet: SidecarSet = { metadata: { name }, spec: this.#spec(name) };
    await this.#cluster.create(SIDECARSETS, sidecarSet);
  }

  #spec(name: string): SidecarSetSpec {
    const most = this.#protection.pick<UpdateStrategy['maxUnavailablePerWorkload']>([undefined, 1, '30%']);
    const onFailure = this.#protection.pick([undefined, undefined, ...FAILURE_RESPONSES]);
    const respectPodDisruptionBudgets = this.#protection.chance(0.4);
    const updateStrategy: UpdateStrategy = {
      maxUnavailable: this.#random.pick([1, 2, '25%']),
      ...(most === undefined ? {} : { maxUnavailablePerWorkload: most }),
      ...(onFailure === undefined ? {} : { onFailure }),
      ...(respectPodDisruptionBudgets ? { respectPodDisruptionBudgets } : {}),
    };
    if (name === HOT_SET) return hotSpec(updateStrategy);
    if (name === 'logs') {
      const selector = { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'db'] }] };
      return { selector, updateStrategy, containers: [{ name: 'shipper', image: 'shipper:1' }] };
    }
    return {
      selector: { matchLabels: { app: 'web' } },
      updateStrategy,
      containers: [{ name: 'proxy', image: 'proxy:1' }],
      initContainers: [{ name: 'identity', image: 'identity:1', restartPolicy: 'Always' }],
    };
  }

  #goodTag(): string {
    return this.#random.pick([`v${String((this.#serial += 1))}`, 'v0', 'same-1', 'same-2']);
  }

  #badTag(): string {
    return `${this.#random.pick(['missing', 'crashing', 'stuck', 'slow'])}-${String((this.#serial += 1))}`;
  }

  async #pods(): Promise<readonly Pod[]> {
    const { items } = await this.#cluster.list(PODS);
    return items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  }

  async #anyPod(): Promise<{ readonly namespace: string; readonly name: string } | undefined> {
    const pods = await this.#pods();
    if (pods.length === 0) return undefined;
    const { namespace = '', name = '' } = this.#random.pick(pods).metadata ?? {};
    return { namespace, name };
  }
}

/** What people have decided to happen when sidecars fail. */
const FAILURE_RESPONSES: readonly NonNullable<UpdateStrategy['onFailure']>[] = [
  { action: 'Pause' },
  { action: 'Pause', threshold: 2 },
  { action: 'Rollback' },
  { action: 'Rollback', threshold: '30%' },
];

const TEAM_A = { matchLabels: { team: 'a' } };
/** Two in three pods are part of one of two workloads; nothing controls the third. */
function workloadOfPod(serial: number): Pick<NonNullable<Pod['metadata']>, 'ownerReferences'> {
  const name = ['one', 'two'][serial % 3];
  if (name === undefined) return {};
  return {
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name, uid: `uid-of-${name}`, controller: true }],
  };
}

const TIER_A = { matchLabels: { tier: 'a' } };
