import type { Pod } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { handoverSidecarSet } from '../../examples/hot-upgrade/handover-sidecarset.js';
import {
  buildHotUpgradePrograms,
  hotUpgradeIdleImage,
  hotUpgradeImage,
} from '../cluster/image/hot-upgrade-programs.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { whenInjectionReady } from './install-operator.js';
import type { PodHistory } from './pod-history.js';
import { imageOf, isReady, statusOf } from './pod-history.js';
import type { LoadReport } from './request-load.js';
import { RequestLoad } from './request-load.js';

/** How the example's sidecar is upgraded. */
export type Way = 'hot' | 'cold';

const WAYS: readonly Way[] = ['hot', 'cold'];
const POD_COUNT = 3;
const PORT = 8080;
const IDLE = 'hot-sidecar:idle';
const SLOTS = ['sidecar-1', 'sidecar-2'];

/** The image of a release of the sidecar. */
function releaseImage(release: string): string {
  return `hot-sidecar:${release}`;
}

/** The image of a release that ends as soon as it is started. */
export const CRASHING_RELEASE = 'crashing';

/**
 * Three pods with the example's sidecar that are upgraded hot and three whose same sidecar is upgraded cold, side by side
 * on a real node, while clients send requests to all of them.
 */
export class HandoverContest {
  #loads: Readonly<Record<Way, RequestLoad>> | undefined;

  constructor(
    private readonly cluster: TestCluster,
    private readonly pods: PodHistory,
  ) {}

  /** Makes the images, creates the pods, and begins to send once all of them serve the first release. */
  async begin(releases: readonly string[]): Promise<void> {
    await this.#pushImages(releases);
    const [first = ''] = releases;
    for (const way of WAYS) {
      await this.change(way, first);
      await whenInjectionReady(this.cluster, sidecarSetOf(way, first).metadata?.name ?? '');
      await this.cluster.kubectl.apply(deploymentOf(way));
    }
    await this.settled(first);
    const load = (way: Way): RequestLoad =>
      new RequestLoad(this.#podsOf(way).map(({ status }) => `http://${status?.podIP ?? ''}:${String(PORT)}`));
    this.#loads = { hot: load('hot'), cold: load('cold') };
    await this.pods.until('every client to have its connection', () =>
      WAYS.every(way => this.report(way).keptConnections === this.report(way).keepingClients),
    );
  }

  /** The SidecarSet asks for another release. */
  async change(way: Way, release: string): Promise<void> {
    await this.cluster.kubectl.apply(sidecarSetOf(way, release));
  }

  /** Both SidecarSets ask for another release. */
  async changeBoth(release: string): Promise<void> {
    for (const way of WAYS) await this.change(way, release);
  }

  /** Every pod serves this release, and no upgrade is under way any more. */
  async settled(release: string): Promise<void> {
    const image = releaseImage(release);
    const rests = (pod: Pod): boolean => {
      const slots = SLOTS.map(slot => imageOf(pod, slot)).filter(slot => slot !== undefined);
      const names = slots.length === 0 ? ['sidecar'] : SLOTS;
      const atRest = slots.length === 0 || slots.includes(IDLE);
      return (
        isReady(pod) && atRest && names.some(name => imageOf(pod, name) === image) && names.every(runsItsImage(pod))
      );
    };
    await this.pods.until(
      `all pods to serve ${image}`,
      all => all.length === WAYS.length * POD_COUNT && all.every(rests),
      240_000,
    );
  }

  /** A hot upgrade to this release has begun in a pod and is not over: both slots have a release. */
  async inFlight(release: string): Promise<void> {
    const image = releaseImage(release);
    const isFilled = (pod: Pod): boolean => {
      const images = SLOTS.map(slot => imageOf(pod, slot));
      return images.includes(image) && !images.includes(IDLE);
    };
    await this.pods.until(`a hot upgrade to ${image} to be in flight`, all => all.some(isFilled));
  }

  /** A container of the crashing release has ended, and is not started again at once. */
  async crashed(): Promise<void> {
    const waits = (pod: Pod): boolean =>
      SLOTS.some(
        slot =>
          imageOf(pod, slot) === releaseImage(CRASHING_RELEASE) &&
          /CrashLoopBackOff|PostStartHookError|RunContainerError/.test(
            statusOf(pod, slot)?.state?.waiting?.reason ?? '',
          ),
      );
    await this.pods.until('a container that crashes', all => all.some(waits));
  }

  /** What the clients have met with so far. */
  report(way: Way): LoadReport {
    if (this.#loads === undefined) throw new Error('begin first');
    return this.#loads[way].report;
  }

  /** So many requests have been sent to the pods of either way since now. */
  async answered(count: number): Promise<void> {
    const before = WAYS.map(way => this.report(way).sent);
    await this.pods.until(`${String(count)} more requests`, () =>
      WAYS.every((way, index) => this.report(way).sent >= (before[index] ?? 0) + count),
    );
  }

  /** Ends the clients, once their last requests are answered. */
  async stop(): Promise<void> {
    await Promise.all(Object.values(this.#loads ?? {}).map(load => load.stop()));
  }

  #podsOf(way: Way): readonly Pod[] {
    return this.pods.pods().filter(({ metadata }) => metadata?.labels?.['way'] === way);
  }

  async #pushImages(releases: readonly string[]): Promise<void> {
    const programs = await buildHotUpgradePrograms();
    await this.cluster.pushImage(await hotUpgradeIdleImage(IDLE, programs));
    for (const release of releases) {
      await this.cluster.pushImage(await hotUpgradeImage(releaseImage(release), { release, programs }));
    }
    const files = { '/bin/sidecar': '#!/bin/sh\nexit 1\n' };
    await this.cluster.pushImage({ reference: releaseImage(CRASHING_RELEASE), files, command: ['sidecar'] });
  }
}

function runsItsImage(pod: Pod): (container: string) => boolean {
  return container => {
    const status = statusOf(pod, container);
    return status?.ready === true && status.image.endsWith(`/${imageOf(pod, container) ?? ''}`);
  };
}

/** The example, or the example with nothing changed but the way it is upgraded. */
function sidecarSetOf(way: Way, release: string): SidecarSet {
  const { metadata, ...spec } = handoverSidecarSet({ image: releaseImage(release), idleImage: IDLE });
  const cold = spec.containers?.map(
    sidecar => ({ ...sidecar, upgradeStrategy: { upgradeType: 'ColdUpgrade' } }) as const,
  );
  return {
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'SidecarSet',
    metadata: { name: `${metadata?.name ?? ''}-${way}` },
    spec: {
      ...spec,
      selector: { matchLabels: { way } },
      ...(way === 'cold' && cold !== undefined ? { containers: cold } : {}),
    },
  };
}

function deploymentOf(way: Way): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: way, namespace: 'default' },
    spec: {
      replicas: POD_COUNT,
      selector: { matchLabels: { way } },
      template: {
        metadata: { labels: { way } },
        spec: { terminationGracePeriodSeconds: 30, containers: [{ name: 'app', image: 'nginx:1.15.1' }] },
      },
    },
  };
}
