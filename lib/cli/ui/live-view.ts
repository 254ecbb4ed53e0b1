import type { Clock } from '../../cluster/clock.js';
import { timestampOf } from '../../cluster/clock.js';
import type { ClusterObserver } from '../../cluster/observer.js';
import { podName } from '../describe-held.js';
import type { LiveStores } from '../live-stores.js';
import { describeAssumption } from '../operator-scope.js';
import type { PodPicture } from './draw-pod.js';
import { drawPod } from './draw-pod.js';
import type { Cut, SidecarSetPicture } from './draw-sidecarset.js';
import { cut, drawSidecarSet } from './draw-sidecarset.js';

/** Shortest time between two pictures: nobody reads faster. */
const SHORTEST_PAUSE_MS = 1_000;
/** A picture of a large cluster that takes long to draw is drawn less often. */
const PAUSE_PER_DRAWING = 4;

/** All that the page shows, but for the chosen pod. */
export interface Picture {
  readonly podCount: number;
  readonly sidecarSets: readonly SidecarSetPicture[];
  /** What cannot be watched at the moment and may have changed meanwhile, each with the reason. */
  readonly troubles: readonly string[];
}

/**
 * Is told of the page's state: a picture as JSON, or nothing when the picture is the same as before and only something
 * that it does not show has changed, which may still matter to the chosen pod.
 */
export type PictureListener = (picture: string | undefined) => void;

/** Draws what the caches hold, and tells those who look when that has become another picture. */
export class LiveView {
  /** To be told of the watches that feed the caches. */
  readonly observer: ClusterObserver = {
    watchEnded: ({ resource, retryInMs, error }) => {
      if (retryInMs !== undefined && error instanceof Error) this.#note(resource.plural, error.message);
    },
    watchHeard: ({ resource }) => this.#note(resource.plural, undefined),
    listEnded: ({ resource }) => this.#note(resource.plural, undefined),
  };

  readonly #stores: LiveStores;
  readonly #clock: Clock;
  readonly #listeners = new Set<PictureListener>();
  readonly #troubles = new Map<string, string>();
  #sent = '';
  #pauseMs = SHORTEST_PAUSE_MS;
  #cancel: (() => void) | undefined;

  constructor({ stores, clock }: { readonly stores: LiveStores; readonly clock: Clock }) {
    this.#stores = stores;
    this.#clock = clock;
  }

  /** Something may have changed: it is looked at soon, if anybody looks. */
  changed(): void {
    if (this.#listeners.size > 0) this.#cancel ??= this.#clock.schedule(this.#pauseMs, () => this.#draw());
  }

  /**
   * Calls back with the present picture at once, and after changes at most once a second.
   *
   * @returns a function that ends it
   */
  subscribe(listener: PictureListener): () => void {
    this.#draw();
    this.#listeners.add(listener);
    listener(this.#sent);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  /** The names of pods that contain a text, sorted. */
  findPods(text: string): Cut<string> {
    const names = this.#stores.pods().map(podName);
    return cut(names.filter(name => name.includes(text)).toSorted());
  }

  /** One pod; nothing when there is none of this name. */
  pod(key: {
    readonly namespace: string;
    readonly name: string;
  }): (PodPicture & { readonly assumptions: readonly string[] }) | undefined {
    const now = timestampOf(this.#clock.nowMs());
    const snapshot = this.#stores.injectionOf(key, now);
    if (snapshot === undefined) return undefined;
    const picture = drawPod(snapshot, name => this.#stores.rolloutOf(name, now));
    return { ...picture, assumptions: describeAssumption(this.#stores.scope()) };
  }

  #draw(): void {
    this.#stop();
    const beganMs = this.#clock.monotonicMs();
    const picture = JSON.stringify(this.#picture());
    this.#pauseMs = Math.max(SHORTEST_PAUSE_MS, PAUSE_PER_DRAWING * (this.#clock.monotonicMs() - beganMs));
    const isNew = picture !== this.#sent;
    this.#sent = picture;
    for (const listener of this.#listeners) listener(isNew ? picture : undefined);
  }

  #picture(): Picture {
    const now = timestampOf(this.#clock.nowMs());
    const troubles = [...this.#troubles].map(([plural, message]) => `${plural} cannot be watched: ${message}`);
    const sidecarSets = this.#stores.names().flatMap(name => {
      try {
        const rollout = this.#stores.rolloutOf(name, now);
        return rollout === undefined ? [] : [drawSidecarSet(rollout)];
      } catch (error) {
        // One that nobody foresaw must not take the others off the page.
        troubles.push(`SidecarSet ${name} cannot be shown: ${String(error)}`);
        return [];
      }
    });
    return { podCount: this.#stores.pods().length, sidecarSets, troubles: troubles.toSorted() };
  }

  #note(plural: string, trouble: string | undefined): void {
    if (this.#troubles.get(plural) === trouble) return;
    if (trouble === undefined) this.#troubles.delete(plural);
    else this.#troubles.set(plural, trouble);
    this.changed();
  }

  #stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
