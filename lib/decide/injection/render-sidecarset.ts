import type { Container, Pod } from '../../api/kubernetes.generated.js';
import type { Sidecar, SidecarSet } from '../../api/sidecarset.generated.js';
import { buildContainer } from './build-container.js';
import { isHot, openSlots } from './open-slots.js';
import type { PlacedContainer } from './place-in-pod.js';
import { sidecarsOf } from './sidecars-of.js';
import { sizeResources } from './size-resources.js';

/** What one SidecarSet adds to one pod. */
export interface RenderedSidecarSet {
  readonly containers: readonly PlacedContainer[];
  readonly initContainers: readonly PlacedContainer[];
  /** Hot sidecar → its active slot. */
  readonly activeSlots: Readonly<Record<string, string>>;
  /** Annotations that hold the versions of the slots. */
  readonly slotVersions: Readonly<Record<string, string>>;
  /** Why it cannot be rendered for this pod, as sentences; empty: it can. */
  readonly problems: readonly string[];
}

/** The pod that a SidecarSet is rendered for, and those of its containers that are the app's. */
export interface RenderTarget {
  readonly pod: Pod;
  readonly appContainers: readonly Container[];
}

/** Turns every sidecar of a SidecarSet into the containers that this pod gets, each with its place. */
export function renderSidecarSet(sidecarSet: SidecarSet, target: RenderTarget): RenderedSidecarSet {
  const sidecars = sidecarsOf(sidecarSet);
  const containers = sidecars.containers.map(sidecar => renderSidecar(sidecar, target));
  const initContainers = sidecars.initContainers.map(sidecar => renderSidecar(sidecar, target));
  const slots = [...containers, ...initContainers].flatMap(({ slots }) => slots ?? []);
  return {
    containers: containers.flatMap(({ sidecar, built }) =>
      built.map(container => ({ container, before: sidecar.podInjectPolicy !== 'AfterAppContainer' })),
    ),
    initContainers: initContainers.flatMap(({ sidecar, built }) =>
      built.map(container => ({ container, before: sidecar.podInjectPolicy === 'BeforeAppContainer' })),
    ),
    activeSlots: Object.fromEntries(slots.map(({ sidecar, active }) => [sidecar, active])),
    slotVersions: Object.assign({}, ...slots.map(({ versions }) => versions)) as Readonly<Record<string, string>>,
    problems: [...containers, ...initContainers].flatMap(({ sidecar, problem }) =>
      problem === undefined
        ? []
        : [`SidecarSet ${sidecarSet.metadata?.name ?? ''}, container ${sidecar.name}: ${problem}`],
    ),
  };
}

interface RenderedSidecar {
  readonly sidecar: Sidecar;
  readonly built: readonly Container[];
  readonly slots?: {
    readonly sidecar: string;
    readonly active: string;
    readonly versions: Readonly<Record<string, string>>;
  };
  readonly problem?: string;
}

function renderSidecar(sidecar: Sidecar, target: RenderTarget): RenderedSidecar {
  const sized = sizeResources(sidecar, target.pod);
  if (sized?.kind === 'failed') return { sidecar, built: [], problem: sized.problem };
  const built = buildContainer(sidecar, target);
  const container = sized === undefined ? built : { ...built, resources: sized.resources };
  if (!isHot(sidecar)) return { sidecar, built: [container] };
  const { containers, active, versions } = openSlots(sidecar, container);
  return { sidecar, built: containers, slots: { sidecar: sidecar.name, active, versions } };
}
