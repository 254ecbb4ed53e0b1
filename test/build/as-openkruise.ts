import type { ControllerRevision, Pod } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';

/** A SidecarSet as its author wrote it, and the hashes that OpenKruise 1.9 was seen to give it. */
export interface RecordedSidecarSet {
  readonly name: string;
  readonly apiVersion: string;
  readonly spec: SidecarSet['spec'];
  readonly hash: string;
  readonly hashWithoutImage: string;
}

type Json = Readonly<Record<string, unknown>>;

const TIMESTAMP = '2025-06-01T08:00:00Z';

/**
 * The object as OpenKruise leaves it in the API server: its own defaults, and those of the core container fields that a
 * Kubernetes API server would fill in for a pod. Written by hand from what OpenKruise's webhook does, and not by the code
 * under test.
 */
export function storedByOpenKruise({ name, spec, hash, hashWithoutImage }: RecordedSidecarSet): SidecarSet {
  const { containers, initContainers, ...rest } = spec;
  return {
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'SidecarSet',
    metadata: {
      name,
      annotations: { 'kruise.io/sidecarset-hash': hash, 'kruise.io/sidecarset-hash-without-image': hashWithoutImage },
    },
    spec: {
      ...rest,
      ...(containers === undefined ? {} : { containers: containers.map(one => filled(one, 'BeforeAppContainer')) }),
      ...(initContainers === undefined
        ? {}
        : { initContainers: initContainers.map(one => filled(one, 'AfterAppContainer')) }),
      injectionStrategy: { ...rest.injectionStrategy },
      revisionHistoryLimit: 10,
      updateStrategy: { type: 'RollingUpdate', partition: 0, maxUnavailable: 1, ...rest.updateStrategy },
    },
  } as unknown as SidecarSet;
}

function filled(container: unknown, podInjectPolicy: string): Json {
  const given = container as Json & {
    readonly image?: string;
    readonly ports?: readonly Json[];
    readonly env?: readonly Json[];
    readonly upgradeStrategy?: Json;
  };
  return {
    imagePullPolicy:
      given.image?.endsWith(':latest') === true || given.image?.includes(':') !== true ? 'Always' : 'IfNotPresent',
    podInjectPolicy,
    resources: {},
    shareVolumePolicy: { type: 'disabled' },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...given,
    upgradeStrategy: { upgradeType: 'ColdUpgrade', ...given.upgradeStrategy },
    ...(given.ports === undefined ? {} : { ports: given.ports.map(port => ({ protocol: 'TCP', ...port })) }),
    ...(given.env === undefined ? {} : { env: given.env.map(withFieldVersion) }),
  };
}

function withFieldVersion(entry: Json): Json {
  const source = entry['valueFrom'] as { readonly fieldRef?: Json } | undefined;
  if (source?.fieldRef === undefined) return entry;
  return { ...entry, valueFrom: { ...source, fieldRef: { apiVersion: 'v1', ...source.fieldRef } } };
}

/** A pod that OpenKruise injected: its ledger, and the sidecars behind one app container. */
export function injectedByOpenKruise(
  { name, spec, hash, hashWithoutImage }: RecordedSidecarSet,
  { podName, namespace, revision }: { readonly podName: string; readonly namespace: string; readonly revision: string },
): Pod {
  const natives = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const sidecarList = [...(spec.containers ?? []), ...natives].map(one => one.name).toSorted();
  const record = { updateTimestamp: TIMESTAMP, sidecarSetName: name, sidecarList };
  const mark = (one: { readonly name: string; readonly image?: string }): Json => ({
    name: one.name,
    image: one.image,
    env: [{ name: 'IS_INJECTED', value: 'true' }],
  });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: podName,
      namespace,
      labels: { ...spec.selector.matchLabels },
      annotations: {
        'kruise.io/sidecarset-hash': JSON.stringify({ [name]: { ...record, hash, controllerRevision: revision } }),
        'kruise.io/sidecarset-hash-without-image': JSON.stringify({ [name]: { ...record, hash: hashWithoutImage } }),
        'kruise.io/sidecarset-injected-list': name,
      },
    },
    spec: {
      containers: [...(spec.containers ?? []).map(mark), { name: 'app', image: 'nginx:1.15.1' }],
      initContainers: (spec.initContainers ?? []).map(one => ({
        ...mark(one),
        ...(one.restartPolicy === undefined ? {} : { restartPolicy: one.restartPolicy }),
      })),
    },
  } as unknown as Pod;
}

/** The revision of a stored SidecarSet as OpenKruise keeps it beside its own controllers. */
export function revisionByOpenKruise(
  stored: SidecarSet,
  { namespace, uid }: { readonly namespace: string; readonly uid: string },
): ControllerRevision {
  const name = stored.metadata?.name ?? '';
  const {
    volumes = null,
    containers = null,
    initContainers = null,
    imagePullSecrets = null,
    patchPodMetadata = null,
  } = stored.spec;
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name}-6d5f7c9b8d`,
      namespace,
      labels: { 'kruise.io/sidecarset-name': name },
      ownerReferences: [{ apiVersion: 'apps.kruise.io/v1beta1', kind: 'SidecarSet', name, uid, controller: true }],
    },
    data: { spec: { $patch: 'replace', volumes, containers, initContainers, imagePullSecrets, patchPodMetadata } },
    revision: 1,
  };
}
