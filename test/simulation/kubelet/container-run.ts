import type { Container, ContainerState, ContainerStatus } from '../../../lib/api/kubernetes.generated.js';
import type { Clock } from '../../../lib/cluster/clock.js';
import { timestamp } from '../server/create-rules.js';
import { frozenCopy } from '../server/frozen-json.js';
import type { FaultKind } from '../faults/fault-kinds.js';
import type { ImageCatalogue } from './image-catalogue.js';
import { imageIdOf, normalisedImage } from './image-catalogue.js';
import type { DrawDelay } from './kubelet-delays.js';
import { backOffMs } from './kubelet-delays.js';

/** What a container lives in. */
export interface ContainerHost {
  readonly clock: Clock;
  readonly images: ImageCatalogue;
  readonly draw: DrawDelay;
  /** An ID that no other container has. */
  newContainerID(): string;
  /** Its status has changed. */
  changed(): void;
  /** Told of each trouble with an image or its program, as it happens. */
  onFault(kind: FaultKind): void;
}

/** `service` runs until it is stopped; `task` runs to its end (a plain init container). */
export type ContainerKind = 'service' | 'task';

/**
 * One container on a node, through all its restarts: pull, start, become ready, be stopped for another image, crash.
 */
export class ContainerRun {
  readonly name: string;
  #image: string;
  /** The image that the present container was made from; undefined: none was made yet. */
  #runs: string | undefined;
  /** How the node knows that image. */
  #known: Pick<ContainerStatus, 'image' | 'imageID'> | undefined;
  #state: ContainerState = { waiting: { reason: 'PodInitializing' } };
  #lastState: ContainerState = {};
  #containerID: string | undefined;
  #restartCount = 0;
  #ready = false;
  #started = false;
  #failures = 0;
  /** What comes next in the life of the present container. */
  #cancelNext: () => void = () => undefined;
  #cancelStop: () => void = () => undefined;
  #begun = false;
  /** Undefined: something has changed since it was told. */
  #told: ContainerStatus | undefined;

  constructor(
    container: Container,
    private readonly kind: ContainerKind,
    private readonly host: ContainerHost,
  ) {
    this.name = container.name;
    this.#image = container.image ?? '';
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** Has there ever been a container? */
  get made(): boolean {
    return this.#containerID !== undefined;
  }

  /** May the containers after it begin? */
  get letsOthersBegin(): boolean {
    return this.kind === 'task' ? this.finished : this.#started;
  }

  /** A task that came to a good end. */
  get finished(): boolean {
    return this.kind === 'task' && this.#state.terminated?.exitCode === 0;
  }

  /** Pulls and starts, the first time it is called. */
  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#pull();
  }

  /** The spec names this image now. A running container is stopped for it; a task that is over stays over. */
  wants(image: string): void {
    if (image === this.#image) return;
    this.#image = image;
    this.#told = undefined;
    this.#failures = 0;
    if (!this.#begun || this.finished) return;
    this.#cancelStop();
    const { clock, draw } = this.host;
    if (this.#state.running === undefined) this.#pull();
    else if (image !== this.#runs) this.#cancelStop = clock.schedule(draw('stop'), () => this.#makeAnew());
  }

  /** The pod is being deleted. */
  stop(): void {
    this.#cancelStop();
    this.#cancelNext();
    this.#begun = true;
    if (this.#state.running !== undefined) this.#end(0, 'Completed');
  }

  /** As long as nothing about it changes it is the same object, which nobody has to copy or compare again. */
  status(): ContainerStatus {
    this.#told ??= frozenCopy(this.#judge());
    return this.#told;
  }

  #judge(): ContainerStatus {
    const made = this.#containerID === undefined ? {} : { containerID: this.#containerID };
    return {
      ...made,
      name: this.name,
      ...(this.#known ?? { image: this.#image, imageID: '' }),
      lastState: this.#lastState,
      ready: this.kind === 'task' ? this.finished : this.#ready,
      restartCount: this.#restartCount,
      started: this.#started,
      state: this.#state,
    };
  }

  #makeAnew(): void {
    this.#cancelNext();
    if (this.#state.running !== undefined) this.#end(0, 'Completed');
    this.host.changed();
    this.#pull();
  }

  #pull(): void {
    if (this.#containerID === undefined) this.#wait('ContainerCreating');
    const isSlow = this.host.images(this.#image).pull === 'slow';
    if (isSlow) this.host.onFault('slow-pull');
    this.#later(isSlow ? 'slowPull' : 'pull', () => {
      if (this.host.images(this.#image).pull === 'fails') this.#failPull();
      else this.#start();
    });
  }

  #failPull(): void {
    this.host.onFault('failed-pull');
    this.#wait('ErrImagePull', `failed to pull and unpack image "${normalisedImage(this.#image)}": not found`);
    this.#failures += 1;
    this.#cancelNext = this.host.clock.schedule(1_000, () => {
      this.#wait('ImagePullBackOff', `Back-off pulling image "${this.#image}"`);
      this.#cancelNext = this.host.clock.schedule(backOffMs(this.#failures), () => this.#pull());
    });
  }

  #start(): void {
    if (this.#containerID !== undefined) this.#restartCount += 1;
    if (this.#state.terminated !== undefined) this.#lastState = { terminated: this.#state.terminated };
    if (this.#isOtherTagOfSameImage()) this.host.onFault('same-image');
    this.#containerID = this.host.newContainerID();
    this.#runs = this.#image;
    this.#known = { image: normalisedImage(this.#image), imageID: this.#idOf(this.#image) };
    this.#state = { running: { startedAt: timestamp(this.host.clock.nowMs()) } };
    this.#started = true;
    this.#changed();
    const { run } = this.host.images(this.#image);
    if (run === 'crashes') this.#later('crash', () => this.#crash());
    else if (this.kind === 'task') this.#later('initRun', () => this.#complete());
    else if (run !== 'never-ready') this.#later('ready', () => this.#becomeReady());
    else this.host.onFault('unready-container');
  }

  #isOtherTagOfSameImage(): boolean {
    return this.#runs !== undefined && this.#runs !== this.#image && this.#idOf(this.#runs) === this.#idOf(this.#image);
  }

  #idOf(image: string): string {
    return imageIdOf(image, this.host.images(image));
  }

  #becomeReady(): void {
    this.#ready = true;
    this.#failures = 0;
    this.#changed();
  }

  #complete(): void {
    this.#end(0, 'Completed');
    this.#changed();
  }

  #crash(): void {
    this.host.onFault('crashed-container');
    this.#end(1, 'Error');
    this.#failures += 1;
    this.#wait('CrashLoopBackOff', `back-off ${backOffMs(this.#failures) / 1000}s restarting failed container`);
    this.#cancelNext = this.host.clock.schedule(backOffMs(this.#failures), () => this.#pull());
  }

  /** While a container waits, its status still shows the one before: its ID, its image and how it ended. */
  #wait(reason: string, message?: string): void {
    if (this.#state.terminated !== undefined) this.#lastState = { terminated: this.#state.terminated };
    this.#state = { waiting: message === undefined ? { reason } : { reason, message } };
    this.#changed();
  }

  #end(exitCode: number, reason: string): void {
    const finishedAt = timestamp(this.host.clock.nowMs());
    const startedAt = this.#state.running?.startedAt ?? finishedAt;
    const containerID = this.#containerID === undefined ? {} : { containerID: this.#containerID };
    this.#state = { terminated: { ...containerID, exitCode, reason, startedAt, finishedAt } };
    this.#ready = false;
    this.#started = false;
    this.#told = undefined;
  }

  #changed(): void {
    this.#told = undefined;
    this.host.changed();
  }

  #later(what: Parameters<DrawDelay>[0], run: () => void): void {
    this.#cancelNext();
    this.#cancelNext = this.host.clock.schedule(this.host.draw(what), run);
  }
}
