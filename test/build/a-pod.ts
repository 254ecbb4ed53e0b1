import type { Container, Pod } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { hashSidecarSet } from '../../lib/decide/hash.js';
import { deepFreeze } from './deep-freeze.js';

/** What matters about a pod in a test; everything else is that of a healthy pod on a node. */
export interface PodFacts {
  /** The SidecarSet as it was when the pod was last brought up to it; absent: never injected. */
  readonly injectedBy?: SidecarSet;
  readonly labels?: Readonly<Record<string, string>>;
  readonly namespace?: string;
  readonly ready?: boolean;
  readonly readySince?: string;
  readonly restartCount?: number;
  readonly phase?: string;
  /** `''`: not scheduled. */
  readonly nodeName?: string;
  readonly createdAt?: string;
  readonly generation?: number;
  readonly seenGeneration?: number;
  /** In-place state: container name → what its status said before the last upgrade. */
  readonly upgradedFrom?: Readonly<Record<string, { readonly imageID: string; readonly containerID?: string }>>;
  /** Container name → what the kubelet says, over a healthy status. */
  readonly statuses?: Readonly<
    Record<string, Partial<NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number]>>
  >;
  readonly deletionTimestamp?: string;
  /** What controls it. */
  readonly owner?: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
}

/** A pod with an app container `app` and the sidecars of the SidecarSet that injected it. */
export function aPod(name: string, facts: PodFacts = {}): Pod {
  const sidecars = facts.injectedBy?.spec.containers ?? [];
  const natives = (facts.injectedBy?.spec.initContainers ?? []).filter(
    ({ restartPolicy }) => restartPolicy === 'Always',
  );
  const containers = [...sidecars.map(sidecarContainer), { name: 'app', image: 'app:1' }];
  const ready = facts.ready ?? true;
  return deepFreeze({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: facts.namespace ?? 'default',
      uid: `uid-of-${name}`,
      resourceVersion: '100',
      creationTimestamp: facts.createdAt ?? '2024-01-01T00:00:00Z',
      labels: { app: 'web', ...facts.labels },
      annotations: annotationsOf(facts),
      ...(facts.generation === undefined ? {} : { generation: facts.generation }),
      ...(facts.owner === undefined
        ? {}
        : {
            ownerReferences: [
              { apiVersion: 'apps/v1', ...facts.owner, uid: `uid-of-${facts.owner.name}`, controller: true },
            ],
          }),
      ...(facts.deletionTimestamp === undefined ? {} : { deletionTimestamp: facts.deletionTimestamp }),
    },
    spec: {
      nodeName: facts.nodeName ?? 'node-a',
      containers,
      ...(natives.length === 0 ? {} : { initContainers: natives.map(sidecarContainer) }),
    },
    status: {
      phase: facts.phase ?? 'Running',
      ...(facts.seenGeneration === undefined ? {} : { observedGeneration: facts.seenGeneration }),
      conditions: [
        {
          type: 'Ready',
          status: ready ? 'True' : 'False',
          lastTransitionTime: facts.readySince ?? '2024-01-01T00:00:10Z',
        },
      ],
      containerStatuses: containers.map(container => statusOf(container, facts)),
      ...(natives.length === 0 ? {} : { initContainerStatuses: natives.map(native => statusOf(native, facts)) }),
    },
  });
}

function sidecarContainer({ name, image, restartPolicy }: Container): Container {
  return {
    name,
    ...(image === undefined ? {} : { image }),
    ...(restartPolicy === undefined ? {} : { restartPolicy }),
    env: [{ name: 'IS_INJECTED', value: 'true' }],
  };
}

function statusOf(
  { name, image = '' }: Container,
  facts: PodFacts,
): NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number] {
  return {
    name,
    image: `docker.io/library/${image}`,
    imageID: `sha256:of-${image}`,
    containerID: `containerd://${name}-0`,
    ready: facts.ready ?? true,
    restartCount: facts.restartCount ?? 0,
    ...facts.statuses?.[name],
  };
}

/** Written by hand, as OpenKruise writes it, and not by the code under test. */
function annotationsOf({ injectedBy, upgradedFrom }: PodFacts): Readonly<Record<string, string>> {
  if (injectedBy === undefined) return {};
  const name = injectedBy.metadata?.name ?? '';
  const { specHash, shapeHash } = hashSidecarSet(injectedBy);
  const natives = (injectedBy.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const sidecarList = [...(injectedBy.spec.containers ?? []), ...natives].map(sidecar => sidecar.name).toSorted();
  const updateTimestamp = '2024-01-01T00:00:00Z';
  const record = (hash: string): string =>
    JSON.stringify({ [name]: { updateTimestamp, hash, sidecarSetName: name, sidecarList } });
  const inPlace = { [name]: { revision: specHash, updateTimestamp, lastContainerStatuses: upgradedFrom } };
  return {
    'kruise.io/sidecarset-hash': record(specHash),
    'kruise.io/sidecarset-hash-without-image': record(shapeHash),
    'kruise.io/sidecarset-injected-list': name,
    ...(upgradedFrom === undefined ? {} : { 'kruise.io/sidecarset-inplace-update-state': JSON.stringify(inPlace) }),
  };
}
