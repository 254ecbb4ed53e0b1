import { expect } from 'chai';
import type { ConfigMap, Lease, Pod } from '../../lib/api/kubernetes.generated.js';
import { SIDECARSETS } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { ApiError } from '../../lib/cluster/api-error.js';
import type { Cluster, WatchEvent } from '../../lib/cluster/cluster.js';

/** A cluster that the contract is held up to. */
export interface ClusterUnderTest {
  readonly cluster: Cluster;
  /** Waits for something that takes time on the cluster's side; a virtual clock moves on meanwhile. */
  readonly patiently: <T>(work: Promise<T>) => Promise<T>;
  stop(): Promise<void>;
}

/** What each sentence of the contract starts from. */
export interface Subject extends Pick<ClusterUnderTest, 'cluster' | 'patiently'> {
  /** A namespace that nobody else uses. */
  readonly namespace: string;
}

/** The error of a call that has to fail. */
export async function refusalOf(call: Promise<unknown>): Promise<ApiError> {
  try {
    await call;
  } catch (error) {
    expect(error).to.be.instanceOf(ApiError);
    return error as ApiError;
  }
  throw new Error('the call succeeded, but it had to be refused');
}

/** Reads a watch until `enough` says so, or until the server ends it. */
export async function readWatch<T>(
  watch: AsyncIterable<WatchEvent<T>>,
  enough: (events: readonly WatchEvent<T>[]) => boolean = () => false,
): Promise<readonly WatchEvent<T>[]> {
  const events: WatchEvent<T>[] = [];
  for await (const event of watch) {
    events.push(event);
    if (enough(events)) break;
  }
  return events;
}

/** A watch's events in short: `ADDED a`. */
export function briefly(events: readonly WatchEvent<{ readonly metadata?: { readonly name?: string } }>[]): string[] {
  return events.map(event =>
    event.type === 'BOOKMARK' ? event.type : `${event.type} ${event.object.metadata?.name ?? ''}`,
  );
}

/** A ConfigMap of the subject's namespace. */
export function aConfigMap(
  { namespace }: Subject,
  name: string,
  more: Omit<ConfigMap, 'metadata'> = {},
  labels = {},
): ConfigMap {
  return { ...more, metadata: { namespace, name, labels } };
}

/** A Lease of the subject's namespace: a small object of a kind that no controller puts there by itself. */
export function aLease({ namespace }: Subject, name: string, labels = {}): Lease {
  return { metadata: { namespace, name, labels }, spec: {} };
}

/** A pod that no scheduler and no node takes. */
export function aPod({ namespace }: Subject, name: string, spec: Partial<Pod['spec']> = {}): Pod {
  return {
    metadata: { namespace, name },
    spec: {
      automountServiceAccountToken: false,
      schedulerName: 'nobody',
      containers: [
        { name: 'app', image: 'app:1' },
        { name: 'mesh', image: 'mesh:1' },
      ],
      ...spec,
    },
  };
}

/** Creates a SidecarSet of a name of its own, for the time of `use`. */
export async function withSidecarSet(
  subject: Subject,
  use: (set: SidecarSet & { metadata: { name: string } }) => Promise<void>,
): Promise<void> {
  const created = await subject.cluster.create(SIDECARSETS, {
    metadata: { generateName: 'contract-' },
    spec: { selector: { matchLabels: { app: subject.namespace } }, containers: [{ name: 'mesh', image: 'mesh:1' }] },
  });
  const name = created.metadata?.name ?? '';
  try {
    await use({ ...created, metadata: { ...created.metadata, name } });
  } finally {
    await subject.cluster.remove(SIDECARSETS, { name });
  }
}
