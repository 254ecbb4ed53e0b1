import type { ApiObjectMetadata } from 'cdk8s';
import { Lazy } from 'cdk8s';
import type { LabelSelector, Volume } from '../api/kubernetes.generated.js';
import type { SidecarSetSpec } from '../api/sidecarset.generated.js';
import { defaultSidecarSet } from '../decide/definition/default-sidecarset.js';
import { withoutFields } from '../decide/edit.js';
import type { PlusVolume } from './plus.js';
import { isPlus, renderPlusVolume } from './plus.js';
import type { SidecarLike } from './sidecar.js';
import { renderSidecar } from './sidecar.js';

/**
 * What a SidecarSet is made of: its spec, field by field as in YAML, where sidecars and volumes may be written in nicer
 * ways, and two things beside it.
 *
 * Fields of containers and volumes that this version does not know are rendered as they stand.
 */
export interface SidecarSetProps extends Omit<
  SidecarSetSpec,
  'selector' | 'containers' | 'initContainers' | 'volumes'
> {
  /**
   * Name, labels and annotations. A SidecarSet is cluster-scoped: the namespace of its chart is not taken over.
   *
   * @default - a name made from the construct path, labels of the chart
   */
  readonly metadata?: Omit<ApiObjectMetadata, 'namespace'>;

  /**
   * Version of the API under which the manifest is written. Both have the same fields.
   *
   * @default 'v1beta1', the version that the API server stores
   */
  readonly apiVersion?: 'v1beta1' | 'v1alpha1';

  /**
   * Which pods are injected when they are created, and updated later, by their labels.
   *
   * @default - what `select()` takes over from a workload; synth fails when neither says it
   */
  readonly selector?: LabelSelector;

  /**
   * The sidecars, in the order in which they stand in the pod. Those made by `Sidecar.native()` and `Sidecar.init()` are
   * rendered among the init containers.
   *
   * @default - none; synth fails when there is no init container either
   */
  readonly containers?: readonly SidecarLike[];

  /**
   * Init containers, injected in the order of their names. One with `restartPolicy: Always` is a native sidecar.
   *
   * @default - those of `containers`
   */
  readonly initContainers?: readonly SidecarLike[];

  /**
   * Volumes that injected containers mount: as in YAML, or a `Volume` of cdk8s-plus. Those that a `Container` of cdk8s-plus
   * mounts come by themselves.
   *
   * @default - those of the containers
   */
  readonly volumes?: readonly (Volume | PlusVolume)[];
}

/** Which pods, as far as `select()` says it. */
export type ChosenPods = Partial<Pick<SidecarSetSpec, 'selector' | 'namespace' | 'namespaceSelector'>>;

/** The spec as it is rendered, with the defaults of SidecarSet's own fields. */
export function renderSpec(props: SidecarSetProps, chosen: ChosenPods): SidecarSetSpec {
  const { containers, initContainers, volumes } = props;
  const sidecars = [
    ...(containers ?? []).map(sidecar => renderSidecar(sidecar, 'containers')),
    ...(initContainers ?? []).map(sidecar => renderSidecar(sidecar, 'initContainers')),
  ];
  const listed = (list: 'containers' | 'initContainers', written: unknown): object => {
    const entries = sidecars.filter(sidecar => sidecar.list === list).map(({ container }) => container);
    return entries.length === 0 && written === undefined ? {} : { [list]: entries };
  };
  const given = (volumes ?? []).map(volume => (isPlusVolume(volume) ? renderPlusVolume(volume) : volume));
  const brought = sidecars.flatMap(sidecar => sidecar.volumes);
  const all = [...given, ...brought.filter((volume, index) => isNew(volume, [...given, ...brought.slice(0, index)]))];
  const spec = {
    ...chosen,
    ...withoutFields(props, 'metadata', 'apiVersion', 'containers', 'initContainers', 'volumes'),
    ...listed('containers', containers),
    ...listed('initContainers', initContainers),
    ...(all.length === 0 && volumes === undefined ? {} : { volumes: all }),
  };
  return defaultSidecarSet({ spec: produceLazy(spec) as SidecarSetSpec }).spec;
}

function isPlusVolume(volume: Volume | PlusVolume): volume is PlusVolume {
  return isPlus(volume);
}

/** A volume that several containers mount comes once; two of one name that differ are for validation to refuse. */
function isNew(volume: Volume, before: readonly Volume[]): boolean {
  return !before.some(other => JSON.stringify(other) === JSON.stringify(volume));
}

/** Defaults can be filled only into what is there: cdk8s itself resolves lazy values later. */
function produceLazy(value: unknown): unknown {
  if (value instanceof Lazy) return produceLazy(value.produce());
  if (Array.isArray(value)) return value.map(produceLazy);
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, produceLazy(inner)]));
}

/** By name: each context of a test runner has an Object of its own. */
function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === null || value.constructor.name === 'Object';
}
