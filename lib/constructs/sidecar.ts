import type { Volume } from '../api/kubernetes.generated.js';
import type { Sidecar as SidecarObject } from '../api/sidecarset.generated.js';
import { withoutFields } from '../decide/edit.js';
import type { PlusContainer } from './plus.js';
import { isPlus, renderPlusContainer, renderPlusVolume } from './plus.js';

/** A sidecar, and where it stands in the pod. Made by {@link Sidecar}; whoever likes makes their own. */
export interface ISidecar {
  /** `initContainers` for init containers, of which native sidecars are one kind. */
  readonly list: 'containers' | 'initContainers';
  /** The entry of that list. Called at synth. */
  toContainer(): SidecarObject;
  /** Volumes that come with it. Called at synth. */
  toVolumes(): readonly Volume[];
}

/** Any way to write a sidecar: made by {@link Sidecar}, plain JSON as in YAML, or a `Container` of cdk8s-plus. */
export type SidecarLike = ISidecar | SidecarObject | PlusContainer;

/** Fields of a sidecar, as in YAML, on top of a container of cdk8s-plus. They win over those of the container. */
export type SidecarFields = Partial<SidecarObject>;

/** A sidecar that is upgraded by handing its work over to a second container. */
export interface HotFields {
  /** Image of the second container while it has nothing to do; it must start, stay ready and do nothing. */
  readonly idleImage: string;
}

/**
 * The kinds of sidecars, by what happens to them when their image changes.
 *
 * Each takes a container as in YAML, or a `Container` of cdk8s-plus and, behind it, the fields that cdk8s-plus does not
 * know. A container of cdk8s-plus brings the volumes that it mounts; what cdk8s-plus adds unasked stays behind: resources
 * and security context when all of their values are its own, the startup probe of `portNumber`, and
 * `imagePullPolicy: Always`. To keep one of them, say so in the second argument.
 *
 * @example
 * Sidecar.cold({ name: 'logs', image: 'logs:1' });
 * Sidecar.hot({ name: 'proxy', image: 'proxy:1', idleImage: 'proxy-idle:1' });
 * Sidecar.native(new kplus.Container({ name: 'mesh', image: 'mesh:1' }), { podInjectPolicy: 'BeforeAppContainer' });
 */
export class Sidecar implements ISidecar {
  /** A container that stops and starts again with its new image. */
  static cold(container: SidecarObject): Sidecar;
  static cold(container: PlusContainer, fields?: SidecarFields): Sidecar;
  static cold(container: SidecarObject | PlusContainer, fields: SidecarFields = {}): Sidecar {
    return new Sidecar('containers', container, () => fields);
  }

  /** A container that hands its work over to a second one, so that it never stops. */
  static hot(container: SidecarObject & HotFields): Sidecar;
  static hot(container: PlusContainer, fields: SidecarFields & HotFields): Sidecar;
  static hot(container: SidecarObject | PlusContainer, fields: SidecarFields = {}): Sidecar {
    return new Sidecar('containers', container, written => toHot(written, fields));
  }

  /**
   * A native sidecar: an init container that runs as long as the pod, starts before the app containers and ends behind
   * them. With an `idleImage` it is upgraded like a hot one, else like a cold one.
   */
  static native(container: SidecarObject & Partial<HotFields>): Sidecar;
  static native(container: PlusContainer, fields?: SidecarFields & Partial<HotFields>): Sidecar;
  static native(container: SidecarObject | PlusContainer, fields: SidecarFields = {}): Sidecar {
    return new Sidecar('initContainers', container, written => ({
      restartPolicy: 'Always',
      ...toHot(written, fields),
    }));
  }

  /** An init container that ends before the app containers start. Its image changes in new pods only. */
  static init(container: SidecarObject): Sidecar;
  static init(container: PlusContainer, fields?: SidecarFields): Sidecar;
  static init(container: SidecarObject | PlusContainer, fields: SidecarFields = {}): Sidecar {
    return new Sidecar('initContainers', container, () => fields);
  }

  readonly list: ISidecar['list'];
  readonly #container: SidecarObject | PlusContainer;
  readonly #changes: (written: SidecarObject) => SidecarFields;

  private constructor(
    list: ISidecar['list'],
    container: SidecarObject | PlusContainer,
    changes: (written: SidecarObject) => SidecarFields,
  ) {
    this.list = list;
    this.#container = container;
    this.#changes = changes;
  }

  toContainer(): SidecarObject {
    const written = toSidecar(this.#container);
    const sidecar: SidecarObject & Partial<HotFields> = { ...written, ...this.#changes(written) };
    return withoutFields(sidecar, 'idleImage');
  }

  toVolumes(): readonly Volume[] {
    return volumesOf(this.#container);
  }
}

/** Whichever way it was written: the entries for the two lists of the spec, and the volumes that come with it. */
export function renderSidecar(
  sidecar: SidecarLike,
  list: ISidecar['list'],
): { readonly list: ISidecar['list']; readonly container: SidecarObject; readonly volumes: readonly Volume[] } {
  // No instanceof: an author's project may hold this library twice, as ES module and as CommonJS.
  if ('toContainer' in sidecar) {
    return { list: sidecar.list, container: sidecar.toContainer(), volumes: sidecar.toVolumes() };
  }
  return { list, container: toSidecar(sidecar), volumes: volumesOf(sidecar) };
}

function toHot(written: SidecarObject, fields: SidecarFields & Partial<HotFields>): SidecarFields {
  const { idleImage = (written as Partial<HotFields>).idleImage, ...others } = fields;
  if (idleImage === undefined) return others;
  const upgradeStrategy = {
    ...written.upgradeStrategy,
    ...fields.upgradeStrategy,
    upgradeType: 'HotUpgrade' as const,
    hotUpgradeEmptyImage: idleImage,
  };
  return { ...others, upgradeStrategy };
}

function toSidecar(container: SidecarObject | PlusContainer): SidecarObject {
  return isPlusContainer(container) ? renderPlusContainer(container) : container;
}

function volumesOf(container: SidecarObject | PlusContainer): readonly Volume[] {
  if (!isPlusContainer(container)) return [];
  return container.mounts.map(({ volume }) => renderPlusVolume(volume));
}

function isPlusContainer(container: SidecarObject | PlusContainer): container is PlusContainer {
  return isPlus(container);
}
