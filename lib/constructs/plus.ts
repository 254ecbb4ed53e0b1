/**
 * What this library takes from cdk8s-plus, whichever edition: the shapes of its classes, without loading them.
 *
 * @packageDocumentation
 */
import type { IConstruct } from 'constructs';
import type { Container, LabelSelector, Volume } from '../api/kubernetes.generated.js';

/** A `Volume` of cdk8s-plus. */
export interface PlusVolume extends IConstruct {
  readonly name: string;
  asVolume(): PlusVolume;
}

/** A `Container` of cdk8s-plus. */
export interface PlusContainer {
  readonly name: string;
  readonly image: string;
  readonly mounts: readonly { readonly path: string; readonly volume: PlusVolume }[];
  mount(path: string, storage: never): void;
}

/** A workload of cdk8s-plus: `Deployment`, `StatefulSet`, `DaemonSet`, `Job`, `CronJob`, `Pod`. */
export interface PlusWorkload extends IConstruct {
  /** Metadata of its pods. */
  readonly podMetadata: {
    addLabel(key: string, value: string): void;
    getLabel(key: string): string | undefined;
  };
}

/** What selects pods in cdk8s-plus: a workload, or `Pods.select(...)`. */
export interface PlusPodSelector extends IConstruct {
  toPodSelectorConfig(): PlusPodSelectorConfig;
}

/** The answer of a {@link PlusPodSelector}. */
export interface PlusPodSelectorConfig {
  readonly labelSelector: object;
  readonly namespaces?: {
    readonly labelSelector?: object;
    readonly names?: readonly string[];
  };
}

/** Renders itself to Kubernetes JSON: the method that cdk8s-plus has for its own use. */
interface Renderable {
  _toKube(): unknown;
}

/** Is this an object of cdk8s-plus, and not plain JSON? */
export function isPlus(value: object): boolean {
  return typeof (value as Partial<Renderable>)._toKube === 'function';
}

/**
 * Renders a container of cdk8s-plus, without what cdk8s-plus gives to containers whose author said nothing: CPU and
 * memory, a security context, a pull from the registry at each start, a startup probe of the port. In an application they
 * are a choice; a sidecar would carry them into every pod that it is injected into.
 *
 * The security context and the resources are left out when all of their values are cdk8s-plus's own.
 */
export function renderPlusContainer(container: PlusContainer): Container {
  const { resources, securityContext, imagePullPolicy, startupProbe, ...rendered } = toWire(container) as Container;
  const kept = {
    ...(same(resources, UNASKED_RESOURCES) ? {} : { resources }),
    ...(same(securityContext, UNASKED_SECURITY_CONTEXT) ? {} : { securityContext }),
    ...(imagePullPolicy === 'Always' ? {} : { imagePullPolicy }),
    ...(isUnaskedProbe(startupProbe, container) ? {} : { startupProbe }),
  };
  return { ...rendered, ...dropUndefined(kept) };
}

/** Renders a volume of cdk8s-plus. */
export function renderPlusVolume(volume: PlusVolume): Volume {
  return toWire(volume) as Volume;
}

/** Renders a label selector of cdk8s-plus. */
export function renderPlusLabelSelector(selector: object): LabelSelector {
  return toWire(selector) as LabelSelector;
}

const UNASKED_RESOURCES = {
  limits: { cpu: '1500m', memory: '2048Mi' },
  requests: { cpu: '1000m', memory: '512Mi' },
};

const UNASKED_SECURITY_CONTEXT = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
};

function isUnaskedProbe(probe: Container['startupProbe'], container: PlusContainer): boolean {
  const { portNumber } = container as { readonly portNumber?: number };
  return portNumber !== undefined && same(probe, { failureThreshold: 3, tcpSocket: { port: portNumber } });
}

/** Names that cdk8s-plus writes in its own manner on the way to Kubernetes. */
const WIRE_NAMES: Readonly<Record<string, string>> = { hostIp: 'hostIP', volumeId: 'volumeID', diskUri: 'diskURI' };

function toWire(object: object): unknown {
  return plain((object as Renderable)._toKube());
}

/** Quantities and numbers-or-strings are small objects of one `value` there. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (value.constructor.name === 'Quantity' || value.constructor.name === 'IntOrString') {
    return (value as { readonly value: unknown }).value;
  }
  const fields = Object.entries(value).map(([name, inner]) => [WIRE_NAMES[name] ?? name, plain(inner)] as const);
  return dropUndefined(Object.fromEntries(fields));
}

function dropUndefined(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, inner]) => [name, sorted(inner)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
