import { expect } from 'chai';

import type { Container, ContainerStatus, Pod } from '../../../lib/api/kubernetes.generated.js';
import type { SidecarSet, UpdateStrategy } from '../../../lib/api/sidecarset.generated.js';
import { injectPod } from '../../../lib/decide/injection/inject-pod.js';
import { planRollout } from '../../../lib/decide/rollout/plan-rollout.js';
import type { RolloutPlan } from '../../../lib/decide/rollout/rollout-plan.js';
import type { Step } from '../../../lib/decide/rollout/rollout-step.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';
import { deepFreeze } from '../../build/deep-freeze.js';

/** The image that hot sidecars idle with. */
export const IDLE = 'idle:1';
/** It can never be pulled. */
export const BROKEN = 'broken:1';
/** It starts and never gets ready. */
export const FAULTY = 'faulty:1';

/** Images of the sidecars: `mesh` is hot, `proxy` is hot and native, `logs` is cold. Absent: there is no such sidecar. */
export interface Images {
  readonly mesh?: string;
  readonly proxy?: string;
  readonly logs?: string;
}

/** When a world begins, RFC 3339. */
export const FIRST_MOMENT = '2024-05-01T12:00:00Z';

interface Running {
  readonly image: string;
  readonly id: string;
  readonly running: boolean;
  readonly ready: boolean;
}

/**
 * One pod with hot sidecars, the kubelet that runs it and the SidecarSet that it belongs to. A hot sidecar has a state,
 * which lies in one container at a time: a slot that gets ready with a real image takes it over from the one that has it.
 * When the holder is stopped to idle, or while its twin does not serve, the state is lost, and the test fails.
 */
export class HotWorld {
  #sidecarSet: SidecarSet;
  #pod: Pod;
  #version = 100;
  /** Images and generation that the kubelet works towards; it looks at the pod when it likes. */
  #seen: { readonly generation: number; readonly images: ReadonlyMap<string, string> };
  readonly #containers = new Map<string, Running>();
  /** Hot sidecar → ID of the container that holds its state. */
  readonly #holders = new Map<string, string>();
  #starts = 0;
  #appReady = true;
  #nowMs = Date.parse(FIRST_MOMENT);
  readonly writes: Step[] = [];

  constructor(readonly firstImages: Images) {
    this.#sidecarSet = setOf(firstImages, {}, 1);
    const decision = injectPod({
      pod: {
        metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
        spec: { containers: [{ name: 'app', image: 'app:1' }] },
      },
      namespace: 'default',
      namespaceLabels: {},
      sidecarSets: [this.#sidecarSet],
      now: '2024-01-01T00:00:00Z',
    });
    if (decision.kind !== 'inject') throw new Error(`not injected: ${decision.kind}`);
    this.#pod = decision.pod;
    this.#store({});
    this.#seen = this.#asked();
    this.kubeletFinishes();
  }

  get pod(): Pod {
    return this.#pod;
  }

  get sidecarSet(): SidecarSet {
    return this.#sidecarSet;
  }

  get containerNames(): readonly string[] {
    return containersOf(this.#pod).map(({ name }) => name);
  }

  imageOf(container: string): string | undefined {
    return containersOf(this.#pod).find(({ name }) => name === container)?.image;
  }

  annotation(key: string): string | undefined {
    return this.#pod.metadata?.annotations?.[key];
  }

  /** Somebody takes an annotation away. */
  dropAnnotation(key: string): void {
    const annotations = Object.entries(this.#pod.metadata?.annotations ?? {}).filter(([name]) => name !== key);
    this.#store({ metadata: { ...this.#pod.metadata, annotations: Object.fromEntries(annotations) } });
  }

  /** The SidecarSet becomes another; its resourceVersion goes on by one. */
  change(images: Images, strategy: UpdateStrategy = {}, more: Partial<SidecarSet['spec']> = {}): void {
    const version = Number(this.#sidecarSet.metadata?.resourceVersion) + 1;
    this.#sidecarSet = setOf(images, strategy, version, more);
  }

  /** Other labels: the SidecarSet selects the pod no more, or again. */
  select(selected: boolean): void {
    this.#store({ metadata: { ...this.#pod.metadata, labels: { app: selected ? 'web' : 'other' } } });
  }

  /** Somebody else writes an image into a container. */
  fillByHand(name: string, image: string): void {
    const containers = this.#pod.spec?.containers ?? [];
    const changed = containers.map(container => (container.name === name ? { ...container, image } : container));
    const generation = (this.#pod.metadata?.generation ?? 1) + 1;
    this.#store({
      metadata: { ...this.#pod.metadata, generation },
      spec: { ...this.#pod.spec, containers: changed },
    });
  }

  plan(): RolloutPlan {
    return planRollout({
      sidecarSet: this.#sidecarSet,
      pods: [deepFreeze(this.#pod)],
      namespaces: { default: {} },
      now: this.now,
    });
  }

  /** RFC 3339 with seconds. */
  get now(): string {
    return new Date(this.#nowMs).toISOString().replace('.000', '');
  }

  /** Time goes by. */
  pass(byMs: number): void {
    this.#nowMs += byMs;
  }

  /** Decides and writes; the kinds of the steps, or why the pod is held, or nothing. */
  reconcile(): readonly string[] {
    const { steps, held } = this.plan();
    for (const step of steps) this.apply(step);
    return steps.length > 0 ? steps.map(({ kind }) => kind) : held.map(({ reason }) => reason);
  }

  /** Writes a step, as the API server would; a pod that has moved since stays as it is. */
  apply(step: Step): void {
    const { metadata, spec = {} } = step.patch as {
      metadata: { resourceVersion: string; annotations?: Readonly<Record<string, string>> };
      spec?: { containers?: readonly Container[]; initContainers?: readonly Container[] };
    };
    if (metadata.resourceVersion !== this.#pod.metadata?.resourceVersion) return;
    this.writes.push(step);
    expectOrderKept(this.#pod.spec?.containers, spec.containers);
    expectOrderKept(this.#pod.spec?.initContainers, spec.initContainers);
    const merge = (list: readonly Container[], patches: readonly Container[] = []): readonly Container[] =>
      list.map(container => ({ ...container, ...patches.find(({ name }) => name === container.name) }));
    const generation = (this.#pod.metadata.generation ?? 1) + 1;
    const annotations = { ...this.#pod.metadata.annotations, ...metadata.annotations };
    this.#store({
      metadata: { ...this.#pod.metadata, generation, annotations },
      spec: {
        ...this.#pod.spec,
        containers: merge(this.#pod.spec?.containers ?? [], spec.containers),
        initContainers: merge(this.#pod.spec?.initContainers ?? [], spec.initContainers),
      },
    });
  }

  /** The kubelet looks at the pod, and reports how it finds it. */
  look(): void {
    this.#seen = this.#asked();
    this.report();
  }

  /** The kubelet stops a container that runs another image than it has seen asked for. */
  kill(name: string): void {
    const container = this.#containers.get(name);
    if (container?.running !== true || container.image === this.#seen.images.get(name)) return;
    const sidecar = name.replace(/-[12]$/, '');
    if (this.#holders.get(sidecar) === container.id) this.#fallBack(sidecar, name);
    this.#containers.set(name, { ...container, running: false, ready: false });
  }

  /** The kubelet starts a container that does not run. */
  start(name: string): void {
    const image = this.#seen.images.get(name);
    if (this.#containers.get(name)?.running === true || image === undefined || image === BROKEN) return;
    this.#starts += 1;
    this.#containers.set(name, { image, id: `containerd://${String(this.#starts)}`, running: true, ready: false });
  }

  /** A container that runs gets ready; a hot one has taken over by then. */
  getReady(name: string): void {
    const container = this.#containers.get(name);
    if (container?.running !== true || container.image === FAULTY || (name === 'app' && !this.#appReady)) return;
    const sidecar = name.replace(/-[12]$/, '');
    if (sidecar !== name && !container.ready && container.image !== IDLE) this.#holders.set(sidecar, container.id);
    this.#containers.set(name, { ...container, ready: true });
  }

  setAppReady(ready: boolean): void {
    this.#appReady = ready;
    const app = this.#containers.get('app');
    if (app !== undefined) this.#containers.set('app', { ...app, ready });
  }

  /** The kubelet writes down what it knows. */
  report(): void {
    const statusesOf = (list: readonly Container[] = []): readonly ContainerStatus[] =>
      list.flatMap(({ name }) => {
        const container = this.#containers.get(name);
        if (container === undefined) return [];
        const { image, id, ready } = container;
        const reported = { image: `docker.io/library/${image}`, imageID: `sha256:of-${image}`, containerID: id };
        return [{ name, ...reported, ready, restartCount: 0 }];
      });
    const { containers, initContainers } = this.#pod.spec ?? {};
    const ready = containersOf(this.#pod).every(({ name }) => this.#containers.get(name)?.ready === true);
    this.#store({
      status: {
        phase: 'Running',
        observedGeneration: this.#seen.generation,
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
        containerStatuses: statusesOf(containers),
        initContainerStatuses: statusesOf(initContainers),
      },
    });
  }

  /** The kubelet does all that there is to do. */
  kubeletFinishes(): void {
    this.look();
    for (const name of this.containerNames) {
      this.kill(name);
      this.start(name);
      this.getReady(name);
    }
    this.report();
  }

  /** Controller and kubelet go on until there is nothing to do; the kinds of the steps. */
  comeToRest(): readonly string[] {
    const first = this.writes.length;
    for (let round = 0; round < 20; round += 1) {
      this.kubeletFinishes();
      const { steps } = this.plan();
      if (steps.length === 0) return this.writes.slice(first).map(({ kind }) => kind);
      for (const step of steps) this.apply(step);
    }
    throw new Error('it does not come to rest');
  }

  /** The holder is stopped: to be filled anew, with a twin that still serves and takes the state back, or it is lost. */
  #fallBack(sidecar: string, stopped: string): void {
    const twin = this.#containers.get(`${sidecar}-${stopped.endsWith('1') ? '2' : '1'}`);
    const serves = twin?.running === true && twin.ready && twin.image !== IDLE;
    expect(
      serves && this.#seen.images.get(stopped) !== IDLE,
      `${stopped} is stopped with a state that nobody has`,
    ).to.equal(true);
    this.#holders.set(sidecar, twin!.id);
  }

  #asked(): { readonly generation: number; readonly images: ReadonlyMap<string, string> } {
    const images = new Map(containersOf(this.#pod).map(({ name, image = '' }) => [name, image]));
    return { generation: this.#pod.metadata?.generation ?? 1, images };
  }

  #store(fields: Partial<Pod>): void {
    this.#version += 1;
    const pod = { ...this.#pod, ...fields };
    this.#pod = { ...pod, metadata: { generation: 1, ...pod.metadata, resourceVersion: String(this.#version) } };
  }
}

function containersOf({ spec }: Pod): readonly Container[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
}

/** The API server gives a merged list the order of the patch, and refuses a pod whose containers change places. */
function expectOrderKept(list: readonly Container[] = [], patches: readonly Container[] = []): void {
  const places = patches.map(patch => list.findIndex(({ name }) => name === patch.name));
  expect(places).to.deep.equal(places.toSorted((a, b) => a - b));
}

function setOf(
  { mesh, proxy, logs }: Images,
  updateStrategy: UpdateStrategy,
  version: number,
  more: Partial<SidecarSet['spec']> = {},
): SidecarSet {
  const upgradeStrategy = { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: IDLE } as const;
  const native = { restartPolicy: 'Always' };
  return aSidecarSet(
    {
      containers: [
        ...(mesh === undefined ? [] : [aSidecar({ name: 'mesh', image: mesh, upgradeStrategy })]),
        ...(logs === undefined ? [] : [aSidecar({ name: 'logs', image: logs })]),
      ],
      initContainers:
        proxy === undefined ? [] : [aSidecar({ name: 'proxy', image: proxy, upgradeStrategy, ...native })],
      updateStrategy,
      ...more,
    },
    { resourceVersion: String(version), generation: version },
  );
}
