import type { Container, Pod } from '../../api/kubernetes.generated.js';
import type { Sidecar, SidecarSet } from '../../api/sidecarset.generated.js';
import { buildContainer } from './build-container.js';
import { isHot, openSlots } from './open-slots.js';
import type { PlacedContainer } from './place-in-pod.js';

/** What one SidecarSet adds to one pod. */
export interface RenderedSidecarSet {
  readonly containers: readonly PlacedContainer[];
  readonly initContainers: readonly PlacedContainer[];
  /** Hot sidecar → its active slot. */
  readonly activeSlots: Readonly<Record<string, string>>;
  /** Annotations that hold the versions of the slots. */
  readonly slotVersions: Readonly<Record<string, string>>;
}

/** The pod that a SidecarSet is rendered for, and those of its containers that are the app's. */
export interface RenderTarget {
  readonly pod: Pod;
  readonly appContainers: readonly Container[];
}

/** Turns every sidecar of a SidecarSet into the containers that this pod gets, each with its place. */
export function renderSidecarSet({ spec }: SidecarSet, target: RenderTarget): RenderedSidecarSet {
  const containers = (spec.containers ?? []).map(sidecar => renderSidecar(sidecar, target));
  const initContainers = (spec.initContainers ?? []).map(sidecar => renderSidecar(sidecar, target));
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
  };
}

interface RenderedSidecar {
  readonly sidecar: Sidecar;
  readonly built: readonly Container[];
  readonly slots?: { readonly sidecar: string; readonly active: string; readonly versions: Readonly<Record<string, string>> };
}

function renderSidecar(sidecar: Sidecar, target: RenderTarget): RenderedSidecar {
  const container = buildContainer(sidecar, target);
  if (!isHot(sidecar)) return { sidecar, built: [container] };
  const { containers, active, versions } = openSlots(sidecar, container);
  return { sidecar, built: containers, slots: { sidecar: sidecar.name, active, versions } };
}
